import type { Slice } from '../../../loaders/core/slices.ts'
import type { Stream } from '../../../loaders/core/stream.ts'
import { name } from './ddl.ts'
import { type Asks, oneOf } from './write.ts'

/** Takes away what tables without days hold of ids that no slice asked for; how many rows went. */
export function* forgetUnasked(
  shopId: number,
  { into, write }: Stream,
  slices: readonly Slice[],
): Asks<number> {
  if (write.mode !== 'replace' || !write.ids) return 0
  const asked = slices.flatMap(slice => slice.ids)
  let rows = 0
  for (const table of into.filter(({ day }) => !day)) {
    const others = asked.length > 0 ? ` AND NOT (${oneOf(table, write.ids, asked)})` : ''
    rows += Number(
      yield { want: 'changes', sql: `DELETE FROM ${name(table.name)} WHERE shop_id = ${shopId}${others}` },
    )
  }
  return rows
}
