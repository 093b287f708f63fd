import type { Dimension, MeasureId } from '#contract/report.ts'
import type { Truth, WbTruth } from '../../sandbox/index.ts'

type Parts = Readonly<Record<string, number>>
/** A sum of one marketplace in terms of its published truth: in all, and by what it is cut by, under the marketplace's numbers. */
interface Told<T> {
  readonly total: (truth: T) => number
  readonly cuts: { readonly [D in Dimension]?: (truth: T) => Parts }
  /** Whether its products are told by SKU. */
  readonly bySku?: true
}
/** A sum of both marketplaces; null where one tells none. */
interface Sums {
  readonly ozon: Told<Truth> | null
  readonly wb: Told<WbTruth> | null
}
interface Ratio {
  readonly part: Sums
  readonly whole: Sums
  readonly unit: 'percent' | 'money'
}

const picked = <T>(of: Readonly<Record<string, T>>, take: (one: T) => number): Parts =>
  Object.fromEntries(Object.entries(of).map(([name, one]) => [name, take(one)]))
const added = (of: Parts): number => Object.values(of).reduce((sum, one) => sum + one, 0)

type Orders = Truth['orders']['total']
type WbOrders = WbTruth['orders']['total']
const ordered = (ozon: (one: Orders) => number, wb: (one: WbOrders) => number): Sums => ({
  ozon: {
    total: truth => ozon(truth.orders.total),
    cuts: { product: truth => picked(truth.orders.byProduct, ozon) },
  },
  wb: { total: truth => wb(truth.orders.total), cuts: { product: truth => picked(truth.orders.bySku, wb) } },
})
const units = ordered(
  one => one.units,
  one => one.orders,
)
const amount = ordered(
  one => one.revenue,
  one => one.revenue,
)
const cancelled = ordered(
  one => one.cancelledUnits,
  one => one.cancels,
)

/** Orders that are paid for one by one have a campaign of their own, which the truth does not number. */
const PER_ORDER = 'per order'
const perOrder = (all: Parts, sum: number): Parts => (sum === 0 ? all : { ...all, [PER_ORDER]: sum })
const adSpend: Sums = {
  ozon: {
    total: ({ ads, orderAds }) => ads.total.spend + orderAds.total.spend,
    cuts: {
      campaign: ({ ads, orderAds }) =>
        perOrder(
          picked(ads.byCampaign, one => one.spend),
          orderAds.total.spend,
        ),
    },
  },
  wb: {
    total: ({ adCosts }) => adCosts.paid.sum,
    cuts: { campaign: ({ adCosts }) => picked(adCosts.paidByCampaign, one => one.sum) },
  },
}
const adRevenue: Sums = {
  ozon: {
    total: ({ ads, orderAds }) => ads.total.revenue + orderAds.total.revenue,
    cuts: {
      campaign: ({ ads, orderAds }) =>
        perOrder(
          picked(ads.byCampaign, one => one.revenue),
          orderAds.total.revenue,
        ),
    },
  },
  wb: {
    total: ({ ads }) => ads.total.revenue,
    cuts: { campaign: ({ ads }) => picked(ads.byCampaign, one => one.revenue) },
  },
}
const shown = (of: 'views' | 'clicks' | 'spend'): Sums => {
  const own = {
    total: ({ ads }: Truth | WbTruth) => ads.total[of],
    cuts: {
      campaign: ({ ads }: Truth | WbTruth) =>
        picked<{ [K in typeof of]: number }>(ads.byCampaign, one => one[of]),
    },
  }
  return { ozon: own, wb: own }
}

const card = (of: 'opens' | 'carts'): Sums => ({
  ozon: null,
  wb: {
    total: ({ funnel }) => funnel.total[of],
    cuts: { product: ({ funnel }) => picked(funnel.bySku, one => one[of]) },
  },
})

type Lines = Readonly<Record<string, Parts>>
/** Of these lines of profit and loss, or of all but these. */
function booked(takes: (line: string) => boolean, sign: 1 | -1 = 1): Sums {
  const of = (lines: Parts): number =>
    Object.entries(lines).reduce((sum, [line, one]) => sum + (takes(line) ? sign * one : 0), 0)
  const byLine = (profit: Lines): Parts => {
    const sums: Record<string, number> = {}
    for (const lines of Object.values(profit))
      for (const [line, one] of Object.entries(lines))
        if (takes(line)) sums[line] = (sums[line] ?? 0) + sign * one
    return sums
  }
  return {
    ozon: {
      total: ({ profit }) => added(picked(profit, of)),
      cuts: { product: ({ profitBySku }) => picked(profitBySku, of), line: ({ profit }) => byLine(profit) },
      bySku: true,
    },
    wb: {
      total: ({ profit }) => added(picked(profit, of)),
      cuts: {
        product: ({ profitByCard: { 0: shop, ...cards } }) => picked({ ...cards, '': shop ?? {} }, of),
        line: ({ profit }) => byLine(profit),
      },
    },
  }
}
const among =
  (...lines: readonly string[]) =>
  (line: string) =>
    lines.includes(line)
const revenue = booked(among('revenue'))
const commission = booked(among('commission', 'acquiring'), -1)
const accrued = booked(line => !['cash_only', 'ads_settlement', 'bonus'].includes(line))

/** What each measure must come to, from the truths that the sandbox publishes; nothing of it is shared with the engine. */
export const MEASURE_TRUTH: Readonly<Record<MeasureId, Sums | Ratio>> = {
  ordered_units: units,
  ordered_revenue: amount,
  average_price: { part: amount, whole: units, unit: 'money' },
  cancelled_units: cancelled,
  cancelled_revenue: ordered(
    one => one.cancelledRevenue,
    one => one.cancelledRevenue,
  ),
  cancel_rate: { part: cancelled, whole: units, unit: 'percent' },
  returned_units: {
    ozon: {
      total: ({ returns }) => returns.total.units,
      cuts: { product: ({ returns }) => picked(returns.bySku, one => one.units) },
      bySku: true,
    },
    wb: null,
  },
  ad_spend: adSpend,
  ad_revenue: adRevenue,
  drr: { part: adSpend, whole: adRevenue, unit: 'percent' },
  total_drr: { part: adSpend, whole: amount, unit: 'percent' },
  ad_views: shown('views'),
  ad_clicks: shown('clicks'),
  ctr: { part: shown('clicks'), whole: shown('views'), unit: 'percent' },
  cpc: { part: shown('spend'), whole: shown('clicks'), unit: 'money' },
  card_opens: card('opens'),
  cart_adds: card('carts'),
  cart_rate: { part: card('carts'), whole: card('opens'), unit: 'percent' },
  stock: {
    ozon: {
      total: ({ stocks }) => stocks.total.available,
      cuts: { product: ({ stocks }) => picked(stocks.bySku, one => one.available) },
      bySku: true,
    },
    wb: { total: ({ stocks }) => stocks.wb.quantity, cuts: { product: ({ stocks }) => stocks.wb.byCard } },
  },
  revenue,
  commission,
  logistics: booked(among('delivery', 'returns'), -1),
  storage: booked(among('storage'), -1),
  ads_charged: booked(among('ads', 'ads_ext'), -1),
  fines: booked(among('fine'), -1),
  unsorted: booked(among('unsorted')),
  accrued,
  commission_share: { part: commission, whole: revenue, unit: 'percent' },
  accrued_share: { part: accrued, whole: revenue, unit: 'percent' },
}

/** The truth of one shop over some days. */
export type ShopTruth = { readonly ozon: Truth } | { readonly wb: WbTruth }
const ofShop = <T>(
  { ozon, wb }: Sums,
  truth: ShopTruth,
  take: { ozon: (told: Told<Truth>, of: Truth) => T; wb: (told: Told<WbTruth>, of: WbTruth) => T },
): T | null => {
  if ('ozon' in truth) return ozon && take.ozon(ozon, truth.ozon)
  return wb && take.wb(wb, truth.wb)
}
const totalOf = (sums: Sums, truth: ShopTruth): number | null =>
  ofShop(sums, truth, { ozon: (told, of) => told.total(of), wb: (told, of) => told.total(of) })
const cutOf = (sums: Sums, truth: ShopTruth, by: Dimension): Parts | null =>
  ofShop(sums, truth, {
    ozon: (told, of) => told.cuts[by]?.(of) ?? null,
    wb: (told, of) => told.cuts[by]?.(of) ?? null,
  })

const divided = (part: number, whole: number, unit: Ratio['unit']): number | null => {
  if (whole <= 0) return null
  return unit === 'percent' ? Math.round((part * 10_000) / whole) / 100 : Math.round(part / whole)
}

/** A measure over shops; null where a marketplace of theirs tells none, or nothing divides it. */
export function trueMeasure(id: MeasureId, truths: readonly ShopTruth[]): number | null {
  const sum = (of: Sums) => {
    const all = truths.map(truth => totalOf(of, truth))
    return all.includes(null) ? null : all.reduce<number>((total, one) => total + (one ?? 0), 0)
  }
  const of = MEASURE_TRUTH[id]
  if (!('part' in of)) return sum(of)
  const [part, whole] = [sum(of.part), sum(of.whole)]
  return part === null || whole === null ? null : divided(part, whole, of.unit)
}

/** A measure of one shop by what it is cut by; `nameOf` names what the truth has under another number. Null where that is not published. */
export function trueCut(
  id: MeasureId,
  truth: ShopTruth,
  by: Dimension,
  nameOf: (key: string, bySku: boolean) => string,
): Readonly<Record<string, number | null>> | null {
  const of = MEASURE_TRUTH[id]
  const told = (sums: Sums): Parts | null => {
    const parts = cutOf(sums, truth, by)
    const bySku = ofShop<boolean>(sums, truth, {
      ozon: one => one.bySku ?? false,
      wb: one => one.bySku ?? false,
    })
    const named: Record<string, number> = {}
    for (const [key, one] of Object.entries(parts ?? {})) {
      const name = nameOf(key, bySku ?? false)
      named[name] = (named[name] ?? 0) + one
    }
    return parts && named
  }
  if (!('part' in of)) return told(of)
  const [part, whole] = [told(of.part), told(of.whole)]
  if (part === null || whole === null) return null
  const names = [...new Set([...Object.keys(part), ...Object.keys(whole)])]
  return Object.fromEntries(names.map(name => [name, divided(part[name] ?? 0, whole[name] ?? 0, of.unit)]))
}

/** Names the truth's own campaign of orders that are paid for one by one. */
export const isPerOrder = (name: string): boolean => name === PER_ORDER
