import { name } from '../schema/ddl.ts'
import type { Asks, Source } from './write.ts'

/** Of the staged rows of a table: how many have a key that is there, and how many of these differ in a value. To be asked before they are written. */
export function* differences(
  shopId: number,
  { table, sql }: Source,
): Asks<{ readonly known: number; readonly changed: number }> {
  const pairs = (columns: readonly string[], how: string) =>
    columns.map(column => `staged.${name(column)} ${how} there.${name(column)}`).join(' AND ') || 'TRUE'
  const values = Object.keys(table.columns).filter(column => !table.key.includes(column))
  const same = pairs(values, 'IS NOT DISTINCT FROM')
  const found = yield {
    want: 'value',
    sql: `SELECT count(*) || ' ' || count(CASE WHEN ${same} THEN NULL ELSE 1 END)
      FROM ${sql} AS staged JOIN ${name(table.name)} AS there ON ${pairs(table.key, '=')} WHERE there.shop_id = ${shopId}`,
  }
  const [known = 0, changed = 0] = String(found).split(' ').map(Number)
  return { known, changed }
}
