import type { Step } from '../core/declare/stream.ts'
import type { Table } from '../core/declare/table.ts'
import { actionsStep, actionsTables } from './actions.ts'
import { adsStep, adsTables } from './ads/step.ts'
import { catalogueStep, catalogueTables } from './catalogue/step.ts'
import { contentStep, contentTables } from './content/step.ts'
import { contentRatingStep, contentRatingTables } from './content-rating.ts'
import { fbsIndexStep, fbsIndexTables } from './fbs-index.ts'
import { feedbackTables, questionsStep, reviewsStep } from './feedback.ts'
import { financeStep, financeTables } from './finance/step.ts'
import { funnelStep, funnelTables } from './funnel.ts'
import { ordersStep, ordersTables } from './orders/step.ts'
import { pricesStep, pricesTables } from './prices.ts'
import { productQueriesStep, productQueriesTables } from './product-queries.ts'
import { balanceStep, balanceTables } from './reports/balance.ts'
import { cashFlowStep, cashFlowTables } from './reports/cash-flow.ts'
import { documentsStep, documentsTables } from './reports/documents.ts'
import { placementStep, placementTables } from './reports/placement.ts'
import { realizationPostingsStep, realizationStep, realizationTables } from './reports/realization.ts'
import { returnsStep, returnsTables } from './returns.ts'
import { sellerRatingStep, sellerRatingTables } from './seller-rating.ts'
import { snapshotStep, snapshotTables } from './snapshot.ts'
import { stocksStep, stocksTables } from './stocks/step.ts'
import { suppliesStep, suppliesTables } from './supplies.ts'
import { warehousesStep, warehousesTables } from './warehouses.ts'
import { wrongVolumeStep, wrongVolumeTables } from './wrong-volume.ts'

/** The steps of an Ozon shop, in the order in which they are shown. */
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
  balanceStep,
  realizationStep,
  realizationPostingsStep,
  cashFlowStep,
  actionsStep,
  placementStep,
  documentsStep,
  suppliesStep,
  warehousesStep,
  fbsIndexStep,
  wrongVolumeStep,
  productQueriesStep,
  reviewsStep,
  questionsStep,
]

/** All tables that the steps fill. */
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
  ...balanceTables,
  ...realizationTables,
  ...cashFlowTables,
  ...actionsTables,
  ...placementTables,
  ...documentsTables,
  ...suppliesTables,
  ...warehousesTables,
  ...fbsIndexTables,
  ...wrongVolumeTables,
  ...productQueriesTables,
  ...feedbackTables,
]
