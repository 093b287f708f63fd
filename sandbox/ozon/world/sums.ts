import type { Disagreement } from '../../world/disagreements.ts'
import type { Sums } from '../../world/sums.ts'
import type { BookDay, RealizedMonth } from './books.ts'
import type { CurrencySums } from './currency-truth.ts'
import type { Late } from './late-truth.ts'
import type { Profit } from './profit.ts'

/** Orders in kopecks and pieces; cancelled ones are inside every figure and once more by themselves. A line is one product of a posting. */
export type OrderSums = {
  postings: number
  lines: number
  units: number
  revenue: number
  cancelledUnits: number
  cancelledRevenue: number
}

/**
 * Accruals in kopecks. A *line* is: of a POSTING product each entry of `delivery.services`, the `sale_amount` and the
 * `commission` (two lines, both only where the commission block is not null); each entry of item fees; the one non-item
 * fee; each container fee. The lines of an accrual add up to its total. `byType` holds services and fees by type id;
 * sale amounts and commissions stand beside it.
 */
export type AccrualSums = {
  accruals: number
  lines: number
  total: number
  sale: number
  commission: number
  services: number
  byType: Record<number, number>
}

/** Advertising in kopecks: click rows (campaign × SKU × day) and «pay per order» rows (SKU × day). */
export type AdSums = {
  rows: number
  spend: number
  views: number
  clicks: number
  orders: number
  revenue: number
}

export type ReturnSums = { returns: number; units: number; price: number }
export type FunnelSums = { rows: number; revenue: number; units: number }
/** Errors of FBS postings, kopecks: what they cost, and the price of what was in them. */
export type FbsErrorSums = { errors: number; charge: number; price: number }
/** Lines of supplies, pieces and hundredths of a litre. */
export type SupplySums = { lines: number; units: number; volume: number }
/** What buyers searched for over the whole window: how often a product was found, and by its queries; kopecks. */
export type SearchSums = { rows: number; users: number; orders: number; revenue: number }
export type StockSums = { rows: number; available: number; reserved: number }

/** The truth of a shop; money in integer kopecks, Moscow days, without rows in another currency than its own. `rows` is the expected row count of each table for the window. */
export type Truth = {
  today: string
  from: string
  to: string
  /** `byProduct` by `product_id`: a product has an SKU for each scheme; `postings` is not counted there. */
  orders: Sums<OrderSums> & { byProduct: Record<string, OrderSums> }
  accruals: Sums<AccrualSums>
  /** The balance and what moved it, by Moscow day. */
  books: Record<string, BookDay>
  /** What the reports of all months that are out must state, by `YYYY-MM`, whatever the window. */
  realized: Record<string, RealizedMonth>
  /** The accruals by month and line of profit and loss. */
  profit: Profit
  /** The same by SKU; what names none is under an empty one. */
  profitBySku: Profit
  /** Money by currency (ISO 4217), which is never added up: all other sums of the truth are in that of the shop. */
  currencies: Record<string, CurrencySums>
  /** What is told of a day later than on it, and what the days come to after all that. */
  late: Late
  returns: Sums<ReturnSums>
  /** Returns that were compensated by now, by id, with the instant of it. */
  compensated: Record<string, string>
  funnel: Sums<FunnelSums>
  fbsErrors: Sums<FbsErrorSums>
  /** By the day of the time slot; until today, with the supplies that are to come. */
  supplied: Sums<SupplySums>
  /** Pieces that came to Ozon's shelves, by the day from whose start on they lie there and SKU (`2026-11-24 1800000123`). */
  received: Record<string, { units: number }>
  /** By SKU; orders are told of queries only. */
  found: Record<'products' | 'queries', Record<string, SearchSums>>
  /** What the cards say of which Ozon doubts the measures, by `product_id`. */
  doubted: Record<string, { height: number; weight: number }>
  ads: Sums<AdSums> & { byCampaign: Record<string, AdSums> }
  orderAds: Sums<AdSums>
  /** Bids shown now, kopecks, by `campaign/sku`; pay per order is under campaign 0. */
  bids: Record<string, number>
  /** The shares of costs that campaigns aim at instead, per cent. */
  shares: Record<string, number>
  stocks: { total: StockSums; bySku: Record<string, StockSums>; skus: number; warehouses: number }
  products: { all: number; archived: number; skus: number; withoutDescription: number }
  campaigns: number
  ratings: number
  /** What checks must find in this shop now; nothing in most of them. */
  disagreements: readonly Disagreement[]
  rows: Record<string, number>
}

export const orderZero = (): OrderSums => ({
  postings: 0,
  lines: 0,
  units: 0,
  revenue: 0,
  cancelledUnits: 0,
  cancelledRevenue: 0,
})
export const accrualZero = (): AccrualSums => ({
  accruals: 0,
  lines: 0,
  total: 0,
  sale: 0,
  commission: 0,
  services: 0,
  byType: {},
})
export const adZero = (): AdSums => ({ rows: 0, spend: 0, views: 0, clicks: 0, orders: 0, revenue: 0 })
export const returnZero = (): ReturnSums => ({ returns: 0, units: 0, price: 0 })
export const funnelZero = (): FunnelSums => ({ rows: 0, revenue: 0, units: 0 })
export const fbsErrorZero = (): FbsErrorSums => ({ errors: 0, charge: 0, price: 0 })
export const supplyZero = (): SupplySums => ({ lines: 0, units: 0, volume: 0 })
export const stockZero = (): StockSums => ({ rows: 0, available: 0, reserved: 0 })
