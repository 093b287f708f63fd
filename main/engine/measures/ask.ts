import type { Report, ReportQuery, ReportRow } from '#contract/report.ts'
import { dayNumber, type Instant, moscowDay } from '../../../loaders/core/parse/time.ts'
import { type Asked, type Knowledge, knowledge, type Period } from '../analytics/known.ts'
import { adDays, type Cut } from '../analytics/overview-rows.ts'
import { readSpans } from '../analytics/spans.ts'
import type { Facts } from '../store/duckdb/connection.ts'
import { bucketsOf } from './buckets.ts'
import { MEASURES } from './catalogue.ts'
import { type Compared, comparedOf } from './compared.ts'
import { figures, type Sides } from './figures.ts'
import { type Days, type Grouping, groupsOf, type Key, lastDay, NOTHING, nameOf } from './groups.ts'
import { type Base, needsOf, type Sum, sumsOf } from './measure.ts'
import { checkQuestion } from './question.ts'
import { keysOf, sorted } from './rows.ts'

const DAY_MS = 86_400_000

/** Both sides of a comparison; `was` is null where nothing is compared. */
interface Both {
  readonly now: Days
  readonly was: Days | null
}

/**
 * Answers a question about measures. Each base is summed by itself and joined by what the rows are cut by, so that nothing is counted twice. What is not known
 * of a row, or of the total, is null with what is missing. `at` is the instant of the question (ms since epoch): only its Moscow day may be partial; `named` adds the articles and names
 * of products. Throws as `checkQuestion` does, and `too_many_rows`.
 */
export async function ask(
  facts: Facts,
  query: ReportQuery,
  asked: readonly Asked[],
  at: number,
  named: (rows: readonly ReportRow[]) => ReportRow[],
): Promise<Report> {
  checkQuestion(query)
  const today = moscowDay(at)
  const { measures, by, grain, where } = query
  const shops = asked.filter(({ marketplace }) => where.marketplace?.includes(marketplace) ?? true)
  const period: Period = { from: query.from, to: query.to }
  const compared = comparedOf(query)
  const known = await knowledgeOf(facts, query, shops, compared, at)
  const cuts = compared === null ? [] : shops.flatMap(shop => cutOf(shop, known, compared, period))
  const buckets = grain === null ? null : bucketsOf(grain, period)
  const bothOf = (spans: readonly Period[]): Both => {
    const begun = spans.map(({ from, to }) => ({ from, to: lastDay(to, today) }))
    const ends = shops.flatMap(shop => known.end(shop, period.to))
    return {
      now: { ...period, states: begun.map(({ to }) => to), moved: day => day, cuts: ends },
      was: compared && {
        ...compared,
        states: begun.map(span => compared.beside(span).to),
        cuts: cuts.map(({ cut }) => cut),
      },
    }
  }

  const sums = new Set(measures.flatMap(id => sumsOf(MEASURES[id])))
  const bases = Map.groupBy(sums, ({ base }) => base)
  const [cells, whole] = await Promise.all([
    by.length === 0 && buckets === null
      ? new Map()
      : sidesOf(facts, bases, { by, grain, where, shops }, bothOf(buckets ?? [period])),
    sidesOf(facts, bases, { by: [], grain: null, where, shops }, bothOf([period])),
  ])
  const told = figures({ measures, known, compared, today })
  const spans = new Map(buckets?.map(bucket => [bucket.time, bucket]))
  const rowOf = (name: string, key: Key): ReportRow => ({
    ...shownOf(key, skuOf(cells, name)),
    figures: told(name, cells, ownShops(shops, key), spans.get(key.time ?? '') ?? period),
  })
  const keys = cells.size === 0 ? [] : [...keysOf(cells, by, buckets, shops)]
  const rows = sorted(
    keys.map(([name, key]) => rowOf(name, key)),
    query,
  )
  return {
    ...period,
    compared: compared && { from: compared.from, to: compared.to },
    comparedUntil: comparedUntil(cuts),
    total: told(nameOf(NOTHING), whole, shops, period),
    rows: named(rows.slice(0, query.limit)),
    left: Math.max(0, rows.length - query.limit),
  }
}

/** How far the data reaches that the measures stand on, and what of their advertising no statistics tell. */
async function knowledgeOf(
  facts: Facts,
  { measures, from, to }: ReportQuery,
  shops: readonly Asked[],
  compared: Compared | null,
  at: number,
): Promise<Knowledge> {
  const needs = [...new Set(measures.flatMap(id => needsOf(MEASURES[id])))]
  const ids = shops.map(({ id }) => id)
  const isDetailed = needs.some(need => need === 'adRevenue' || need === 'adStatistics')
  const spent = (period: Period | null) =>
    period && isDetailed ? adDays(facts, ids, period.from, period.to) : []
  const [spans, ads, before] = await Promise.all([
    readSpans(facts, shops, needs),
    spent({ from, to }),
    spent(compared),
  ])
  return knowledge(spans, shops, [...ads, ...before], at)
}

async function sidesOf(
  facts: Facts,
  bases: ReadonlyMap<Base, readonly Sum[]>,
  grouping: Grouping,
  { now, was }: Both,
): Promise<Sides> {
  const all = [...bases].map(async ([base, sums]) => {
    const of = async (days: Days | null) =>
      days === null ? new Map() : groupsOf(facts, base, sums, grouping, days)
    const [current, before] = await Promise.all([of(now), of(was)])
    return [base, { sums, now: current, was: before }] as const
  })
  return new Map(await Promise.all(all))
}

/** The instant at which a shop's day that is not over is cut in the compared period. */
interface Instants {
  readonly cut: Cut
  readonly until: Instant
}
function cutOf(
  { id, ...shop }: Asked,
  known: Knowledge,
  compared: Compared,
  { from, to }: Period,
): Instants[] {
  const until = known.cut({ id, ...shop }, 'orders', to)
  if (until === null) return []
  const today = moscowDay(until)
  const { to: day } = compared.beside({ from, to: today })
  const before = new Date(Date.parse(until) - (dayNumber(today) - dayNumber(day)) * DAY_MS).toISOString()
  return [{ cut: { shopId: id, day, before }, until }]
}

/** Those of the shop that reaches least far. */
function comparedUntil(cuts: readonly Instants[]): Report['comparedUntil'] {
  const [least] = cuts.toSorted((one, other) => (one.until < other.until ? -1 : 1))
  return least === undefined ? null : { until: least.until, previous: least.cut.before }
}

const ownShops = (shops: readonly Asked[], { shopId, marketplace }: Key): readonly Asked[] =>
  shops.filter(
    shop =>
      (shopId === null || shopId === shop.id) && (marketplace === null || marketplace === shop.marketplace),
  )

const skuOf = (cells: Sides, name: string): string | null => {
  for (const { now, was } of cells.values()) {
    const sku = now.get(name)?.sku ?? was.get(name)?.sku
    if (sku) return sku
  }
  return null
}

const shownOf = ({ unknownSku, marketplace, line, ...key }: Key, sku: string | null) => ({
  ...key,
  marketplace: marketplace as ReportRow['marketplace'],
  sku: unknownSku ?? sku,
  article: null,
  name: null,
  line: line as ReportRow['line'],
})
