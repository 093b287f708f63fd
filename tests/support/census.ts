import { allTables } from '../../loaders/index.ts'
import { relationsOf } from '../../main/engine/store/schema/tables.ts'
import { rowsOf } from './query.ts'

/** What a data folder holds of each shop: `fact_ozon_orders 1` -> 4574; tables without rows of a shop are left out. */
export type Census = ReadonlyMap<string, number>

/** Counts the rows through the command line, once the app is closed. */
export function census(dataDir: string): Census {
  const parts = relationsOf(allTables)
    .filter(relation => Object.hasOwn(relation.columns, 'shop_id'))
    .map(
      ({ name }) => `SELECT '${name}' AS name, shop_id, count(*)::INT AS many FROM ${name} GROUP BY shop_id`,
    )
  const rows = rowsOf(dataDir, parts.join(' UNION ALL '))
  return new Map(rows.map(({ name, shop_id: shop, many }) => [`${name} ${shop}`, Number(many)]))
}

/** The part of one shop. */
export const ofShop = (counts: Census, shop: number) =>
  Object.fromEntries([...counts].filter(([key]) => key.endsWith(` ${shop}`)).toSorted())
