import type { Step } from '../core/declare/stream.ts'
import type { Table } from '../core/declare/table.ts'
import { adsStep, adsTables } from './ads.ts'
import { catalogueStep, catalogueTables } from './catalogue.ts'
import { contentStep, contentTables } from './content.ts'
import { contentRatingStep, contentRatingTables } from './content-rating.ts'
import { financeStep, financeTables } from './finance.ts'
import { funnelStep, funnelTables } from './funnel.ts'
import { ordersStep, ordersTables } from './orders.ts'
import { pricesStep, pricesTables } from './prices.ts'
import { returnsStep, returnsTables } from './returns.ts'
import { sellerRatingStep, sellerRatingTables } from './seller-rating.ts'
import { snapshotStep, snapshotTables } from './snapshot.ts'
import { stocksStep, stocksTables } from './stocks.ts'

/** The steps of an Ozon shop in the order in which a person sees them. */
export const steps: readonly Step[] = [
  catalogueStep,
  snapshotStep,
  ordersStep,
  financeStep,
  funnelStep,
  returnsStep,
  stocksStep,
  pricesStep,
  sellerRatingStep,
  contentRatingStep,
  contentStep,
  adsStep,
]

/** Everything that they fill. */
export const tables: readonly Table[] = [
  ...catalogueTables,
  ...snapshotTables,
  ...ordersTables,
  ...financeTables,
  ...funnelTables,
  ...returnsTables,
  ...stocksTables,
  ...pricesTables,
  ...sellerRatingTables,
  ...contentRatingTables,
  ...contentTables,
  ...adsTables,
]
