import type { Disagreement } from '../../world/disagreements.ts'
import type { Sums } from '../../world/sums.ts'
import type { WbProfit } from './profit.ts'

/** Orders in units (one row each) and kopecks of `priceWithDisc`; cancelled ones are inside and once more by themselves. */
export type WbOrderSums = { orders: number; revenue: number; cancels: number; cancelledRevenue: number }
/** Sales and returns with the sums that the statistics show at this moment, kopecks; returns are negative in `forPay`. */
export type WbSaleSums = { sales: number; returns: number; forPay: number; priceWithDisc: number }
/** Orders by their last status, kopecks: how many were cancelled, and how. */
export type WbFeedSums = {
  orders: number
  revenue: number
  bought: number
  app: number
  receipt: number
  expire: number
  other: number
  returned: number
  defective: number
}
/** The funnel; sums in kopecks though the API has whole roubles. */
export type WbFunnelSums = {
  rows: number
  opens: number
  carts: number
  orders: number
  orderSum: number
  buyouts: number
  buyoutSum: number
  cancels: number
  cancelSum: number
}
/** Finance in kopecks; returns are subtracted from `retail`, `forPay` and `acquiring`; `toBank` is the rest after all charges. */
export type WbFinanceSums = {
  lines: number
  retail: number
  forPay: number
  logistics: number
  storage: number
  penalty: number
  deduction: number
  acceptance: number
  additional: number
  acquiring: number
  /** The loyalty programme: its cost, points given to buyers, and the compensated discount, which is inside `retail`. */
  loyalty: number
  points: number
  compensated: number
  schedule: number
  toBank: number
  byOper: Record<string, number>
}
/** Paid storage, kopecks: discounts and corrections are inside. */
export type WbStorageSums = { rows: number; sum: number }
/** Rows of a report and their sum, kopecks. */
export type WbRowSums = { rows: number; sum: number }
/** Advertising rows (campaign × card × day, over all apps), kopecks. */
export type WbAdSums = {
  rows: number
  views: number
  clicks: number
  spend: number
  orders: number
  revenue: number
}
/** What campaigns showed in the search (campaign × card × cluster × day), kopecks; views of those that are paid per view. */
export type WbClusterSums = {
  rows: number
  views: number
  clicks: number
  atbs: number
  orders: number
  spend: number
}
export type WbChargeSums = { rows: number; sum: number }
export type WbPieces = { rows: number; quantity: number; byCard: Record<string, number> }
type WbReports = Sums<WbFinanceSums> & {
  byReport: Record<string, WbFinanceSums>
  /** By the Monday of the week. */
  byWeek: Record<string, WbFinanceSums>
}

/** The truth of a shop on Wildberries; kopecks, Moscow days; `bySku` is by nmId. `rows` is the expected row count of each table. */
export type WbTruth = {
  today: string
  /** Of finance and advertising (ISO 4217); the statistics tell orders in roubles (wildberries.md 4). */
  currency: string
  from: string
  to: string
  orders: Sums<WbOrderSums>
  sales: Sums<WbSaleSums>
  /** By the day of the last status. */
  feed: Sums<WbFeedSums> & { byCity: Record<string, WbFeedSums> }
  funnel: Sums<WbFunnelSums>
  /** Published weekly reports, by the day of the operation. */
  weekly: WbReports
  /** The same operations as the daily reports show them. */
  daily: WbReports
  /** Sales that came into the reports weeks after their day, by `srid`; what is paid for each, kopecks. */
  late: { srid: string; day: string; toldOn: string; sum: number }[]
  /** Kopecks on the account now, and the part that may be withdrawn. */
  balance: { current: number; forWithdraw: number }
  /** The cards that are blocked now, with the reason. */
  blocked: Record<string, string>
  /** Pieces in the evening, and what the present month lost by their want: orders in hundredths, kopecks. */
  evenings: Sums<{ rows: number; pieces: number }>
  lost: Record<string, { orders: number; sum: number }>
  /** Pieces that were told and accepted, by the day on which they came to the marketplace's shelves. */
  supplies: Sums<{ planned: number; accepted: number }>
  /** Cards in the promotions that are not over, and those that could join; of automatic ones none is told. */
  promotions: Record<string, { joined: number; offered: number }>
  /** Ratings of cards that are not in the trash now: of the content and of buyers, in tenths. */
  ratings: Record<string, { card: number; feedback: number }>
  /** Percents in «Склад WB» now, by the categories of the cards that are not in the trash. */
  commissions: Record<string, number>
  /** What explains charges of the finance reports, by the day of the charge; fines without what was given back. */
  evidence: Record<'acceptance' | 'sizes' | 'substitutions' | 'labelling' | 'selfBuyouts', Sums<WbRowSums>>
  /** By the day of the calculation. */
  storage: Sums<WbStorageSums>
  /** Reports and charges for advertising, by month and line of profit and loss. */
  profit: WbProfit
  /** The same by card; what names none is under 0. */
  profitByCard: WbProfit
  clusters: Sums<WbClusterSums>
  /** The bids that clusters have now in campaigns that run or are paused, kopecks, by `campaign/card/cluster`. */
  clusterBids: Record<string, number>
  ads: Sums<WbAdSums> & { byCampaign: Record<string, WbAdSums> }
  adCosts: {
    total: WbChargeSums
    byDay: Record<string, WbChargeSums>
    byCampaign: Record<string, WbChargeSums>
    /** Kopecks by what they are paid from, as Wildberries names it, and month (`YYYY-MM`). */
    byPayment: Record<string, Record<string, number>>
    /** Charges of today, whose documents are not issued. */
    undated: WbChargeSums
    /** Charges paid by the seller, without bonuses and cashback. */
    paid: WbChargeSums
    paidByCampaign: Record<string, WbChargeSums>
  }
  /** What campaigns have cost on the present day, by their ids. */
  spentToday: Record<string, number>
  /** The bids that are shown now in campaigns that run or are paused, kopecks, by `campaign/card/placement`. */
  bids: Record<string, number>
  stocks: { wb: WbPieces; own: WbPieces }
  products: { all: number; trashed: number; sizes: number; barcodes: number }
  campaigns: number
  /** What checks must find in this shop now; nothing in most of them. */
  disagreements: readonly Disagreement[]
  rows: Record<string, number>
}

export const orderZero = (): WbOrderSums => ({ orders: 0, revenue: 0, cancels: 0, cancelledRevenue: 0 })
export const feedZero = (): WbFeedSums => ({
  orders: 0,
  revenue: 0,
  bought: 0,
  app: 0,
  receipt: 0,
  expire: 0,
  other: 0,
  returned: 0,
  defective: 0,
})
export const saleZero = (): WbSaleSums => ({ sales: 0, returns: 0, forPay: 0, priceWithDisc: 0 })
export const funnelZero = (): WbFunnelSums => ({
  rows: 0,
  opens: 0,
  carts: 0,
  orders: 0,
  orderSum: 0,
  buyouts: 0,
  buyoutSum: 0,
  cancels: 0,
  cancelSum: 0,
})
export const financeZero = (): WbFinanceSums => ({
  lines: 0,
  retail: 0,
  forPay: 0,
  logistics: 0,
  storage: 0,
  penalty: 0,
  deduction: 0,
  acceptance: 0,
  additional: 0,
  acquiring: 0,
  loyalty: 0,
  points: 0,
  compensated: 0,
  schedule: 0,
  toBank: 0,
  byOper: {},
})
export const adZero = (): WbAdSums => ({ rows: 0, views: 0, clicks: 0, spend: 0, orders: 0, revenue: 0 })
export const clusterZero = (): WbClusterSums => ({
  rows: 0,
  views: 0,
  clicks: 0,
  atbs: 0,
  orders: 0,
  spend: 0,
})
export const chargeZero = (): WbChargeSums => ({ rows: 0, sum: 0 })
export const rowZero = (): WbRowSums => ({ rows: 0, sum: 0 })
export const storageZero = (): WbStorageSums => ({ rows: 0, sum: 0 })
