import type { IdsOf } from '../../../loaders/core/slices.ts'
import type { Day } from '../../../loaders/core/time.ts'
import { literal, name } from './ddl.ts'

/** The SQL, for both dialects, of the distinct ids of a column in ascending order. */
export function idsQuestion(shopId: number, of: IdsOf, from?: Day, to?: Day): string {
  const { table, column, where = {}, except = {}, positive } = of
  const id = name(column)
  const conditions = [`shop_id = ${shopId}`, `${id} IS NOT NULL`]
  if (table.day && from !== undefined) conditions.push(`${name(table.day)} >= ${literal(from)}`)
  if (table.day && to !== undefined) conditions.push(`${name(table.day)} <= ${literal(to)}`)
  for (const [of, value] of Object.entries(where))
    conditions.push(
      typeof value === 'object'
        ? value.length > 0
          ? `${name(of)} IN (${value.map(literal).join(', ')})`
          : 'FALSE'
        : `${name(of)} = ${literal(value)}`,
    )
  for (const [of, values] of Object.entries(except))
    conditions.push(`(${name(of)} IS NULL OR ${name(of)} NOT IN (${values.map(literal).join(', ')}))`)
  const having = positive ? ` HAVING sum(${name(positive)}) > 0` : ''
  return `SELECT CAST(${id} AS VARCHAR) AS found_id FROM ${name(table.name)} WHERE ${conditions.join(' AND ')} GROUP BY ${id}${having} ORDER BY ${id}`
}
