import { addDays, daysBetween, moscowDay } from '#contract/days.ts'
import type { Day } from '#contract/money.ts'
import type { Overview } from '#contract/overview.ts'

export const GRAINS = ['day', 'week', 'month'] as const
/** What a bar covers: a day, a week from Monday, or a calendar month. */
export type Grain = (typeof GRAINS)[number]

/** Longest periods, in days, drawn by days and by weeks. */
const BY_DAYS = 92
const BY_WEEKS = 400
/** Both marketplaces still correct the advertising of the last days. */
const ADS_SETTLE_DAYS = 3

/** The default grain of a period. */
export function grainFor(from: Day, to: Day): Grain {
  const days = daysBetween(from, to)
  if (days <= BY_DAYS) return 'day'
  return days <= BY_WEEKS ? 'week' : 'month'
}

/** Whether corrections of advertising still matter: they affect a quarter of the days or more. */
export function adsSettle({ from, to }: { readonly from: Day; readonly to: Day }, today: Day): boolean {
  const settled = addDays(today, -ADS_SETTLE_DAYS)
  const open = to < settled ? 0 : daysBetween(from < settled ? settled : from, to)
  return open * 4 >= daysBetween(from, to)
}

/** One bar: the days of a period that it covers. Figures are sums over known days, null if there are none. */
export interface Bucket {
  readonly from: Day
  readonly to: Day
  readonly units: number | null
  readonly revenue: number | null
  readonly adSpend: number | null
  /** Days within the period, days with known orders of every shop, and days of a full bar. */
  readonly days: number
  readonly known: number
  readonly whole: number
  /** Shops with unknown days in it. */
  readonly lacking: readonly number[]
  /** Whether its last day was loaded in part, as today always is. */
  readonly unfinished: boolean
  /** Whether the advertising of a shop or day is unknown or may still be corrected. */
  readonly adsPartial: boolean
}

/** Whether a bar covers less than its full day, week or month. */
export const isPartial = ({ unfinished, lacking, days, whole }: Bucket): boolean =>
  unfinished || lacking.length > 0 || days < whole

type Told = Pick<Overview, 'daily' | 'shops' | 'topBy'>

/** Not loaded, as opposed to zero. */
export const isMissing = ({ units }: Bucket): boolean => units === null

/** Groups the days of an answer into bars, in order. `today` is the Moscow day. With several currencies only units are summed. */
export function bucketsOf({ daily, shops, topBy }: Told, grain: Grain, today: Day): readonly Bucket[] {
  const sums = topBy === 'revenue'
  const groups = Map.groupBy(daily, ({ dt }) => startOf(dt, grain))
  // Days that a shop has in part: the last one that it reaches.
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

/** Bars in which a shop's history begins, if that is within the period and not on its first day. */
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

/** The sum of the known values; null if there are none. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}
