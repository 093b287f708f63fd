import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import type { SqlScript } from './sql-script.ts'
import type { Source } from './write.ts'
import { countExisting } from './write.ts'

/** Of fewer rows half may well go. */
const GUARDED_ROWS = 20

/**
 * Whether a window that is written anew, or a snapshot, came with less than half of what is there: a list that broke off looks like that where no total is
 * announced, and would take the rest away. `before` are the rows that the same slice came with the last time: what comes so twice is believed.
 */
export function* isTruncated(
  shopId: number,
  { write }: Stream,
  slice: Slice,
  sources: readonly Source[],
  before: number | null,
): SqlScript<boolean> {
  const received = sources.reduce((sum, { rows }) => sum + rows, 0)
  if ((write.mode !== 'replace' && write.mode !== 'snapshot') || received === 0) return false
  // A window that was never read is believed; what a snapshot takes away was read on another day.
  if (before === null ? write.mode === 'replace' : received * 2 >= before) return false
  for (const { table, rows } of sources) {
    const existingRows = Number(yield* countExisting(shopId, table, write, slice))
    if (existingRows >= GUARDED_ROWS && rows * 2 < existingRows) return true
  }
  return false
}
