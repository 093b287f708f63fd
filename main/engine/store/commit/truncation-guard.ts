import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import { countExisting } from './replaced.ts'
import type { Source, SqlScript } from './sql-script.ts'

/** Below this many rows, losing half is plausible. */
const GUARDED_ROWS = 20

/**
 * Guard against truncated responses: whether a replaced window or a snapshot has less than half of the existing rows, as a list that was cut off without a total
 * would. Committing it would delete the rest. `before` is the row count of the same slice last time: the same shortfall twice in a row is accepted.
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
  // The first read of a window is accepted; a snapshot replaces rows of another day.
  if (before === null ? write.mode === 'replace' : received * 2 >= before) return false
  for (const { table, rows } of sources) {
    const existingRows = Number(yield* countExisting(shopId, table, write, slice))
    if (existingRows >= GUARDED_ROWS && rows * 2 < existingRows) return true
  }
  return false
}
