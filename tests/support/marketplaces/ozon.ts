import type { Tested } from './declare.ts'

/** Ozon under test. */
export const ozon: Tested = {
  cabinets: sandbox => ({
    demo: sandbox.keys.demo,
    second: sandbox.keys.second,
    older: on => sandbox.setEra('demo', on ? 'old' : 'new'),
  }),
  specs: {
    'ozon-seller': ['ozon-seller', 'ozon-seller-more'],
    'ozon-performance': ['ozon-performance'],
  },
  changes: {
    steps: ['ozon.catalogue', 'ozon.content'],
    paths: ['/v3/product/info/list', '/v1/product/info/description'],
    words: {
      title: ['OZON_SEO_CHANGE', 'title'],
      description: ['OZON_SEO_CHANGE', 'description'],
      description_emptied: ['OZON_SEO_CHANGE', 'description'],
      description_filled: ['OZON_SEO_CHANGE', 'description'],
      main_photo: ['OZON_PHOTO_CHANGE', 'main_image'],
      main_photo_swapped: ['OZON_PHOTO_CHANGE', 'main_image'],
      photo_added: ['OZON_PHOTO_CHANGE', 'gallery'],
      photo_removed: ['OZON_PHOTO_CHANGE', 'gallery'],
      photo_moved: ['OZON_PHOTO_CHANGE', 'gallery'],
    },
  },
  laterDataset: ['ozon.returns', 'fact_ozon_returns'],
  killed: {
    kills: 14,
    moment: 60,
    windowed: [
      'POST /v3/posting/fbo/list',
      'POST /v4/posting/fbs/list',
      'POST /v1/finance/accrual/by-day',
      'POST /v1/analytics/data',
      'POST /v1/returns/list',
      'POST /api/client/statistics/json',
      'POST /api/client/statistic/orders/generate/json',
    ],
  },
}
