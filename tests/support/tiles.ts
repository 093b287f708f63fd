import type { Overview } from '#contract/overview.ts'
import type { Truth, WbTruth } from '../../sandbox/index.ts'
import type { App } from './app.ts'
import { figure, plain } from './person.ts'

const TILES = [
  'Заказано, шт.',
  'Заказано на сумму',
  'Средняя цена',
  'Расход на рекламу',
  'ДРР',
  'Общий ДРР',
] as const

/** Figures of «Обзор», kopecks. */
export interface Figures {
  readonly units: number
  readonly revenue: number
  readonly adSpend: number
  readonly adRevenue: number
}

/** Expected figures of an Ozon shop, from its world. */
export const ofOzon = ({ orders, ads, orderAds }: Truth): Figures => ({
  units: orders.total.units,
  revenue: orders.total.revenue,
  adSpend: ads.total.spend + orderAds.total.spend,
  adRevenue: ads.total.revenue + orderAds.total.revenue,
})

/** Expected figures of a Wildberries shop: an order is one unit, ad spend is what was charged. */
export const ofWb = ({ orders, ads, adCosts }: WbTruth): Figures => ({
  units: orders.total.orders,
  revenue: orders.total.revenue,
  adSpend: adCosts.paid.sum,
  adRevenue: ads.total.revenue,
})

export const added = (a: Figures, b: Figures): Figures => ({
  units: a.units + b.units,
  revenue: a.revenue + b.revenue,
  adSpend: a.adSpend + b.adSpend,
  adRevenue: a.adRevenue + b.adRevenue,
})

/** The figures of the answer. */
export const told = ({ units, revenue, adSpend, adRevenue }: Overview) => ({
  units: units.value,
  revenue: revenue.value,
  adSpend: adSpend.value,
  adRevenue: adRevenue.value,
})

const whole = new Intl.NumberFormat('ru', { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat('ru', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const roubles = (kopecks: number) => `${whole.format(kopecks / 100)} ₽`
const share = (part: number, of: number) => `${tenths.format(Math.round((part / of) * 10_000) / 100)} %`

/** The six tiles as text. */
export const tiles = ({ units, revenue, adSpend, adRevenue }: Figures): readonly string[] =>
  [
    whole.format(units),
    roubles(revenue),
    roubles(Math.round(revenue / units)),
    roubles(adSpend),
    share(adSpend, adRevenue),
    share(adSpend, revenue),
  ].map(plain)

/** The six tiles on the page. */
export const shown = ({ page }: App): Promise<readonly string[]> =>
  Promise.all(TILES.map(name => figure(page, name)))
