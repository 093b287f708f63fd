import type { Coverage } from '#contract/overview.ts'
import type { Step, Stream } from '../../../../loaders/core/declare/stream.ts'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import type { Day } from '../../../../loaders/core/parse/time.ts'
import { addDays, dayNumber, dayOfNumber, moscowDay } from '../../../../loaders/core/parse/time.ts'
import type { Stores } from '../opening/open.ts'
import { literal, name } from '../schema/ddl.ts'

interface Read {
  readonly from: Day
  readonly to: Day
  readonly doneAt: string
}

export interface TableState {
  readonly table: string
  readonly rows: number
  readonly from: Day | null
  readonly to: Day | null
}

/** Every declared table with its rows and its first and last day, over all shops. */
export async function tableStates(
  { facts, dims }: Pick<Stores, 'facts' | 'dims'>,
  tables: readonly Table[],
): Promise<readonly TableState[]> {
  const states = tables.map(async table => {
    const { total, first, last } = await stateOf({ facts, dims }, table, '')
    return { table: table.name, rows: total, from: first, to: last }
  })
  return Promise.all(states)
}

async function stateOf({ facts, dims }: Pick<Stores, 'facts' | 'dims'>, table: Table, where: string) {
  const days = table.day
    ? `CAST(min(${name(table.day)}) AS VARCHAR) AS first, CAST(max(${name(table.day)}) AS VARCHAR) AS last`
    : 'NULL AS first, NULL AS last'
  const sql = `SELECT count(*) AS total, ${days} FROM ${name(table.name)}${where}`
  const [row] = table.store === 'facts' ? await facts.read(sql) : dims.prepare(sql).all()
  return row as { total: number; first: Day | null; last: Day | null }
}

/** How far each dataset of a shop reaches: days from the rows, holes from the slices that were committed with them. */
export async function coverage(
  { facts, dims }: Pick<Stores, 'facts' | 'dims'>,
  shopId: number,
  steps: readonly Step[],
): Promise<readonly Coverage[]> {
  const rowsOf = (table: Table) => stateOf({ facts, dims }, table, ` WHERE shop_id = ${shopId}`)
  const readOf = async (stream: Stream): Promise<readonly Read[]> => {
    const inFacts = stream.into[0]?.store === 'facts'
    const sql = `SELECT CAST(from_day AS VARCHAR) AS first, CAST(to_day AS VARCHAR) AS last, done_at FROM ${inFacts ? 'checkpoints' : 'dim_checkpoints'} WHERE shop_id = ${shopId} AND stream_id = ${literal(stream.id)}`
    const rows = inFacts ? await facts.read(sql) : (dims.prepare(sql).all() as Record<string, unknown>[])
    return rows.map(row => ({
      from: String(row.first),
      to: String(row.last),
      doneAt: String(row.done_at),
    }))
  }

  const all: Coverage[] = []
  for (const step of steps) {
    const tables = new Map(step.streams.flatMap(stream => stream.into).map(table => [table.name, table]))
    for (const table of tables.values()) {
      const streams = step.streams.filter(stream => stream.into.some(into => into.name === table.name))
      // A stream that plan or keys do not allow has read nothing, and leaves no hole.
      const read = await Promise.all(streams.map(async of => ({ of, slices: await readOf(of) })))
      const reads = read.filter(({ slices }) => slices.length > 0)
      const gapless = reads.filter(({ of }) => of.slices.gapless).map(({ slices }) => wholeDays(slices))
      const { total: rows, first, last: to } = await rowsOf(table)
      const loadedAt = reads
        .flatMap(({ slices }) => slices)
        .reduce<string | null>((last, { doneAt }) => max(last, doneAt), null)
      const [known, from] = withoutOlder(gapless, first, loadedAt)
      all.push({
        shopId,
        step: step.id,
        table: table.name,
        rows,
        from,
        to,
        holes: holes(known, from, untilReading(to, loadedAt)),
        loadedAt,
      })
    }
  }
  return all
}

const max = (a: string | null, b: string): string => (a !== null && a > b ? a : b)

/** Days of a year: a first load reaches back so far. */
const YEAR = 365

/**
 * Older history is read of one stream after another: where all of them know the last year, days before it that only some of them know yet are not told,
 * neither as known nor as a hole. Reads and the first day of rows, without those days.
 */
function withoutOlder(
  reads: readonly (readonly Pick<Read, 'from' | 'to'>[])[],
  from: Day | null,
  loadedAt: string | null,
): readonly [typeof reads, Day | null] {
  const begun = reads
    .flatMap(slices => slices.map(slice => slice.from).toSorted()[0] ?? [])
    .toSorted()
    .at(-1)
  if (begun === undefined || loadedAt === null || begun > addDays(moscowDay(loadedAt), 1 - YEAR))
    return [reads, from]
  const later = (day: Day): Day => (day < begun ? begun : day)
  return [
    reads.map(slices =>
      slices.filter(({ to }) => to >= begun).map(slice => ({ from: later(slice.from), to: slice.to })),
    ),
    from && later(from),
  ]
}

/** Days after the last reading, as of a supply that is planned, have rows and no slice. */
const untilReading = (to: Day | null, loadedAt: string | null): Day | null =>
  to === null || loadedAt === null ? to : ([to, moscowDay(loadedAt)].sort()[0] ?? to)

/** A slice that was read before its last day was over knows the days before it; only the newest of all may end within a day. */
function wholeDays(reads: readonly Read[]): readonly Pick<Read, 'from' | 'to'>[] {
  const newest = reads.map(({ to }) => to).reduce((one, other) => max(one, other))
  return reads.map(({ from, to, doneAt }) => {
    const read = moscowDay(doneAt)
    return { from, to: to < newest && read <= to ? addDays(read, -1) : to }
  })
}

/** Spans of days between the first and the last covered day that some stream has no committed slice for. */
export function holes(
  reads: readonly (readonly Pick<Read, 'from' | 'to'>[])[],
  from: Day | null,
  to: Day | null,
): { readonly from: Day; readonly to: Day }[] {
  const slices = reads.flat()
  const first = Math.min(...[...slices.map(slice => slice.from), ...(from ? [from] : [])].map(dayNumber))
  const last = Math.max(...[...slices.map(slice => slice.to), ...(to ? [to] : [])].map(dayNumber))
  const open = new Set<number>()
  for (const stream of reads) {
    let next = first
    for (const slice of stream.toSorted((a, b) => a.from.localeCompare(b.from))) {
      for (; next < dayNumber(slice.from); next += 1) open.add(next)
      next = Math.max(next, dayNumber(slice.to) + 1)
    }
    for (; next <= last; next += 1) open.add(next)
  }
  const spans: { from: Day; to: Day }[] = []
  let start: number | null = null
  for (const day of [...open].sort((a, b) => a - b)) {
    start ??= day
    if (open.has(day + 1)) continue
    spans.push({ from: dayOfNumber(start), to: dayOfNumber(day) })
    start = null
  }
  return spans
}
