import { blockedCards } from './banned.ts'
import type { Routes } from './call.ts'
import {
  acceptanceFile,
  antifraud,
  deductions,
  goodsLabelling,
  measurementPenalties,
  orderAcceptance,
} from './fines.ts'
import { funnelHistory, salesFunnel } from './funnel.ts'
import { itemRating } from './item-rating.ts'
import { rate } from './limits.ts'
import { orderReport, reportFile, reportStates, retryReport } from './nm-report.ts'
import { orderFeed } from './order-feed.ts'
import { orderStorage, storageFile } from './paid-storage.ts'
import { orderRemains, remainsFile } from './remains.ts'
import { sellerWarehouses, wbWarehouses } from './stocks.ts'
import { taskState } from './tasks.ts'

const HOUR = 3600
const funnel = { rate: rate(3, 60, 3), base: rate(2, HOUR) }
const file = { rate: rate(3, 60, 3), base: rate(1, HOUR) }

/** Endpoints of seller-analytics-api. */
export const ANALYTICS: Routes = {
  'POST /api/analytics/v3/sales-funnel/products': { handler: salesFunnel, ...funnel },
  'POST /api/analytics/v3/sales-funnel/products/history': { handler: funnelHistory, ...funnel },
  'POST /api/analytics/v2/item-rating': { handler: itemRating, rate: rate(3, 60, 3), base: null },
  'POST /api/v2/nm-report/downloads': { handler: orderReport, ...file },
  'GET /api/v2/nm-report/downloads': { handler: reportStates, ...file },
  'POST /api/v2/nm-report/downloads/retry': { handler: retryReport, ...file },
  'GET /api/v2/nm-report/downloads/file/*': { handler: reportFile, ...file },
  'POST /api/analytics/v1/order-feed': { handler: orderFeed, rate: rate(1, 60), base: rate(1, 3 * HOUR) },
  'POST /api/analytics/v1/stocks-report/wb-warehouses': {
    handler: wbWarehouses,
    rate: rate(3, 60),
    base: null,
  },
  'POST /api/analytics/v1/stocks-report/seller-warehouses': {
    handler: sellerWarehouses,
    rate: rate(3, 60),
    base: null,
  },
  'GET /api/v1/warehouse_remains': { handler: orderRemains, rate: rate(1, 60, 5), base: rate(4, HOUR) },
  'GET /api/v1/warehouse_remains/tasks/*/status': {
    handler: taskState,
    rate: rate(1, 5, 5),
    base: rate(4, HOUR),
  },
  'GET /api/v1/warehouse_remains/tasks/*/download': {
    handler: remainsFile,
    rate: rate(1, 60),
    base: rate(4, HOUR),
  },
  'GET /api/v1/analytics/banned-products/blocked': {
    handler: blockedCards,
    rate: rate(1, 10, 6),
    base: rate(1, HOUR),
  },
  'GET /api/analytics/v1/measurement-penalties': {
    handler: measurementPenalties,
    rate: rate(1, 60),
    base: rate(1, 6 * HOUR),
  },
  'GET /api/analytics/v1/deductions': { handler: deductions, rate: rate(1, 60), base: rate(4, HOUR) },
  'GET /api/v1/analytics/antifraud-details': {
    handler: antifraud,
    rate: rate(1, 600, 10),
    base: rate(1, HOUR),
  },
  'GET /api/v1/analytics/goods-labeling': {
    handler: goodsLabelling,
    rate: rate(1, 60, 10),
    base: rate(1, HOUR),
  },
  'GET /api/v1/acceptance_report': { handler: orderAcceptance, rate: rate(1, 60), base: rate(1, 3 * HOUR) },
  'GET /api/v1/acceptance_report/tasks/*/status': {
    handler: taskState,
    rate: rate(1, 5),
    base: rate(2, HOUR),
  },
  'GET /api/v1/acceptance_report/tasks/*/download': {
    handler: acceptanceFile,
    rate: rate(1, 60),
    base: rate(2, HOUR),
  },
  'GET /api/v1/paid_storage': { handler: orderStorage, rate: rate(1, 60, 5), base: rate(1, HOUR) },
  'GET /api/v1/paid_storage/tasks/*/status': {
    handler: taskState,
    rate: rate(1, 5, 5),
    base: rate(2, HOUR, 2),
  },
  'GET /api/v1/paid_storage/tasks/*/download': {
    handler: storageFile,
    rate: rate(1, 60),
    base: rate(2, HOUR),
  },
}
