import type { Step } from '../core/declare/stream.ts'
import type { Table } from '../core/declare/table.ts'
import { acceptanceStep, acceptanceTables } from './acceptance.ts'
import { adClustersStep, adClustersTables } from './ad-clusters.ts'
import { adsStep, adsTables } from './ads/step.ts'
import { balanceStep, balanceTables } from './balance.ts'
import { blockedStep, blockedTables } from './blocked.ts'
import { commissionsStep, commissionsTables } from './commissions.ts'
import { contentStep, contentTables } from './content/step.ts'
import { financeStep, financeTables } from './finance/step.ts'
import { finesStep, finesTables } from './fines/step.ts'
import { funnelStep, funnelTables } from './funnel/step.ts'
import { orderFeedStep, orderFeedTables } from './order-feed.ts'
import { ordersStep, ordersTables } from './orders/step.ts'
import { promotionsStep, promotionsTables } from './promotions.ts'
import { ratingsStep, ratingsTables } from './ratings.ts'
import { reportsStep, reportsTables } from './reports.ts'
import { stockHistoryStep, stockHistoryTables } from './stock-history/step.ts'
import { pricesStocksStep, pricesStocksTables } from './stocks/step.ts'
import { storageStep, storageTables } from './storage/step.ts'
import { suppliesStep, suppliesTables } from './supplies/step.ts'
import { warehousesStep, warehousesTables } from './warehouses/step.ts'

/** The steps of a Wildberries shop, in the order in which they are shown. */
export const steps: readonly Step[] = [
  contentStep,
  ordersStep,
  funnelStep,
  financeStep,
  reportsStep,
  balanceStep,
  adsStep,
  pricesStocksStep,
  warehousesStep,
  commissionsStep,
  blockedStep,
  stockHistoryStep,
  ratingsStep,
  promotionsStep,
  adClustersStep,
  orderFeedStep,
  finesStep,
  acceptanceStep,
  suppliesStep,
  storageStep,
]

/** All tables that the steps fill. */
export const tables: readonly Table[] = [
  ...contentTables,
  ...ordersTables,
  ...funnelTables,
  ...financeTables,
  ...reportsTables,
  ...balanceTables,
  ...adsTables,
  ...pricesStocksTables,
  ...warehousesTables,
  ...commissionsTables,
  ...blockedTables,
  ...stockHistoryTables,
  ...ratingsTables,
  ...promotionsTables,
  ...adClustersTables,
  ...orderFeedTables,
  ...finesTables,
  ...acceptanceTables,
  ...suppliesTables,
  ...storageTables,
]
