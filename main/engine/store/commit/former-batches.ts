import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import { sliceKey } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import { literal } from '../schema/ddl.ts'
import { checkpointsOf } from './checkpoints.ts'

/** The window of a checkpoint, which its key begins with. */
const windowOf = (table: string): string => `substr(${table}.slice_key, 1, instr(${table}.slice_key, '#'))`

/**
 * FROM clause over checkpoints of batches into which a window is no longer cut, since its ids have changed: `slices` are those of now, all of them read, and
 * one of them covers the same days of the same window. Null for a stream without batches of days.
 */
export function formerBatches(shopId: number, stream: Stream, slices: readonly Slice[]): string | null {
  const batches = slices.filter(({ batch, window }) => batch !== undefined && typeof window === 'object')
  if (batches.length === 0 || stream.slices.ofItsDay) return null
  const table = checkpointsOf(stream)
  const keys = batches.map(slice => literal(sliceKey(slice))).join(', ')
  return `FROM ${table} WHERE shop_id = ${shopId} AND stream_id = ${literal(stream.id)} AND instr(slice_key, '#') > 0 AND slice_key NOT IN (${keys}) AND EXISTS (
  SELECT 1 FROM ${table} AS live WHERE live.shop_id = ${table}.shop_id AND live.stream_id = ${table}.stream_id AND live.slice_key IN (${keys})
    AND ${windowOf('live')} = ${windowOf(table)} AND live.from_day <= ${table}.from_day AND live.to_day >= ${table}.to_day)`
}
