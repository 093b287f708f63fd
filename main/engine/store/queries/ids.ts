import type { IdsOf } from '../../../../loaders/core/declare/slices.ts'
import type { Id, Table } from '../../../../loaders/core/declare/table.ts'
import type { Day } from '../../../../loaders/core/parse/time.ts'
import { microBatcher } from '../commit/micro-batcher.ts'
import { literal, name } from '../schema/ddl.ts'

interface Window {
  readonly from: Day
  readonly to: Day
}
interface Asked {
  readonly shopId: number
  readonly of: IdsOf
  /** The days that are looked at; null: all. */
  readonly window: Window | null
}
/** Selects rows of a table, in whichever file it is. */
type Ask = (table: Table, sql: string) => Promise<readonly Record<string, unknown>[]>

/** Distinct ids of a column in ascending order. Requests for many windows at a time become one query: a year has many days. */
export function idsFinder(ask: Ask): (asked: Asked) => Promise<readonly Id[]> {
  const alone = async (asked: Asked): Promise<readonly Id[]> =>
    (await ask(asked.of.table, idsQuestion(asked))).map(row => idOf(asked.of, String(row.found_id)))

  async function windows(group: readonly Asked[]): Promise<readonly (readonly Id[])[]> {
    const [{ shopId, of }] = group as [Asked]
    const found: Id[][] = group.map(() => [])
    const rows = await ask(
      of.table,
      windowsQuestion(
        shopId,
        of,
        group.map(({ window }) => window as Window),
      ),
    )
    for (const row of rows) found[Number(row.place)]?.push(idOf(of, String(row.found_id)))
    return found
  }

  return microBatcher(async batch => {
    const groups = new Map<string, Asked[]>()
    for (const asked of batch) groups.set(kindOf(asked), [...(groups.get(kindOf(asked)) ?? []), asked])
    const answers = new Map<Asked, readonly Id[] | Promise<readonly Id[]>>()
    for (const group of groups.values()) {
      const [{ window, of }] = group as [Asked]
      const shared = group.length > 1 && window && of.table.store === 'facts'
      const all = shared ? await windows(group) : group.map(alone)
      for (const [place, asked] of group.entries()) answers.set(asked, all[place] as (typeof all)[number])
    }
    return batch.map(asked => answers.get(asked) as readonly Id[] | Promise<readonly Id[]>)
  })
}

/** Key of requests that differ only in their days. */
const kindOf = ({ shopId, of: { table, ...of }, window }: Asked): string =>
  JSON.stringify([shopId, table.name, of, Boolean(window)])

/** A column, or two as one text, for both dialects. */
const idSql = ({ column, beside }: IdsOf): string =>
  beside ? `CAST(${name(column)} AS VARCHAR) || '/' || CAST(${name(beside)} AS VARCHAR)` : name(column)

/** The SQL, for both dialects. */
function idsQuestion({ shopId, of, window }: Asked): string {
  const id = idSql(of)
  const { day } = of.table
  const days =
    day && window ? [`${name(day)} >= ${literal(window.from)}`, `${name(day)} <= ${literal(window.to)}`] : []
  const where = [...conditions(shopId, of), ...days].join(' AND ')
  return `SELECT CAST(${id} AS VARCHAR) AS found_id FROM ${name(of.table.name)} WHERE ${where} GROUP BY ${id}${having(of)} ORDER BY ${id}`
}

/** The same for many windows, each answered under its place, in DuckDB's dialect. */
function windowsQuestion(shopId: number, of: IdsOf, all: readonly Window[]): string {
  const id = idSql(of)
  const values = all.map(({ from, to }, place) => `(${place}, DATE ${literal(from)}, DATE ${literal(to)})`)
  const within = of.table.day ? `${name(of.table.day)} BETWEEN window_from AND window_to` : 'TRUE'
  return `WITH windows(window_place, window_from, window_to) AS (VALUES ${values.join(', ')})
SELECT window_place AS place, CAST(${id} AS VARCHAR) AS found_id FROM ${name(of.table.name)} JOIN windows ON ${within}
WHERE ${conditions(shopId, of).join(' AND ')} GROUP BY window_place, ${id}${having(of)} ORDER BY window_place, ${id}`
}

function conditions(shopId: number, of: IdsOf): string[] {
  const { where = {}, except = {} } = of
  const all = [`shop_id = ${shopId}`, `${idSql(of)} IS NOT NULL`]
  for (const [column, value] of Object.entries(where))
    all.push(
      typeof value === 'object'
        ? value.length > 0
          ? `${name(column)} IN (${value.map(literal).join(', ')})`
          : 'FALSE'
        : `${name(column)} = ${literal(value)}`,
    )
  for (const [column, values] of Object.entries(except))
    all.push(`(${name(column)} IS NULL OR ${name(column)} NOT IN (${values.map(literal).join(', ')}))`)
  return all
}
const having = ({ positive }: IdsOf): string => (positive ? ` HAVING sum(${name(positive)}) > 0` : '')

/** A number where a number can hold it, else the digits or the text. */
function idOf({ table, column }: IdsOf, text: string): Id {
  if (table.columns[column]?.kind === 'text') return text
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : text
}
