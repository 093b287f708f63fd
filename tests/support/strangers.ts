import { allTables } from '../../loaders/index.ts'
import { relationsOf } from '../../main/engine/store/schema/tables.ts'
import type { RunningEngine } from './engine.ts'

const ofShops = relationsOf(allTables).filter(({ columns }) => Object.hasOwn(columns, 'shop_id'))

/** Tables of both files with rows of a shop that does not exist (any more), with its id. */
export async function strangers(of: Pick<RunningEngine, 'engine' | 'query'>): Promise<readonly string[]> {
  const shops = await of.engine.handlers['shop.list']()
  const known = shops.map(({ id }) => id)
  const each = ofShops.map(({ name }) => `SELECT DISTINCT '${name}' AS of, shop_id FROM ${name}`)
  const rows = await of.query(each.join(' UNION ALL '))
  return rows.filter(row => !known.includes(Number(row.shop_id))).map(row => `${row.of} ${row.shop_id}`)
}
