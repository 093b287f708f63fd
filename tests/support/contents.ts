import { allTables as tables } from '../../loaders/index.ts'

export interface Content {
  readonly table: string
  readonly rows: number
  /** MD5 over all rows in order, without the shop id. */
  readonly sum: string | null
}

/** A query whose result is equal for two shops only if they have the same rows in every fact and dim table; the instant of bid snapshots is ignored. */
export const contentsSql = (shopId = 1): string =>
  tables
    .map(({ name, columns }) => {
      const moment = Object.hasOwn(columns, 'seen_at')
      const all = Object.keys(columns).filter(column => column !== 'seen_at')
      const rows = `${moment ? 'DISTINCT ' : ''}${all.map(column => `"${column}"`).join(', ')}`
      return `SELECT '${name}' AS "table", count(*) AS rows, md5(string_agg(line, chr(10) ORDER BY line)) AS sum
FROM (SELECT CAST(to_json(kept) AS VARCHAR) AS line FROM (SELECT ${rows} FROM ${name} WHERE shop_id = ${shopId}) AS kept)`
    })
    .join(' UNION ALL ')

/** Counts rows that share a key, of which there must be none. */
export const duplicatesSql = (): string =>
  tables
    .map(({ name, key }) => {
      const columns = ['shop_id', ...key].map(column => `"${column}"`).join(', ')
      return `SELECT '${name}' AS "table", count(*) AS keys FROM (SELECT ${columns} FROM ${name} GROUP BY ${columns} HAVING count(*) > 1) HAVING count(*) > 0`
    })
    .join(' UNION ALL ')
