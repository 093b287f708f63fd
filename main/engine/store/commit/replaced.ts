import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream, Write } from '../../../../loaders/core/declare/stream.ts'
import type { Column, Id, Table } from '../../../../loaders/core/declare/table.ts'
import type { Day } from '../../../../loaders/core/parse/time.ts'
import { addDays } from '../../../../loaders/core/parse/time.ts'
import { literal, name } from '../schema/ddl.ts'
import { vanished } from './snapshot.ts'
import type { Source, SqlResult, SqlScript } from './sql-script.ts'
import { selectValue } from './sql-script.ts'

type Replace = Extract<Write, { mode: 'replace' }>

/** Existing rows that a write replaces beyond those of the staged keys: as a condition on the table, and on a row `there` that has been joined. */
export interface Replaced {
  readonly rows: string
  readonly matched: string
}

/** What the staged rows of these slices replace; null if only rows of their own keys. `parents` are the rows of the stream's first table. */
export function replacedBy(
  shopId: number,
  source: Source,
  write: Write,
  slices: readonly Slice[],
  parents: Source,
): Replaced | null {
  if (write.mode === 'replace') {
    const where = (of: string) => replacedWhere(shopId, source.table, write, slices, of).join(' AND ')
    return { rows: where(''), matched: where('there.') }
  }
  if (write.mode !== 'upsert' || !write.parent || parents.rows === 0) return null
  // All rows of a parent come together, in a further table perhaps none.
  const parent = name(write.parent)
  const came = `${parent} IN ${parents.only([write.parent])}`
  return { rows: `shop_id = ${shopId} AND ${came}`, matched: source === parents ? 'TRUE' : `there.${came}` }
}

function replacedWhere(
  shopId: number,
  table: Table,
  write: Replace,
  slices: readonly Slice[],
  of = '',
): string[] {
  const shop = `${of}shop_id = ${shopId}`
  const days = (from: Day, to: Day) =>
    table.day ? [`${of}${name(table.day)} BETWEEN ${literal(from)} AND ${literal(to)}`] : []
  const each = slices.map(slice => [
    ...days(slice.from, slice.to),
    ...idsIn(table, write.ids, slice).map(ids => `${of}${ids}`),
  ])
  // A slice without days and ids replaces all rows of the shop.
  if (each.some(conditions => conditions.length === 0)) return [shop]
  const ends = slices.flatMap(({ from, to }) => [from, to]).sort()
  // The outer range lets DuckDB skip row groups.
  return [
    shop,
    ...days(ends.at(0) as Day, ends.at(-1) as Day),
    `(${each.map(conditions => conditions.join(' AND ')).join(' OR ')})`,
  ]
}

/** FROM and WHERE of the rows that the slices replace, one per table. */
export function rowsToReplace(shopId: number, { into, write }: Stream, slices: readonly Slice[]): string[] {
  if (write.mode !== 'replace') return []
  return into.map(
    table => `FROM ${name(table.name)} WHERE ${replacedWhere(shopId, table, write, slices).join(' AND ')}`,
  )
}

/** Counts the rows that an empty response would contradict. An upsert deletes nothing; its checkpoint keeps the count. */
export function* countExisting(
  shopId: number,
  table: Table,
  write: Write,
  slice: Slice,
): SqlScript<SqlResult> {
  switch (write.mode) {
    case 'upsert':
      return 0
    case 'replace':
      return yield selectValue(
        `SELECT count(*) FROM ${name(table.name)} WHERE ${replacedWhere(shopId, table, write, [slice]).join(' AND ')}`,
      )
    case 'snapshot': {
      const left = yield* vanished(shopId, table, write, slice.to, idsIn(table, write.ids, slice))
      return left === null ? 0 : yield selectValue(`SELECT count(*) ${left}`)
    }
    case 'log': {
      // In a log, missing ids count as missing for one day only: a campaign may have lost its products for good.
      const lately = [`shop_id = ${shopId}`, ...idsIn(table, write.ids, slice)]
      if (table.day) lately.push(`${name(table.day)} >= ${literal(addDays(slice.to, -1))}`)
      return yield selectValue(`SELECT count(*) FROM ${name(table.name)} WHERE ${lately.join(' AND ')}`)
    }
  }
}

/** `column IN (…)` with the ids of a slice, if it has any. */
export const idsIn = (table: Table, column: string | undefined, slice: Slice): string[] =>
  column && slice.ids.length > 0 ? [inList(table, column, slice.ids)] : []

/** `column IN (…)` with ids written in the column's own kind. */
export function inList(table: Table, column: string, ids: readonly Id[]): string {
  const kind = (table.columns[column] as Column | undefined)?.kind
  if (!kind) throw new TypeError(`${table.name} has no column ${column}`)
  const of = (id: Id) => (kind === 'text' ? literal(String(id)) : String(BigInt(id)))
  return `${name(column)} IN (${ids.map(of).join(', ')})`
}
