import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import { name } from '../schema/ddl.ts'
import { inList } from './replaced.ts'
import type { SqlScript } from './sql-script.ts'

/** Deletes rows of dims tables without days whose ids no slice requested; returns the row count. */
export function* deleteUnrequested(
  shopId: number,
  { into, write }: Stream,
  slices: readonly Slice[],
): SqlScript<number> {
  if (write.mode !== 'replace' || !write.ids) return 0
  const ids = slices.flatMap(slice => slice.ids)
  let rows = 0
  for (const table of into.filter(({ day }) => !day)) {
    const asked = inList(table, write.ids, ids)
    rows += Number(
      yield {
        returns: 'changes',
        sql: `DELETE FROM ${name(table.name)} WHERE shop_id = ${shopId} AND NOT (${asked})`,
      },
    )
  }
  return rows
}
