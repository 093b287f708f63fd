import type { Notice } from '#contract/shop.ts'
import type { IdsOf, Slice } from '../declare/slices.ts'
import type { StateStore } from '../declare/source.ts'
import type { Rows, Stream } from '../declare/stream.ts'
import type { Id } from '../declare/table.ts'
import type { Day } from '../parse/time.ts'

/** What the pipeline needs of a store: the rows of a slice and its checkpoint are committed atomically. */
export interface Store {
  /** Committed slices of a stream, each with the run that committed it; a slice read before its days were over counts for that run only. */
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
  /**
   * Completes a stream over all its slices: vanished keys of a snapshot get their zero rows, and ids of a `replace` without days that no slice asked for are
   * deleted.
   */
  finish(shopId: number, stream: Stream, slices: readonly Slice[]): Promise<void>
  ids(shopId: number, of: IdsOf, from?: Day, to?: Day): Promise<readonly Id[]>
  state(shopId: number, stream: Stream): StateStore
  /** First and last day of the shop in the tables of these streams, measured from the rows. */
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
   * Writes rows and checkpoint in one transaction. An empty response for days that had rows does not erase them: it becomes a notice. If `more` slices of the
   * stream are coming, it may wait a moment to share its transaction with them.
   */
  commit(more?: boolean): Promise<Committed>
  /** Discards the staged rows. */
  discard(): Promise<void>
}
