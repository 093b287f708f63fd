import { addDays, daysBetween, moscowDay } from '#contract/days.ts'
import type { Day } from '#contract/money.ts'
import type { Overview } from '#contract/overview.ts'

export const GRAINS = ['day', 'week', 'month'] as const
/** How many days stand in one bar: a day, a week from Monday, a calendar month. */
export type Grain = (typeof GRAINS)[number]

/** Longest periods, in days, that are drawn by days and by weeks. */
const BY_DAYS = 92
const BY_WEEKS = 400
/** Advertising of the last days is still corrected by both marketplaces. */
const ADS_SETTLE_DAYS = 3

/** The grain in which a period is readable. */
export function grainFor(from: Day, to: Day): Grain {
  const days = daysBetween(from, to)
  if (days <= BY_DAYS) return 'day'
  return days <= BY_WEEKS ? 'week' : 'month'
}

/** Whether advertising of a period is still corrected so much that it matters: of a quarter of its days and more. */
export function adsSettle({ from, to }: { readonly from: Day; readonly to: Day }, today: Day): boolean {
  const settled = addDays(today, -ADS_SETTLE_DAYS)
  const open = to < settled ? 0 : daysBetween(from < settled ? settled : from, to)
  return open * 4 >= daysBetween(from, to)
}

/** One bar: the days of a period that fall into it. Figures are sums over what is known, null where nothing is. */
export interface Bucket {
  readonly from: Day
  readonly to: Day
  readonly units: number | null
  readonly revenue: number | null
  readonly adSpend: number | null
  /** Days of it that lie in the period, those of them whose orders are known of every shop, and as many as a whole one has. */
  readonly days: number
  readonly known: number
  readonly whole: number
  /** Shops of which some of its days are not known. */
  readonly lacking: readonly number[]
  /** Whether its last day was read in part, as today always is. */
  readonly unfinished: boolean
  /** Whether advertising of some shop or day is not known, or can still be corrected. */
  readonly adsPartial: boolean
}

/** Whether a bar stands for less than its whole day, week or month. */
export const isPartial = ({ unfinished, lacking, days, whole }: Bucket): boolean =>
  unfinished || lacking.length > 0 || days < whole

type Told = Pick<Overview, 'daily' | 'shops' | 'topBy'>

/** What was not loaded, as opposed to a zero. */
export const isMissing = ({ units }: Bucket): boolean => units === null

/** The days of an answer in bars of a grain, in order. `today` is the Moscow day. Sums of several currencies are no sums: only pieces are told then. */
export function bucketsOf({ daily, shops, topBy }: Told, grain: Grain, today: Day): readonly Bucket[] {
  const sums = topBy === 'revenue'
  const groups = Map.groupBy(daily, ({ dt }) => startOf(dt, grain))
  // Days of which a shop was read in part: the last that it reaches.
  const open = new Set(shops.flatMap(({ orders }) => (orders.until ? moscowDay(orders.until) : [])))
  const settled = addDays(today, -ADS_SETTLE_DAYS)
  return [...groups].map(([start, days]) => {
    const from = days[0]?.dt ?? start
    const to = days.at(-1)?.dt ?? start
    const of = (name: 'units' | 'revenue' | 'adSpend') =>
      sum(days.flatMap(day => day.shops.map(shop => shop[name])))
    const lacking = shops.filter(({ shopId }) =>
      days.some(day => (day.shops.find(shop => shop.shopId === shopId)?.units ?? null) === null),
    )
    return {
      from,
      to,
      units: of('units'),
      revenue: sums ? of('revenue') : null,
      adSpend: sums ? of('adSpend') : null,
      days: days.length,
      known: days.filter(day => day.shops.every(shop => shop.units !== null)).length,
      whole: daysBetween(start, addDays(nextStart(start, grain), -1)),
      lacking: lacking.map(({ shopId }) => shopId),
      unfinished: days.some(({ dt }) => dt >= today || open.has(dt)),
      adsPartial: to >= settled || days.some(day => day.shops.some(shop => shop.adSpend === null)),
    }
  })
}

/** The bars in which the history of a shop begins, where that is within the period and not at its first day. */
export function beginnings(
  { shops }: Pick<Told, 'shops'>,
  buckets: readonly Bucket[],
): readonly { readonly point: number; readonly shopId: number; readonly day: Day }[] {
  const first = buckets[0]?.from
  return shops.flatMap(({ shopId, orders: { from } }) => {
    if (from === null || first === undefined || from <= first) return []
    const point = buckets.findIndex(bucket => bucket.from <= from && from <= bucket.to)
    return point < 0 ? [] : [{ point, shopId, day: from }]
  })
}

function startOf(day: Day, grain: Grain): Day {
  if (grain === 'month') return `${day.slice(0, 7)}-01`
  if (grain === 'day') return day
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -weekday)
}

function nextStart(start: Day, grain: Grain): Day {
  if (grain === 'month') return startOf(addDays(start, 31), 'month')
  return addDays(start, grain === 'day' ? 1 : 7)
}

/** The sum of what is known; null where nothing is. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}
