import { allTables } from '../../loaders/index.ts'
import { relationsOf } from '../../main/engine/store/schema/tables.ts'
import { rowsOf } from './query.ts'

/** Row counts of a data folder by table and shop: `fact_ozon_orders 1` -> 4574; tables without rows of a shop are omitted. */
export type Census = ReadonlyMap<string, number>

/** Counts the rows through the command line, after the app is closed. */
export function census(dataDir: string): Census {
  const parts = relationsOf(allTables)
    .filter(relation => Object.hasOwn(relation.columns, 'shop_id'))
    .map(
      ({ name }) => `SELECT '${name}' AS name, shop_id, count(*)::INT AS many FROM ${name} GROUP BY shop_id`,
    )
  const rows = rowsOf(dataDir, parts.join(' UNION ALL '))
  return new Map(rows.map(({ name, shop_id: shop, many }) => [`${name} ${shop}`, Number(many)]))
}

/** The counts of one shop. */
export const ofShop = (counts: Census, shop: number) =>
  Object.fromEntries([...counts].filter(([key]) => key.endsWith(` ${shop}`)).toSorted())
