import type { Missing } from '#contract/overview.ts'
import { addDays, type Day, type Instant, moscowDay, startOfDay } from '../../../loaders/core/parse/time.ts'
import type { Facts } from '../store/duckdb/connection.ts'
import { literal } from '../store/schema/ddl.ts'
import type { Asked } from './known.ts'

interface Span {
  readonly from: Day
  readonly to: Day
}
/** A slice as its checkpoint has it. */
export interface Read extends Span {
  /** The instant up to which its marketplace had everything to show when it was read. */
  readonly doneAt: Instant
}

/** What one stream of one shop has read. */
export interface Stretch {
  /** Days that were read to their end, and the last day as far as it went: in ascending order; what touches is one. */
  readonly known: readonly Span[]
  /** How far the newest slice reaches: the end of its last day, or the instant within that day at which it was read. */
  readonly until: Instant
  /** The day of that instant. */
  readonly last: Day
}

/** Why days are not known, and since or until which day they are. */
export type Gap = Pick<Missing, 'since' | 'until'> & {
  readonly reason: 'not_loaded' | 'late' | 'history' | 'hole'
}
const NOTHING: Gap = { reason: 'not_loaded', since: null, until: null }

/** Which days each stream of each shop really has, from the slices committed with their rows. */
export interface Spans {
  /** Null where nothing was read. */
  of(shopId: number, stream: string): Stretch | null
}

const slicesOf = (shops: readonly number[], steps: readonly string[]) => /* sql */ `
SELECT shop_id, stream_id, from_day::VARCHAR AS from_day, to_day::VARCHAR AS to_day, strftime(done_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS done_at
FROM checkpoints WHERE shop_id IN (${shops.join() || 'NULL'}) AND (${steps.map(step => `starts_with(stream_id, ${literal(`${step}.`)})`).join(' OR ') || 'FALSE'})
ORDER BY shop_id, stream_id, from_day
`

/** Reads the spans of the steps that the figures of these shops stand on. */
export async function readSpans(facts: Facts, shops: readonly Asked[]): Promise<Spans> {
  const reads = new Map<string, Read[]>()
  const steps = shops.flatMap(({ figures }) => Object.values(figures).map(({ step }) => step))
  const ids = shops.map(({ id }) => id)
  const lags = new Map(
    shops.flatMap(({ figures }) =>
      Object.values(figures).flatMap(({ streams, lag = 0 }) => streams.map(of => [of, lag] as const)),
    ),
  )
  for (const row of await facts.read(slicesOf(ids, [...new Set(steps)]))) {
    const key = `${row.shop_id}/${row.stream_id}`
    const known = reads.get(key) ?? []
    known.push({
      from: String(row.from_day),
      to: String(row.to_day),
      doneAt: before(String(row.done_at), lags.get(String(row.stream_id)) ?? 0),
    })
    reads.set(key, known)
  }
  const stretches = new Map([...reads].map(([key, of]) => [key, stretchOf(of)]))
  return { of: (shopId, stream) => stretches.get(`${shopId}/${stream}`) ?? null }
}

/** What slices in ascending order of their beginnings make together. A slice that was read before its last day was over knows the days before it whole. */
export function stretchOf(reads: readonly Read[]): Stretch {
  const reach = ({ to, doneAt }: Read): Instant => earlier(startOfDay(addDays(to, 1)), doneAt)
  const until = reads.map(reach).toSorted().at(-1) as Instant
  const last = moscowDay(Date.parse(until) - 1)
  const whole = reads
    .map(read => ({ from: read.from, to: addDays(moscowDay(reach(read)), -1) }))
    .filter(({ from, to }) => from <= to)
  return { known: [...whole, { from: last, to: last }].reduce(joined, [] as Span[]), until, last }
}

const before = (instant: Instant, minutes: number): Instant =>
  new Date(Date.parse(instant) - minutes * 60_000).toISOString()

const earlier = <T extends string>(one: T, other: T): T => (one < other ? one : other)

/** Adds a span behind those before it, in ascending order of their beginnings; what touches becomes one. */
function joined(spans: readonly Span[], next: Span): Span[] {
  const last = spans.at(-1)
  if (!last || next.from > addDays(last.to, 1)) return [...spans, next]
  return next.to > last.to ? [...spans.slice(0, -1), { from: last.from, to: next.to }] : [...spans]
}

/** Whether a day was read, the last one as far as it went. */
export const knows = (stretch: Stretch | null, day: Day): boolean =>
  stretch?.known.some(span => span.from <= day && day <= span.to) ?? false

/** The first day since which no day up to the last is missing. */
export const knownFrom = ({ known, last }: Stretch): Day => known.at(-1)?.from ?? last

/** The last day that was read to its end; null where none was. */
export function lastWhole({ known, until }: Stretch): Day | null {
  const day = addDays(moscowDay(until), -1)
  const span = known.findLast(({ from }) => from <= day)
  return span ? earlier(span.to, day) : null
}

/** What is missing between two days, both counted; null where nothing is. Of today, which is not over, as much as was read is enough; no other day is known in part. */
export function gap(stretch: Stretch | null, from: Day, to: Day, today: Day): Gap | null {
  if (!stretch) return NOTHING
  const { known, last } = stretch
  const whole = lastWhole(stretch)
  const over = earlier(to, addDays(today, -1))
  if (last < from || (from <= over && (whole ?? '') < over))
    return whole === null ? NOTHING : { reason: 'late', since: null, until: whole }
  const first = known[0]?.from ?? last
  if (from < first) return { reason: 'history', since: first, until: null }
  const end = earlier(to, last)
  const newest = known.find(span => span.to >= end)
  return newest && newest.from <= from ? null : { reason: 'hole', since: newest?.from ?? last, until: null }
}
