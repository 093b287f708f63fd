import type { Missing } from '#contract/overview.ts'
import { addDays, type Day, type Instant, moscowDay, startOfDay } from '../../../loaders/core/parse/time.ts'
import type { Facts } from '../store/duckdb/connection.ts'
import { literal } from '../store/schema/ddl.ts'
import type { Asked, Need } from './known.ts'

interface Span {
  readonly from: Day
  readonly to: Day
}
/** A slice as its checkpoint stores it. */
export interface Read extends Span {
  /** The instant up to which the marketplace could show everything when the slice was loaded. */
  readonly doneAt: Instant
}

/** What one stream of one shop has loaded. */
export interface Stretch {
  /** Days loaded in full, and the last day as far as it was loaded; ascending, adjacent spans merged. */
  readonly known: readonly Span[]
  /** End of the loaded data: the end of the newest slice's last day, or the instant within that day at which it was loaded. */
  readonly until: Instant
  /** The Moscow day of `until`. */
  readonly last: Day
}

/** Why days are missing, and since or until which day. */
export type Gap = Pick<Missing, 'since' | 'until'> & {
  readonly reason: 'not_loaded' | 'late' | 'history' | 'hole'
}
const NOTHING: Gap = { reason: 'not_loaded', since: null, until: null }

/** Which days each stream of each shop has loaded, from the checkpoints committed with the rows. */
export interface Spans {
  /** Null if nothing was loaded. */
  of(shopId: number, stream: string): Stretch | null
}

const slicesOf = (
  shops: readonly number[],
  steps: readonly string[],
  streams: readonly string[],
) => /* sql */ `
SELECT shop_id, stream_id, from_day::VARCHAR AS from_day, to_day::VARCHAR AS to_day, strftime(done_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS done_at
FROM checkpoints WHERE shop_id IN (${shops.join() || 'NULL'}) AND (${[
  ...steps.map(step => `starts_with(stream_id, ${literal(`${step}.`)})`),
  ...streams.map(stream => `stream_id = ${literal(stream)}`),
].join(' OR ')})
ORDER BY shop_id, stream_id, from_day
`

/** Reads the spans of the streams that these needs of shops depend on, and of all others of their steps. */
export async function readSpans(
  facts: Facts,
  shops: readonly Asked[],
  needs: readonly Need[],
): Promise<Spans> {
  const reads = new Map<string, Read[]>()
  const datasets = shops.flatMap(({ figures }) => needs.flatMap(need => figures[need] ?? []))
  if (datasets.length === 0) return { of: () => null }
  const steps = [...new Set(datasets.map(({ step }) => step))]
  const streams = new Map(datasets.flatMap(of => of.streams.map(stream => [stream, of] as const)))
  // A stream need not bear the name of its step.
  const others = [...streams.keys()].filter(stream => !steps.some(step => stream.startsWith(`${step}.`)))
  const ids = shops.map(({ id }) => id)
  for (const row of await facts.read(slicesOf(ids, steps, others))) {
    const key = `${row.shop_id}/${row.stream_id}`
    const known = reads.get(key) ?? []
    const { lag = 0, snapshot = false } = streams.get(String(row.stream_id)) ?? {}
    const to = String(row.to_day)
    known.push({
      from: String(row.from_day),
      to,
      doneAt: snapshot ? startOfDay(addDays(to, 1)) : before(String(row.done_at), lag),
    })
    reads.set(key, known)
  }
  const stretches = new Map([...reads].map(([key, of]) => [key, stretchOf(of)]))
  return { of: (shopId, stream) => stretches.get(`${shopId}/${stream}`) ?? null }
}

/** Merges slices in ascending order of their first days. A slice loaded before its last day was over covers only the days before it in full. */
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

/** Appends a span to those before it, in ascending order of their first days; adjacent spans are merged. */
function joined(spans: readonly Span[], next: Span): Span[] {
  const last = spans.at(-1)
  if (!last || next.from > addDays(last.to, 1)) return [...spans, next]
  return next.to > last.to ? [...spans.slice(0, -1), { from: last.from, to: next.to }] : [...spans]
}

/** Whether a day was loaded, the last one at least in part. */
export const knows = (stretch: Stretch | null, day: Day): boolean =>
  stretch?.known.some(span => span.from <= day && day <= span.to) ?? false

/** The first day from which no day up to the last is missing. */
export const knownFrom = ({ known, last }: Stretch): Day => known.at(-1)?.from ?? last

/** The last day that was loaded in full; null if none was. */
export function lastWhole({ known, until }: Stretch): Day | null {
  const day = addDays(moscowDay(until), -1)
  const span = known.findLast(({ from }) => from <= day)
  return span ? earlier(span.to, day) : null
}

/** What is missing between two days, both inclusive; null if nothing. Only today may be partial. */
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
