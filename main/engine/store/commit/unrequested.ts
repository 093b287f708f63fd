import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import { name } from '../schema/ddl.ts'
import type { Asks } from './sql-script.ts'
import { oneOf } from './write.ts'

/** Takes away what tables of dims without days hold of ids that no slice asked for; how many rows went. */
export function* forgetUnasked(
  shopId: number,
  { into, write }: Stream,
  slices: readonly Slice[],
): Asks<number> {
  if (write.mode !== 'replace' || !write.ids) return 0
  const ids = slices.flatMap(slice => slice.ids)
  let rows = 0
  for (const table of into.filter(({ day }) => !day)) {
    const asked = oneOf(table, write.ids, ids)
    rows += Number(
      yield {
        want: 'changes',
        sql: `DELETE FROM ${name(table.name)} WHERE shop_id = ${shopId} AND NOT (${asked})`,
      },
    )
  }
  return rows
}
