import type { ChargeGroup } from '#contract/charges.ts'
import type { MeasureId } from '#contract/report.ts'
import type { Need } from '../analytics/known.ts'
import type { Base, Measure, Sum } from './measure.ts'
import { ratio, sum } from './measure.ts'

const orderLines = {
  view: 'order_lines',
  family: 'orders',
  cuts: { product: true },
  money: true,
  timed: true,
} as const satisfies Base
const adDays = {
  view: 'ad_days',
  family: 'orders',
  cuts: { campaign: 'campaign_id' },
  money: true,
} as const satisfies Base
const adStatistics = { ...adDays, view: 'ad_statistics' } as const satisfies Base
const returnedGoods = {
  view: 'returned_goods',
  family: 'orders',
  cuts: { product: true },
  money: false,
} as const satisfies Base
const cardDays = { ...returnedGoods, view: 'card_days' } as const satisfies Base
const stockDays = { ...returnedGoods, view: 'stock_days', family: 'state' } as const satisfies Base
const charges = {
  view: 'charges',
  family: 'money',
  cuts: { product: true, line: `coalesce(charge_group, 'unsorted')` },
  money: true,
} as const satisfies Base

const ordered = (of: string, unit: Sum['unit'], good: Sum['good'], where?: string) =>
  sum(orderLines, of, unit, { needs: ['orders'], good, ...(where && { where }) })

export const orderedUnits = ordered('quantity', 'pieces', 'up')
export const orderedRevenue = ordered('revenue', 'money', 'up')
/** Units with a known price: only these are in the revenue. */
export const pricedUnits = ordered('quantity', 'pieces', 'up', 'currency IS NOT NULL')
const cancelledUnits = ordered('quantity', 'pieces', 'down', 'cancelled')

export const adSpend = sum(adDays, 'spend', 'money', { needs: ['adSpend'], good: 'down' })
export const adRevenue = sum(adDays, 'revenue', 'money', { needs: ['adRevenue'], good: 'up' })
const shown = (of: string, unit: Sum['unit'], good: Sum['good']) =>
  sum(adStatistics, of, unit, { needs: ['adStatistics'], good })
const adViews = shown('views', 'count', 'up')
const adClicks = shown('clicks', 'count', 'up')

const card = (of: string) => sum(cardDays, of, 'count', { needs: ['cards'], good: 'up' })
const cardOpens = card('opens')
const cartAdds = card('carts')

const BOOKS: readonly Need[] = ['charges', 'adCharges']
/** Moves between contracts and in time, money that the marketplace gave, and what is charged once already. */
const NOT_PROFIT: readonly ChargeGroup[] = ['ads_settlement', 'cash_only', 'bonus']
const within = (groups: readonly ChargeGroup[]): string =>
  `charge_group IN (${groups.map(group => `'${group}'`).join(', ')})`
/** What groups of charges cost, positive. */
const cost = (groups: readonly ChargeGroup[], needs: readonly Need[] = ['charges']) =>
  sum(charges, '-amount', 'money', { needs, good: 'down', where: within(groups) })

const revenue = sum(charges, 'amount', 'money', {
  needs: ['charges'],
  good: 'up',
  where: within(['revenue']),
})
const commission = cost(['commission', 'acquiring'])
const accrued = sum(charges, 'amount', 'money', {
  needs: BOOKS,
  good: 'up',
  where: `(${within(NOT_PROFIT)}) IS DISTINCT FROM TRUE`,
})

/** The only definition of each measure. The build lists what has no entry here, and no words in `resources/i18n`. */
export const MEASURES: Readonly<Record<MeasureId, Measure>> = {
  ordered_units: orderedUnits,
  ordered_revenue: orderedRevenue,
  average_price: ratio(orderedRevenue, pricedUnits, 'money', 'neither'),
  cancelled_units: cancelledUnits,
  cancelled_revenue: ordered('revenue', 'money', 'down', 'cancelled'),
  cancel_rate: ratio(cancelledUnits, orderedUnits, 'percent', 'down'),
  returned_units: sum(returnedGoods, 'quantity', 'pieces', { needs: ['returns'], good: 'down' }),
  ad_spend: adSpend,
  ad_revenue: adRevenue,
  drr: ratio(adSpend, adRevenue, 'percent', 'down'),
  total_drr: ratio(adSpend, orderedRevenue, 'percent', 'down'),
  ad_views: adViews,
  ad_clicks: adClicks,
  ctr: ratio(adClicks, adViews, 'percent', 'up'),
  cpc: ratio(shown('spend', 'money', 'down'), adClicks, 'money', 'down'),
  card_opens: cardOpens,
  cart_adds: cartAdds,
  cart_rate: ratio(cartAdds, cardOpens, 'percent', 'up'),
  stock: sum(stockDays, 'quantity', 'pieces', { needs: ['stock'], good: 'neither' }),
  revenue,
  commission,
  logistics: cost(['delivery', 'returns']),
  storage: cost(['storage']),
  ads_charged: cost(['ads', 'ads_ext'], BOOKS),
  fines: cost(['fine']),
  unsorted: sum(charges, 'amount', 'money', {
    needs: BOOKS,
    good: 'neither',
    where: 'charge_group IS NULL',
  }),
  accrued,
  commission_share: ratio(commission, revenue, 'percent', 'down'),
  accrued_share: ratio(accrued, revenue, 'percent', 'up'),
}
