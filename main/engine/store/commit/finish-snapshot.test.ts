import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { campaignProducts, campaigns } from '../../../../loaders/ozon/ads/tables.ts'
import { UNKNOWN } from '../../../../loaders/ozon/stocks/rows.ts'
import { productStocks, warehouseStocks } from '../../../../loaders/ozon/stocks/tables.ts'
import { streamOf } from '../../../../tests/support/play.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import { load, sliceOf } from '../../../../tests/support/store.ts'

const SHOP = 1
let stores: Memory
beforeEach(async () => {
  stores = await openMemory([campaigns, campaignProducts, productStocks, warehouseStocks])
})
afterEach(() => stores.close())

describe('products of campaigns', () => {
  const stream = streamOf('ozon.ads.products')
  const product = (campaign_id: number, sku: number) => ({
    campaign_id,
    sku,
    product_name: null,
    bid: null,
    target_cir: null,
    extra: null,
  })
  const slice = (campaign: number, day = '2026-07-01') =>
    sliceOf(day, day, { window: { start: day, days: 1 }, batch: `${campaign}`, ids: [campaign] })
  const there = async () => {
    const sql = 'SELECT shop_id, campaign_id, sku FROM dim_ozon_campaign_products ORDER BY ALL'
    const mirrored = await stores.facts.read(sql)
    const rows = stores.dims
      .prepare(
        'SELECT shop_id, campaign_id, sku FROM dim_ozon_campaign_products ORDER BY shop_id, campaign_id, sku',
      )
      .all() as Record<string, unknown>[]
    expect(mirrored.map(row => Object.values(row).map(Number))).toEqual(rows.map(row => Object.values(row)))
    return rows.map(row => Object.values(row).join(' '))
  }

  test('go with the campaign that has ended, once all that run are read, and those of another shop stay', async () => {
    for (const campaign of [5, 6])
      await load(stores, SHOP, stream, slice(campaign), {
        dim_ozon_campaign_products: [product(campaign, 1), product(campaign, 2)],
      })
    await load(stores, 2, stream, slice(5), { dim_ozon_campaign_products: [product(5, 1)] })
    await stores.store.finish(SHOP, stream, [slice(5), slice(6)])
    expect(await there()).toEqual(['1 5 1', '1 5 2', '1 6 1', '1 6 2', '2 5 1'])

    await load(stores, SHOP, stream, slice(6, '2026-07-02'), {
      dim_ozon_campaign_products: [product(6, 2)],
    })
    expect(await there()).toEqual(['1 5 1', '1 5 2', '1 6 2', '2 5 1'])
    await stores.store.finish(SHOP, stream, [slice(6, '2026-07-02')])
    expect(await there()).toEqual(['1 6 2', '2 5 1'])
    await stores.store.finish(SHOP, stream, [])
    expect(await there()).toEqual(['2 5 1'])
  })
})

describe('stocks', () => {
  const shelf = (sku: number, free: number, warehouse_type: string, dt: string) => ({
    ...UNKNOWN,
    dt,
    sku,
    offer_id: null,
    product_name: null,
    warehouse_name: 'X',
    warehouse_type,
    free_to_sell: free,
    promised: 0,
    reserved: 0,
  })
  const total = (sku: number, present: number, dt: string) => ({
    product_id: sku,
    sku,
    stock_type: 'fbs',
    dt,
    offer_id: '',
    present,
    reserved: 0,
    shipment_type: null,
    extra: null,
  })
  const shelves = async (dt: string) =>
    (
      await stores.facts.read(
        `SELECT warehouse_type, sku, free_to_sell FROM fact_ozon_warehouse_stocks WHERE dt = '${dt}' ORDER BY ALL`,
      )
    ).map(row => Object.values(row).join(' '))

  test('of a second batch of SKUs leave those of the first as they are', async () => {
    const fbo = streamOf('ozon.stocks.fbo')
    const batch = (sku: number, dt: string) =>
      sliceOf(dt, dt, { window: { start: dt, days: 1 }, batch: `${sku}`, ids: [sku] })
    for (const sku of [1, 2])
      await load(stores, SHOP, fbo, batch(sku, '2026-07-01'), {
        fact_ozon_warehouse_stocks: [shelf(sku, 10 * sku, 'fbo', '2026-07-01')],
      })
    expect(await shelves('2026-07-01')).toEqual(['fbo 1 10', 'fbo 2 20'])
  })

  test('of the seller and by product come by one answer: each is zero where it vanished, and Ozon’s own are not touched', async () => {
    const [first, second] = ['2026-07-01', '2026-07-02']
    await load(stores, SHOP, streamOf('ozon.stocks.fbo'), sliceOf(first, first, { ids: [1] }), {
      fact_ozon_warehouse_stocks: [shelf(1, 7, 'fbo', first)],
    })
    const own = streamOf('ozon.stocks.products')
    await load(stores, SHOP, own, sliceOf(first), {
      fact_ozon_product_stocks: [total(1, 5, first), total(2, 6, first)],
      fact_ozon_warehouse_stocks: [shelf(1, 5, 'fbs', first), shelf(2, 6, 'fbs', first)],
    })
    expect(await shelves(first)).toEqual(['fbo 1 7', 'fbs 1 5', 'fbs 2 6'])
    await load(stores, SHOP, own, sliceOf(second), {
      fact_ozon_product_stocks: [total(1, 4, second)],
      fact_ozon_warehouse_stocks: [shelf(1, 4, 'fbs', second)],
    })
    expect(await shelves(second)).toEqual(['fbs 1 4', 'fbs 2 0'])
    const totals = await stores.facts.read(
      `SELECT sku, present FROM fact_ozon_product_stocks WHERE dt = '${second}' ORDER BY sku`,
    )
    expect(totals.map(row => Object.values(row).join(' '))).toEqual(['1 4', '2 0'])
  })
})
