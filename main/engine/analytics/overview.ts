import type { z } from 'zod'
import type { Missing, Overview, OverviewQuery } from '#contract/overview.ts'
import { OVERVIEW_MEASURES } from '#contract/report.ts'
import { addDays, daysBetween, type Instant, moscowDay } from '../../../loaders/core/parse/time.ts'
import {
  adRevenue,
  adSpend,
  MEASURES,
  orderedRevenue,
  orderedUnits,
  pricedUnits,
} from '../measures/catalogue.ts'
import { hasMoney, type Measure, needsOf, resultOf, type Sum, sumsOf } from '../measures/measure.ts'
import type { Named } from '../pictures/name.ts'
import type { Facts } from '../store/duckdb/connection.ts'
import { currencyOf, type InCurrency, MIXED, ROUBLE } from './currency.ts'
import { daily } from './daily.ts'
import { type Asked, knowledge, type Need, type Period, type Reached, within } from './known.ts'
import type { AdDay, Cut, OrderDay } from './overview-rows.ts'
import { adDays, orderDays, orderDaysBefore, orderDaysUntil, topProducts } from './overview-rows.ts'
import type { Spans } from './spans.ts'

const DAY_MS = 86_400_000

/** The rows of one side of the comparison: the period or the previous period. */
interface Side {
  readonly orders: readonly OrderDay[]
  readonly ads: readonly AdDay[]
}
type Basis = keyof Side

const total = <T>(rows: readonly T[], of: (row: T) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0)

/** The sums that the figures are made of, from the rows of a side. */
const SUMS: ReadonlyMap<Sum, (side: Side) => number> = new Map<Sum, (side: Side) => number>([
  [orderedUnits, ({ orders }) => total(orders, row => row.units)],
  [orderedRevenue, ({ orders }) => total(orders, row => row.revenue)],
  [pricedUnits, ({ orders }) => total(orders, row => (row.currency === null ? 0 : row.units))],
  [adSpend, ({ ads }) => total(ads, row => row.spend)],
  [adRevenue, ({ ads }) => total(ads, row => row.revenue)],
])
const basisOf = ({ base }: Sum): Basis => (base === adSpend.base ? 'ads' : 'orders')

/** A figure: its datasets, the rows that determine its currency, and its value. */
interface Figure {
  readonly needs: readonly Need[]
  readonly money: readonly Basis[]
  readonly take: (side: Side) => number | null
}
function figureOf(measure: Measure): Figure {
  const told = (side: Side) => (sum: Sum) => {
    const take = SUMS.get(sum)
    if (!take) throw new TypeError('the rows of the overview lack a sum of this measure')
    return take(side)
  }
  return {
    needs: needsOf(measure),
    money: hasMoney(measure) ? sumsOf(measure).map(basisOf) : [],
    take: side => resultOf(measure, told(side)),
  }
}
const FIGURES = {
  units: figureOf(MEASURES[OVERVIEW_MEASURES.units]),
  revenue: figureOf(MEASURES[OVERVIEW_MEASURES.revenue]),
  averagePrice: figureOf(MEASURES[OVERVIEW_MEASURES.averagePrice]),
  adSpend: figureOf(MEASURES[OVERVIEW_MEASURES.adSpend]),
  adRevenue: figureOf(MEASURES[OVERVIEW_MEASURES.adRevenue]),
  drr: figureOf(MEASURES[OVERVIEW_MEASURES.drr]),
  totalDrr: figureOf(MEASURES[OVERVIEW_MEASURES.totalDrr]),
}
/** What has to be known of a shop for its figures. */
export const FIGURE_NEEDS: readonly Need[] = [
  ...new Set(Object.values(FIGURES).flatMap(({ needs }) => needs)),
]

/**
 * Figures of a period beside those of the same number of days before it, as the contract defines them. A figure whose data does not cover the period is null
 * and says what is missing: the sum of incomplete parts would be wrong. `at` is the instant of the question (ms since epoch): only its Moscow day may be partial. `picturesOf` gives the
 * addresses of the products' pictures.
 */
export async function overview(
  facts: Facts,
  spans: Spans,
  query: z.output<typeof OverviewQuery>,
  shops: readonly Asked[],
  at: number,
  picturesOf: (products: readonly Named[]) => readonly (string | null)[],
): Promise<Overview> {
  const length = daysBetween(query.from, query.to)
  const period: Period = { from: query.from, to: query.to }
  const previous: Period = { from: addDays(query.from, -length), to: addDays(query.from, -1) }
  const ids = shops.map(shop => shop.id)
  // Order coverage needs no order rows, so all rows are queried in parallel, each query on its own core.
  const ordersKnown = knowledge(spans, shops, [], at)
  const cuts = shops.flatMap(shop => cutOf(shop.id, ordersKnown.cut(shop, 'orders', period.to), length))
  const complete = shops.filter(shop => ordersKnown.missingOf(shop, ['orders'], period).length === 0)
  const ends = shops
    .flatMap(shop => ordersKnown.end(shop, period.to))
    .filter(({ day }) => within(day, period))
  const topOf = (by: Overview['topBy'], roubles: boolean) =>
    topProducts(facts, {
      shops: complete.map(shop => shop.id),
      by,
      roubles,
      ...period,
      before: previous.from,
      cuts,
      ends,
    })
  const [orders, ads, before, topInRoubles] = await Promise.all([
    orderDays(facts, ids, previous.from, period.to),
    adDays(facts, ids, previous.from, period.to),
    orderDaysBefore(facts, cuts),
    topOf('revenue', true),
  ])
  const known = knowledge(spans, shops, ads, at)
  const now: Side = {
    orders: await orderDaysUntil(
      facts,
      orders.filter(row => within(row.dt, period)),
      ends,
    ),
    ads: ads.filter(row => within(row.dt, period)),
  }
  const topBy = currencyOf(now.orders) === null ? 'units' : 'revenue'
  // Nearly every shop sells in roubles only; the others are queried again by currency.
  const inRoubles = currencyOf([...orders, { currency: ROUBLE }]) !== null
  const top = inRoubles ? topInRoubles : await topOf(topBy, false)
  const pictureOf = picturesOf(top)
  const cutDay = new Map(cuts.map(({ shopId, day }) => [shopId, day]))
  const was: Side = {
    orders: [
      ...orders.filter(row => within(row.dt, previous) && row.dt < (cutDay.get(row.shopId) ?? period.from)),
      ...before,
    ],
    ads: ads.filter(row => within(row.dt, previous)),
  }

  const moneyIn = (money: readonly Basis[], ...sides: Side[]): string | null =>
    currencyOf(sides.flatMap(side => money.flatMap((basis): readonly InCurrency[] => side[basis])))
  const mixed = (...of: Parameters<typeof moneyIn>): Missing[] => (moneyIn(...of) === null ? [MIXED] : [])
  function figure({ needs, money, take }: Figure) {
    const byDays = needs.filter(need => need !== 'orders')
    const missing = [...known.missing(needs, period), ...mixed(money, now)]
    const previousMissing = [
      ...known.missing(needs, previous),
      ...known.unfinished(byDays, period.to),
      ...mixed(money, now, was),
    ]
    const value = (side: Side, lacks: readonly Missing[]) =>
      shops.length > 0 && lacks.length === 0 ? take(side) : null
    return { value: value(now, missing), previous: value(was, previousMissing), missing, previousMissing }
  }
  const sum = (of: Figure) => ({ ...figure(of), currency: moneyIn(of.money, now) })
  const comparable = new Set(
    shops.filter(shop => known.missingOf(shop, ['orders'], previous).length === 0).map(({ id }) => id),
  )

  return {
    from: period.from,
    to: period.to,
    previousFrom: previous.from,
    previousTo: previous.to,
    comparedUntil: comparedUntil(cuts, length),
    shops: shops.map(shop => ({
      shopId: shop.id,
      orders: reach(
        known.reached(shop, 'orders'),
        orders.filter(row => row.shopId === shop.id),
      ),
      ads: reach(
        known.reached(shop, 'adSpend'),
        ads.filter(row => row.shopId === shop.id),
      ),
    })),
    units: figure(FIGURES.units),
    revenue: sum(FIGURES.revenue),
    averagePrice: sum(FIGURES.averagePrice),
    adSpend: sum(FIGURES.adSpend),
    adRevenue: sum(FIGURES.adRevenue),
    drr: figure(FIGURES.drr),
    totalDrr: figure(FIGURES.totalDrr),
    daily: daily(period, now, shops, known.has),
    topBy,
    top: top.map((row, place) => ({
      ...row,
      picture: pictureOf[place] ?? null,
      previousRevenue: comparable.has(row.shopId) ? row.previousRevenue : null,
    })),
  }
}

/** Cuts of the previous period, at the same time of day at which a shop's orders of today end; none when whole days are compared. */
function cutOf(shopId: number, until: Instant | null, length: number): Cut[] {
  if (until === null) return []
  const before = earlier(until, length)
  return [{ shopId, day: moscowDay(before), before }]
}
const earlier = (instant: Instant, days: number): Instant =>
  new Date(Date.parse(instant) - days * DAY_MS).toISOString()

function comparedUntil(cuts: readonly Cut[], length: number): Overview['comparedUntil'] {
  const [previous] = cuts.map(cut => cut.before).toSorted()
  return previous === undefined ? null : { until: earlier(previous, -length), previous }
}

const reach = (
  reached: Reached | null,
  rows: readonly InCurrency[],
): Overview['shops'][number]['orders'] => ({
  from: reached?.from ?? null,
  until: reached?.until ?? null,
  currency: currencyOf(rows),
})
