import type { Notice } from '#contract/shop.ts'
import type { IdsOf, Slice } from './slices.ts'
import type { Notes } from './source.ts'
import type { Rows, Stream } from './stream.ts'
import type { Id } from './table.ts'
import type { Day } from './time.ts'

/** The store's side of the bargain: a slice's rows and the note that it is done become visible together or not at all. */
export interface Store {
  /** Slices of a stream that were committed, each with the run that did it. */
  done(shopId: number, stream: Stream): Promise<ReadonlyMap<string, number>>
  stage(shopId: number, stream: Stream, slice: Slice, runId: number): Promise<Stage>
  /** Closes a snapshot over all its slices: keys that no slice asked for any more get their zero rows. */
  finish(shopId: number, stream: Stream, slices: readonly Slice[]): Promise<void>
  ids(shopId: number, of: IdsOf, from?: Day, to?: Day): Promise<readonly Id[]>
  notes(shopId: number, stream: Stream): Notes
  /** First and last day that the tables of these streams hold for the shop, from the rows themselves. */
  range(
    shopId: number,
    streams: readonly Stream[],
  ): Promise<{ readonly from: Day | null; readonly to: Day | null }>
}

export interface Stage {
  /** Takes rows whose columns are exactly the table's; throws LoadError `shape` on any other. */
  add(rows: Rows): Promise<void>
  /** Writes rows and checkpoint in one transaction. An empty answer where rows were does not erase them: it comes back as a notice. */
  commit(): Promise<{ readonly rows: number; readonly notice: Notice | null }>
  /** Forgets what was added. */
  discard(): Promise<void>
}
