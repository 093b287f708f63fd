import type { Notice } from '#contract/shop.ts'
import type { IdsOf, Slice } from '../declare/slices.ts'
import type { StateStore } from '../declare/source.ts'
import type { Rows, Stream } from '../declare/stream.ts'
import type { Id } from '../declare/table.ts'
import type { Day } from '../parse/time.ts'

/** The store's side of the bargain: a slice's rows and the note that it is done become visible together or not at all. */
export interface Store {
  /** Slices of a stream that were committed, each with the run that did it; what was read before its days were over counts for that run alone. */
  done(shopId: number, stream: Stream, runId: number): Promise<ReadonlyMap<string, number>>
  /** Room for what a slice brings. It is asked for before the first request: what is committed counts as known up to this moment. */
  stage(shopId: number, stream: Stream, slice: Slice, runId: number): Promise<Stage>
  /**
   * Those of the slices that this run had read whole when its process died, by key; they are committed as they were read.
   * What else dead processes left of the stream is forgotten.
   */
  recovered(
    shopId: number,
    stream: Stream,
    slices: readonly Slice[],
    runId: number,
  ): Promise<ReadonlyMap<string, Pick<Stage, 'commit' | 'discard'>>>
  /** Closes a stream over all its slices: keys of a snapshot that no slice asked for get their zero rows, ids of a `replace` without days go. */
  finish(shopId: number, stream: Stream, slices: readonly Slice[]): Promise<void>
  ids(shopId: number, of: IdsOf, from?: Day, to?: Day): Promise<readonly Id[]>
  state(shopId: number, stream: Stream): StateStore
  /** First and last day that the tables of these streams hold for the shop, from the rows themselves. */
  range(
    shopId: number,
    streams: readonly Stream[],
  ): Promise<{ readonly from: Day | null; readonly to: Day | null }>
}

/** What a commit brought: rows, of them those whose key was not there, and those that differ from what was. */
export interface Committed {
  readonly rows: number
  readonly added: number
  readonly changed: number
  readonly notice: Notice | null
}
export interface Stage {
  /** Takes rows whose columns are exactly the table's; true once there is so much of them that they should be flushed. Throws LoadError `shape` on any other. */
  add(rows: Rows): boolean
  /** Brings what was added to disk. */
  flush(): Promise<void>
  /** Ends what is added: the slice is read whole, and on disk. What it held of facts outlives the process from now on, until it is committed or discarded. */
  close(): Promise<void>
  /**
   * Writes rows and checkpoint in one transaction. An empty answer where rows were does not erase them: it comes back as a notice.
   * Where `more` slices of the stream are on their way it may wait a moment to share its transaction with them.
   */
  commit(more?: boolean): Promise<Committed>
  /** Forgets what was added. */
  discard(): Promise<void>
}
