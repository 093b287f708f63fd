import type { Notice } from '#contract/shop.ts'
import type { IdsOf, Slice } from '../declare/slices.ts'
import type { StateStore } from '../declare/source.ts'
import type { Rows, Stream } from '../declare/stream.ts'
import type { Id } from '../declare/table.ts'
import type { Day } from '../parse/time.ts'

/** What the pipeline needs of a store: the rows of a slice and its checkpoint are committed atomically. */
export interface Store {
  /** Slices of a stream that were committed, each with the run that did it; what was read before its days were over counts for that run alone. */
  done(shopId: number, stream: Stream, runId: number): Promise<ReadonlyMap<string, number>>
  /** Opens the stage of a slice. Called before the first request: committed days count as known up to this moment. */
  stage(shopId: number, stream: Stream, slice: Slice, runId: number): Promise<Stage>
  /**
   * Recovered slices by key: this run had read them completely when its process died, and they are committed without being read again.
   * Other leftovers of the stream are discarded.
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

/** Result of a commit: rows received, rows with a new key, and rows that changed an existing one. */
export interface Committed {
  readonly rows: number
  readonly added: number
  readonly changed: number
  readonly notice: Notice | null
}
export interface Stage {
  /** Buffers rows; true once they should be flushed. Throws LoadError `shape` unless their columns are exactly the table's. */
  add(rows: Rows): boolean
  /** Writes buffered rows to disk. */
  flush(): Promise<void>
  /** The slice is complete and on disk. From now on a facts slice survives a crash, until it is committed or discarded. */
  close(): Promise<void>
  /**
   * Writes rows and checkpoint in one transaction. An empty answer where rows were does not erase them: it comes back as a notice.
   * Where `more` slices of the stream are on their way it may wait a moment to share its transaction with them.
   */
  commit(more?: boolean): Promise<Committed>
  /** Discards the staged rows. */
  discard(): Promise<void>
}
