import type { Fault } from '../../../sandbox/index.ts'
import type { Tested } from './declare.ts'

/** Methods with a fallback to lower methods: the two stock reports (wildberries.md 7); the funnel report needs a subscription (4.3). */
const BETTER = ['/api/analytics/v1/stocks-report/*']

/** Wildberries under test. */
export const wb: Tested = {
  cabinets: sandbox => ({
    demo: sandbox.tokens.demo,
    second: sandbox.tokens.second,
    older: on => {
      sandbox.setJam('wb-demo', !on)
      sandbox.faults.set(
        on ? BETTER.map((path): Fault => ({ kind: 'plan_refused', path, shop: 'wb-demo' })) : [],
      )
    },
  }),
  specs: {
    'wb-content': ['wb-products'],
    'wb-statistics': ['wb-reports'],
    'wb-marketplace': ['wb-products'],
    'wb-advert': ['wb-promotion', 'wb-delta-2026-10'],
    'wb-prices': ['wb-products'],
    'wb-calendar': ['wb-promotion'],
    'wb-analytics': ['wb-analytics', 'wb-reports', 'wb-delta-2026-10'],
    'wb-finance': ['wb-finances'],
    'wb-supplies': ['wb-supplies-fbw'],
    'wb-common': ['wb-general', 'wb-tariffs'],
  },
  changes: {
    steps: ['wb.content'],
    paths: ['/content/v2/get/cards/list'],
    words: {
      title: ['CONTENT_TITLE_CHANGED', 'title'],
      description: ['CONTENT_DESC_CHANGED', 'description'],
      description_emptied: ['CONTENT_DESC_CHANGED', 'description'],
      description_filled: ['CONTENT_DESC_CHANGED', 'description'],
      main_photo: ['CONTENT_MAIN_PHOTO_CHANGED', 'main_photo'],
      main_photo_swapped: ['CONTENT_MAIN_PHOTO_CHANGED', 'main_photo'],
      photo_added: ['CONTENT_PHOTO_ADDED', 'photos'],
      photo_removed: ['CONTENT_PHOTO_REMOVED', 'photos'],
      photo_moved: ['CONTENT_PHOTO_ORDER_CHANGED', 'photos'],
    },
  },
  laterDataset: ['wb.reports', 'fact_wb_reports'],
  killed: {
    kills: 9,
    moment: 250,
    windowed: [
      'GET /api/v1/supplier/orders',
      'GET /api/v1/supplier/sales',
      'POST /api/v2/nm-report/downloads',
      'POST /api/finance/v1/sales-reports/detailed',
      'GET /api/v1/paid_storage',
      'GET /adv/v1/upd',
      'GET /adv/v3/fullstats',
    ],
  },
}
