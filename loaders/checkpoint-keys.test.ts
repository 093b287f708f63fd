import { describe, expect, test } from 'vitest'
import type { Capability, RunContext } from './core/declare/slices.ts'
import { sliceKey } from './core/declare/slices.ts'
import { steps as ozon } from './ozon/index.ts'
import { older as ozonOlder } from './ozon/older.ts'
import { older as wbOlder } from './wb/finance/step.ts'
import { steps as wb } from './wb/index.ts'

const TODAY = '2026-11-24'
const plan = (may: readonly Capability[]): RunContext => ({
  today: TODAY,
  now: () => `${TODAY}T09:00:00.000Z`,
  first: true,
  may: capability => may.includes(capability),
  ids: async () => [1, 2, 3],
})

/** How many slices a stream has, and the keys of the first and the last. */
type Keys = Readonly<Record<string, string>>
const DAY = `1 ${TODAY} ${TODAY}`
const BATCH = `1 ${TODAY}#b85e2d4914e2 ${TODAY}#b85e2d4914e2`
const ONE_BY_ONE = `3 ${TODAY}#356a192b7913 ${TODAY}#77de68daecd8`
const SINCE = '1 since since'

const OZON: Keys = {
  'ozon.catalogue.products': DAY,
  'ozon.snapshot.products': BATCH,
  'ozon.orders.fbo': '13 2026-11-13/31 2025-11-06/31',
  'ozon.orders.fbs': '13 2026-11-13/31 2025-11-06/31',
  'ozon.finance.types': DAY,
  'ozon.finance.accruals': '365 2026-11-24 2025-11-25',
  'ozon.funnel.days': '3 2026-11-13/62 2026-07-12/62',
  'ozon.returns.list': '13 2026-11-03/30 2025-11-08/30',
  'ozon.returns.changes': '13 2026-11-03/30 2025-11-08/30',
  'ozon.returns.compensations': DAY,
  'ozon.stocks.fbo': BATCH,
  'ozon.stocks.products': DAY,
  'ozon.prices.list': DAY,
  'ozon.seller_rating.summary': DAY,
  'ozon.seller_rating.history': '14 2026-11-19/28 2025-11-20/28',
  'ozon.seller_rating.company': DAY,
  'ozon.content_rating.skus': BATCH,
  'ozon.content.hashes': BATCH,
  'ozon.ads.campaigns': DAY,
  'ozon.ads.expense': '4 2026-11-13/62 2026-05-11/62',
  'ozon.ads.daily': '4 2026-11-13/62 2026-05-11/62',
  'ozon.ads.products': ONE_BY_ONE,
  'ozon.ads.bids': ONE_BY_ONE,
  'ozon.ads.order_bids': DAY,
  'ozon.ads.skus': '4 2026-11-13/62#b85e2d4914e2 2026-05-11/62#b85e2d4914e2',
  'ozon.ads.cpo': '180 2026-11-24#b85e2d4914e2 2026-05-29#b85e2d4914e2',
  'ozon.actions.candidates': ONE_BY_ONE,
  'ozon.fbs_index.days': DAY,
  'ozon.fbs_index.postings': '8 2026-11-19/28 2026-05-07/28',
  'ozon.product_queries.skus': '4 2026-11-19/7#b85e2d4914e2 2026-10-29/7#b85e2d4914e2',
  'ozon.product_queries.queries': '4 2026-11-19/7#b85e2d4914e2 2026-10-29/7#b85e2d4914e2',
  'ozon.questions.list': '13 2026-11-03/30 2025-11-08/30',
  'ozon.reviews.list': '13 2026-11-03/30 2025-11-08/30',
  'ozon.supplies.coming': DAY,
  'ozon.supplies.orders': '13 2026-11-03/30 2025-11-08/30',
  'ozon.warehouses.clusters': DAY,
  'ozon.warehouses.own': DAY,
  'ozon.warehouses.ozon': DAY,
  'ozon.wrong_volume.list': DAY,
  'ozon.finance_documents.months': '36 2026-10-01/31#compensation 2025-11-01/30#mutual_settlement',
  'ozon.placement.months': '4 2026-11-01/30 2026-08-01/31',
  'ozon.balance.periods': '25 2026-11-16/15 2025-11-16/15',
  'ozon.realization.months': '12 2026-10-01/31 2025-11-01/30',
  'ozon.realization_postings.months': '12 2026-10-01/31 2025-11-01/30',
  'ozon.cash_flow.periods': '13 2026-11-01/30 2025-11-01/30',
  'ozon.actions.list': DAY,
  'ozon.actions.products': ONE_BY_ONE,
}
const WB: Keys = {
  'wb.content.cards': SINCE,
  'wb.content.trash': DAY,
  'wb.orders.orders': SINCE,
  'wb.orders.sales': SINCE,
  'wb.order_feed.orders': '2 2026-11-13/31 2026-10-13/31',
  'wb.funnel.days': '365 2026-11-24 2025-11-25',
  'wb.finance.reports': '7 running 2025-07-28/91',
  'wb.reports.headers': '3 running 2024-12-30/364',
  'wb.balance.account': DAY,
  'wb.commissions.categories': BATCH,
  'wb.blocked.cards': DAY,
  'wb.stock_history.days': '4 2026-11-13/31 2026-08-12/31',
  'wb.stock_history.months': '3 2026-11-01/30 2026-09-01/30',
  'wb.ratings.cards': DAY,
  'wb.promotions.calendar': DAY,
  'wb.promotions.cards': ONE_BY_ONE,
  'wb.fines.measurements': '1 running running',
  'wb.fines.substitutions': '1 running running',
  'wb.fines.self_buyouts': '1 running running',
  'wb.fines.labelling': '13 2026-11-13/31 2025-11-06/31',
  'wb.acceptance.days': '13 2026-11-13/31 2025-11-06/31',
  'wb.supplies.list': '7 2026-11-03/30 2026-05-07/30',
  'wb.storage.days': '46 2026-11-19/8 2025-11-24/8',
  'wb.ads.campaigns': SINCE,
  'wb.ads.bids': BATCH,
  'wb.ads.costs': '36 2026-11-13/31 2023-11-24/31',
  'wb.ads.stats': '36 2026-11-13/31#b85e2d4914e2 2023-11-24/31#b85e2d4914e2',
  'wb.ads.budgets': BATCH,
  'wb.ad_clusters.days': '26 2026-11-19/7#b85e2d4914e2 2026-05-28/7#b85e2d4914e2',
  'wb.ad_clusters.bids': BATCH,
  'wb.prices.sizes': DAY,
  'wb.stocks.fbo': DAY,
  'wb.stocks.fbs': DAY,
  'wb.warehouses.own': DAY,
  'wb.warehouses.offices': DAY,
  'wb.warehouses.box_tariffs': DAY,
  'wb.warehouses.acceptance': DAY,
}

describe('checkpoints of data folders that are in use bear these keys, so that what they say was read is not asked for again', () => {
  test.for<readonly [string, typeof ozon, readonly Capability[], Keys]>([
    ['Ozon', ozon, ['performance'], OZON],
    [
      'Ozon with Premium Plus',
      ozon,
      ['performance', 'premium'],
      {
        ...OZON,
        'ozon.funnel.days': '7 2026-11-13/62+ 2025-11-06/62+',
        'ozon.product_queries.skus': '13 2026-11-19/7#b85e2d4914e2+ 2026-08-27/7#b85e2d4914e2+',
        'ozon.product_queries.queries': '4 2026-11-19/7#b85e2d4914e2+ 2026-10-29/7#b85e2d4914e2+',
      },
    ],
    ['Wildberries', wb, [], WB],
    [
      'Wildberries with a Base token',
      wb,
      ['base'],
      {
        ...WB,
        'wb.orders.orders': '1 since~ since~',
        'wb.orders.sales': '1 since~ since~',
        'wb.finance.reports': '13 running~ 2024-01-29/91~',
        'wb.ratings.cards': '1 2026-11-24~ 2026-11-24~',
        'wb.stock_history.days': '2 2026-11-13/31 2026-10-13/31',
        'wb.fines.labelling': '2 2026-11-13/31 2026-10-13/31',
        'wb.acceptance.days': '2 2026-11-13/31 2026-10-13/31',
        'wb.storage.days': '5 2026-11-19/8 2026-10-18/8',
        'wb.ads.campaigns': DAY,
        'wb.prices.sizes': `1 ${TODAY}~ ${TODAY}~`,
      },
    ],
  ])('%s', async ([, steps, may, keys]) => {
    const found = steps
      .flatMap(({ streams }) => streams)
      .map(async ({ id, slices }) => {
        const all = (await slices(plan(may))).map(sliceKey)
        expect(new Set(all).size, id).toBe(all.length)
        return [id, `${all.length} ${all[0]} ${all.at(-1)}`]
      })
    expect(Object.fromEntries(await Promise.all(found))).toEqual(keys)
  })

  test('and those of older history, none of which a first load that is clipped has taken', async () => {
    const keysOf = async (loads: typeof ozonOlder, ...may: Capability[]) => {
      const found = loads
        .flatMap(({ streams }) => streams)
        .map(async ({ id, slices }) => {
          const all = (await slices(plan(may))).map(sliceKey)
          return [id, `${all.length} ${all[0]} ${all.at(-1)}`]
        })
      return Object.fromEntries(await Promise.all(found))
    }
    expect(await keysOf(ozonOlder)).toEqual({
      'ozon.orders.fbo': '52 2025-11-20/28 2021-12-23/28',
      'ozon.orders.fbs': '52 2025-11-20/28 2021-12-23/28',
      'ozon.finance.accruals': '1424 2025-11-24 2022-01-01',
    })
    expect(await keysOf(wbOlder)).toEqual({ 'wb.finance.reports': '18 2025-06-23/35 2024-01-29/28' })
    expect(await keysOf(wbOlder, 'base')).toEqual({ 'wb.finance.reports': '0 undefined undefined' })
  })
})
