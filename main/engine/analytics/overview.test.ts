import { beforeEach, describe, expect, it } from 'vitest'
import { marketplaceOf } from '../../../loaders/index.ts'
import { ADS, factsOfFile, ORDERS, OZON, TODAY, WB } from '../../../tests/support/overview-facts.ts'
import { today } from './today.ts'

const data = factsOfFile()
const { run, read, order, ask } = data
const MIXED = { reason: 'currencies', shopId: null, step: null, since: null, until: null }

describe('sums of several currencies', () => {
  it('are no sum, over shops and in one; pieces add up, and each product has its own', async () => {
    await read(OZON, ORDERS)
    await read(3, ORDERS)
    await order(OZON, { quantity: 2 })
    await order(3, { sku: 8, price: 50, currency: 'KZT', quantity: 3 })
    const both = await ask([OZON, 3])
    expect(both.units).toMatchObject({ value: 5, missing: [] })
    expect(both.revenue).toMatchObject({ value: null, currency: null, missing: [MIXED] })
    expect(both.averagePrice).toMatchObject({ value: null, missing: [MIXED] })
    expect(both.shops.map(({ orders }) => orders.currency)).toEqual(['RUB', 'KZT'])
    expect(both.daily.at(-1)).toMatchObject({
      units: 5,
      revenue: null,
      shops: [{ revenue: 20_000 }, { revenue: 15_000 }],
    })
    expect(both.topBy).toBe('units')
    expect(both.top.map(({ units, revenue, currency }) => [units, revenue, currency])).toEqual([
      [3, 15_000, 'KZT'],
      [2, 20_000, 'RUB'],
    ])
    expect((await ask([3])).revenue).toMatchObject({ value: 15_000, currency: 'KZT', missing: [] })
    await order(3, { posting: 'Q', sku: 9 })
    expect((await ask([3])).revenue.missing).toEqual([MIXED])
    const figures = marketplaceOf('ozon').figures
    const noon = Date.parse('2026-11-17T12:00:00+03:00')
    const shop = { id: 3, marketplace: 'ozon' as const, figures, advertises: true }
    expect((await today(data.facts, noon, [shop])).get(3)).toEqual({
      units: 4,
      revenue: null,
      currency: null,
    })
  })

  it('are not compared with each other', async () => {
    await read(OZON, ORDERS)
    await order(OZON, { currency: 'BYN' })
    await order(OZON, { posting: 'Q', dt: '2026-11-05' })
    expect((await ask([OZON])).revenue).toMatchObject({
      value: 10_000,
      currency: 'BYN',
      previous: null,
      previousMissing: [MIXED],
    })
  })

  it('are not of advertising in one and orders in the other', async () => {
    await read(OZON, [...ORDERS, ...ADS])
    await order(OZON, { currency: 'KZT' })
    await run(
      `INSERT INTO fact_ozon_ad_expense VALUES (${OZON}, 5, DATE '2026-11-17', 'c', false, 10, 0, 0)`,
      `INSERT INTO fact_ozon_ad_campaign_daily (shop_id, campaign_id, dt, views, clicks, money_spent, orders, revenue) VALUES (${OZON}, 5, DATE '2026-11-17', 1, 1, 10, 1, 50)`,
    )
    const { drr, totalDrr, adSpend } = await ask([OZON])
    expect(adSpend).toMatchObject({ value: 1000, currency: 'RUB' })
    expect(drr.value).toBe(20)
    expect(totalDrr).toMatchObject({ value: null, missing: [MIXED] })
  })

  it('are not guessed for advertising of a contract in tenge, of which Ozon names none', async () => {
    for (const shop of [OZON, 3]) await read(shop, [...ORDERS, ...ADS])
    const spent = (shop: number) =>
      run(`INSERT INTO fact_ozon_ad_expense VALUES (${shop}, 5, DATE '2026-11-17', 'c', false, 10, 0, 0)`)
    const named = (dt: string, currency: string) =>
      run(
        `INSERT INTO fact_ozon_seller_taxes (shop_id, dt, currency_code) VALUES (3, DATE '${dt}', '${currency}')`,
      )
    await spent(OZON)
    await spent(3)
    await order(3, { currency: 'KZT' })
    const spend = async (shops: number[]) => (await ask(shops)).adSpend
    expect(await spend([OZON, 3])).toMatchObject({ value: 2000, currency: 'RUB' })
    await named('2026-11-16', 'KZT')
    expect(await spend([3])).toMatchObject({ value: 1000, currency: 'XXX', missing: [] })
    expect(await spend([OZON])).toMatchObject({ value: 1000, currency: 'RUB' })
    const both = await ask([OZON, 3])
    expect(both.adSpend).toMatchObject({ value: null, currency: null, missing: [MIXED] })
    expect(both.daily.at(-1)).toMatchObject({ adSpend: null, shops: [{ adSpend: 1000 }, { adSpend: 1000 }] })
    expect((await ask([3])).totalDrr).toMatchObject({ value: null, missing: [MIXED] })
    // What was said last counts.
    await named('2026-11-17', 'RUB')
    expect(await spend([3])).toMatchObject({ currency: 'RUB' })
  })

  it('are those of the account on Wildberries, whose orders name none', async () => {
    await read(WB, ['wb.orders.orders'], 'since')
    await run(
      `INSERT INTO fact_wb_orders (shop_id, srid, dt, nm_id, price_with_disc) VALUES (${WB}, 'a', DATE '2026-11-17', 7, 100)`,
    )
    expect((await ask([WB])).revenue).toMatchObject({ value: 10_000, currency: 'RUB' })
    await read(OZON, ORDERS)
    await order(OZON, { currency: 'KZT' })
    expect((await ask([OZON, WB])).revenue.missing).toEqual([MIXED])
    const prices = `INSERT INTO fact_wb_prices (shop_id, nm_id, size_id, dt, price, discounted_price, club_discounted_price, currency) VALUES`
    // The price list of another account says nothing of this one.
    await run(`${prices} (9, 7, 1, DATE '2026-11-17', 1, 1, 1, 'KZT')`)
    expect((await ask([WB])).revenue).toMatchObject({ currency: 'RUB' })
    await run(`${prices} (${WB}, 7, 1, DATE '2026-11-17', 1, 1, 1, 'BYN')`)
    const { revenue, top } = await ask([WB])
    expect(revenue).toMatchObject({ value: 10_000, currency: 'BYN' })
    expect(top.map(({ currency }) => currency)).toEqual(['BYN'])
    await run(
      `INSERT INTO fact_wb_balance (shop_id, dt, current, currency) VALUES (${WB}, DATE '2026-11-18', 1, 'AMD')`,
    )
    expect((await ask([WB])).revenue).toMatchObject({ currency: 'AMD' })
  })

  it('are not made by a posting without products, which has no sum', async () => {
    await read(OZON, ORDERS)
    await order(OZON, { currency: 'KZT' })
    await order(OZON, { posting: 'Q', sku: 0, quantity: 0, price: null })
    const { revenue, top } = await ask([OZON])
    expect(revenue).toMatchObject({ value: 10_000, currency: 'KZT', missing: [] })
    expect(top).toHaveLength(1)
  })
})

describe('a figure', () => {
  it('is told also where a row has a quantity of billions, which is no order', async () => {
    await read(OZON, ORDERS)
    await order(OZON, { quantity: 3_000_000_000, price: 90_000 })
    await order(OZON, { posting: 'Q', quantity: 1_000_000, price: 90_000 })
    const { units, revenue, top } = await ask([OZON])
    expect([units.value, revenue.value, top[0]?.units]).toEqual([1_000_000, 9_000_000_000_000, 1_000_000])
  })

  it('leaves out a posting that was split, whose parts are counted', async () => {
    await read(OZON, ORDERS)
    await order(OZON, { posting: 'P-1', quantity: 2, status: 'cancelled_from_split_pending' })
    await order(OZON, { posting: 'P-2' })
    await order(OZON, { posting: 'P-3', status: 'cancelled' })
    expect((await ask([OZON])).units.value).toBe(2)
  })

  it('names the first day since which all is there, of the stream that reaches back least', async () => {
    await read(OZON, ['ozon.orders.fbo'])
    await read(OZON, ['ozon.orders.fbs'], 'all', '2026-11-14')
    const { units, shops, daily } = await ask([OZON])
    expect(units.missing).toEqual([
      { reason: 'history', shopId: OZON, step: 'ozon.orders', since: '2026-11-14', until: null },
    ])
    expect(shops[0]?.orders).toMatchObject({ from: '2026-11-14', until: '2026-11-17T21:00:00.000Z' })
    expect(daily.map(day => day.units)).toEqual([null, null, null, 0, 0, 0, 0])
  })

  it('of shares needs both of its parts up to the same day', async () => {
    await read(OZON, [...ORDERS, ...ADS])
    await order(OZON)
    // Orders reach today, advertising reaches yesterday.
    await run(`UPDATE checkpoints SET to_day = DATE '${TODAY}' WHERE stream_id LIKE 'ozon.orders.%'`)
    const { adSpend, totalDrr } = await ask([OZON], '2026-11-12', TODAY)
    expect(adSpend.value).toBe(0)
    expect(totalDrr).toMatchObject({
      value: null,
      missing: [{ reason: 'late', step: 'ozon.ads', until: '2026-11-17' }],
    })
  })
})

describe('revenue of orders that are paid for one by one', () => {
  const paid = (campaign: number, dt: string) =>
    `INSERT INTO fact_ozon_ad_expense VALUES (${OZON}, ${campaign}, DATE '${dt}', 'c', true, 10, 0, 0)`

  it('is not known until their report is read, of the days alone that have any', async () => {
    await read(OZON, [...ORDERS, ...ADS])
    await order(OZON)
    expect((await ask([OZON])).adRevenue).toMatchObject({ value: 0, missing: [] })
    await run(paid(5, '2026-11-16'))
    const before = await ask([OZON])
    const missing = [{ reason: 'not_loaded', shopId: OZON, step: 'ozon.ads', since: null, until: null }]
    expect(before.adRevenue).toMatchObject({ value: null, missing })
    expect(before.drr).toMatchObject({ value: null, missing })
    expect(before.adSpend.value).toBe(1000)
    expect(before.totalDrr.value).toBe(10)
    expect((await ask([OZON], '2026-11-17', '2026-11-17')).adRevenue).toMatchObject({ value: 0, missing: [] })

    await run(
      `INSERT INTO checkpoints VALUES (${OZON}, 'ozon.ads.cpo', '2026-11-16#a', DATE '2026-11-16', DATE '2026-11-16', true, 1, 1, TIMESTAMP '2026-11-18 06:00:00')`,
      `INSERT INTO fact_ozon_ad_daily (shop_id, campaign_id, sku, dt, views, clicks, add_to_cart, money_spent, orders, revenue, model_orders, model_revenue) VALUES (${OZON}, 5, 7, DATE '2026-11-16', 0, 0, 0, 10, 1, 40, 0, 0)`,
    )
    expect(await ask([OZON])).toMatchObject({ adRevenue: { value: 4000, missing: [] }, drr: { value: 25 } })
  })
})

it('advertising that the keys of a shop do not open is not said to be on its way', async () => {
  await read(OZON, ORDERS)
  await read(WB, ['wb.orders.orders'])
  const of = (id: number, name: 'ozon' | 'wb', advertises: boolean) => ({
    id,
    marketplace: name,
    figures: marketplaceOf(name).figures,
    advertises,
  })
  const asked = async (...shops: Parameters<typeof data.askOf>[0]) => {
    const { adSpend, drr, totalDrr } = await data.askOf(shops)
    return [adSpend, drr, totalDrr].map(({ missing }) => missing.map(({ reason }) => reason))
  }
  expect(await asked(of(OZON, 'ozon', false))).toEqual([['no_access'], ['no_access'], ['no_access']])
  expect(await asked(of(WB, 'wb', false))).toEqual([['no_access'], ['no_access'], ['no_access']])
  expect(await asked(of(OZON, 'ozon', true))).toEqual([['not_loaded'], ['not_loaded'], ['not_loaded']])
  // Data loaded while the keys were there is still reported.
  await read(OZON, ADS)
  expect(await asked(of(OZON, 'ozon', false))).toEqual([[], [], []])
  expect((await data.askOf([of(3, 'ozon', false)])).units.missing).toMatchObject([{ reason: 'not_loaded' }])
})

describe('advertising on Wildberries', () => {
  const STREAMS = ['wb.orders.orders', 'wb.ads.costs', 'wb.ads.stats']
  const charge = (campaign: number, dt: string, amount: number, payment = 'Баланс', status = 9, line = 1) =>
    `INSERT INTO fact_wb_ad_costs (shop_id, advert_id, dt, payment_type, line, upd_time, amount, advert_status) VALUES
       (${WB}, ${campaign}, DATE '${dt}', '${payment}', ${line}, TIMESTAMP '${dt} 20:00:00', ${amount}, ${status})`
  const told = (campaign: number, dt: string, revenue: number) =>
    `INSERT INTO fact_wb_ad_daily (shop_id, advert_id, nm_id, dt, views, clicks, atbs, orders, shks, canceled, spend, revenue, is_associated) VALUES
       (${WB}, ${campaign}, 7, DATE '${dt}', 1, 1, 0, 1, 1, 0, 0, ${revenue}, false)`
  beforeEach(() => read(WB, STREAMS))

  it('costs what the seller pays: bonuses and cashback are no money, however they are written', async () => {
    const [day, next] = ['2026-11-16', '2026-11-17']
    await run(
      charge(5, day, 60),
      charge(5, day, 40, 'Счёт'),
      charge(5, day, 900, 'Бонусы'),
      charge(5, next, 300, 'бонусы'),
      charge(5, next, 200, 'Кэшбэк'),
      charge(5, next, 100, 'Кешбэк'),
      told(5, day, 1000),
      told(5, next, 0),
    )
    const { adSpend, drr, daily } = await ask([WB])
    expect(adSpend).toMatchObject({ value: 10_000, missing: [] })
    expect(drr).toMatchObject({ value: 10, missing: [] })
    expect(daily.slice(-2).map(each => each.adSpend)).toEqual([10_000, 0])
  })

  it('brought nobody knows what, where a campaign was paid for and no statistics tell of it', async () => {
    await run(charge(5, '2026-11-16', 100), told(5, '2026-11-16', 1000))
    // A refund or a charge of zero brought no revenue.
    await run(charge(8, '2026-11-16', -20), charge(8, '2026-11-16', 0, 'Баланс', 9, 2))
    expect((await ask([WB])).adRevenue).toMatchObject({ value: 100_000, missing: [] })
    // A deleted campaign has none; one paid with bonuses still brought orders.
    for (const of of [charge(6, '2026-11-16', 50, 'Баланс', -1), charge(7, '2026-11-16', 50, 'Бонусы')]) {
      await run(of)
      const { adRevenue, drr, adSpend } = await ask([WB])
      const missing = [{ reason: 'untold', shopId: WB, step: 'wb.ads', since: null, until: null }]
      expect(adRevenue).toMatchObject({ value: null, missing })
      expect(drr).toMatchObject({ value: null, missing })
      expect(adSpend.missing).toEqual([])
      expect((await ask([WB], '2026-11-17', '2026-11-17')).adRevenue).toMatchObject({ value: 0, missing: [] })
      await run(`DELETE FROM fact_wb_ad_costs WHERE advert_id IN (6, 7)`)
    }
  })

  it('is told of by statistics of the days about a charge, and of a window where a charge has no time', async () => {
    await run(told(5, '2026-11-12', 1000), charge(5, '2026-11-15', 100))
    expect((await ask([WB])).adRevenue.missing).toEqual([])
    await run(charge(5, '2026-11-16', 100))
    expect((await ask([WB])).adRevenue.missing).toMatchObject([{ reason: 'untold' }])
    await run(told(5, '2026-11-17', 0))
    expect((await ask([WB])).adRevenue.missing).toEqual([])
    const undated = (of: string) => of.replace(/TIMESTAMP '[^']*'/, 'NULL')
    await run(told(6, '2026-10-18', 0), undated(charge(6, '2026-11-17', 100)))
    expect((await ask([WB])).adRevenue.missing).toEqual([])
    await run(told(7, '2026-10-16', 0), undated(charge(7, '2026-11-17', 100)))
    expect((await ask([WB])).adRevenue.missing).toMatchObject([{ reason: 'untold' }])
  })
})

it('revenue of an Ozon campaign counts also of a day on which it cost nothing', async () => {
  await read(OZON, [...ORDERS, ...ADS])
  const brought = (campaign: number, dt: string, revenue: number) =>
    `INSERT INTO fact_ozon_ad_campaign_daily (shop_id, campaign_id, dt, views, clicks, money_spent, orders, revenue) VALUES (${OZON}, ${campaign}, DATE '${dt}', 0, 0, 0, 1, ${revenue})`
  const sold = (campaign: number, sku: number, dt: string, revenue: number) =>
    `INSERT INTO fact_ozon_ad_daily (shop_id, campaign_id, sku, dt, views, clicks, add_to_cart, money_spent, orders, revenue, model_orders, model_revenue) VALUES (${OZON}, ${campaign}, ${sku}, DATE '${dt}', 0, 0, 0, 0, 1, ${revenue}, 0, 0)`
  await run(
    `INSERT INTO fact_ozon_ad_expense VALUES (${OZON}, 5, DATE '2026-11-15', 'c', false, 10, 0, 0)`,
    brought(5, '2026-11-15', 50),
    // Figures of the day take precedence over those of its products, which are the same money.
    sold(5, 7, '2026-11-15', 49),
    brought(5, '2026-11-16', 30),
    sold(6, 7, '2026-11-16', 15),
    sold(6, 8, '2026-11-16', 5),
  )
  const { adRevenue, adSpend, drr } = await ask([OZON])
  expect(adRevenue).toMatchObject({ value: 10_000, missing: [] })
  expect([adSpend.value, drr.value]).toEqual([1000, 10])
})

describe('pieces without a price', () => {
  it('are in no average price', async () => {
    await read(OZON, ORDERS)
    await order(OZON)
    await order(OZON, { posting: 'Q', quantity: 9, price: null })
    const { units, averagePrice } = await ask([OZON])
    expect(units.value).toBe(10)
    expect(averagePrice).toMatchObject({ value: 10_000, missing: [] })
  })

  it('are a product with its SKU and name, whose sum is not known', async () => {
    await read(OZON, ORDERS)
    await order(OZON, { quantity: 9, price: null })
    await order(OZON, { posting: 'Q', sku: 8 })
    const { top, averagePrice } = await ask([OZON])
    expect(top.map(({ sku, name, units, revenue }) => [sku, name, units, revenue])).toEqual([
      ['8', 'name', 1, 10_000],
      ['7', 'name', 9, null],
    ])
    expect(averagePrice.value).toBe(10_000)
    await order(OZON, { posting: 'R', sku: 8, dt: '2026-11-06', price: null })
    expect((await ask([OZON])).top[0]).toMatchObject({ sku: '8', previousRevenue: null })
    await run(`DELETE FROM fact_ozon_orders WHERE sku = 8`)
    expect((await ask([OZON])).averagePrice).toMatchObject({ value: null, missing: [] })
  })
})

describe('a product', () => {
  it('has the names of the last day of the period on which it was ordered', async () => {
    await read(OZON, ORDERS)
    for (const [posting, dt, word] of [
      ['A', '2026-11-05', 'zz older'],
      ['B', '2026-11-12', 'z first'],
      ['C', '2026-11-15', 'last'],
    ] as const) {
      await order(OZON, { posting, dt })
      await run(
        `UPDATE fact_ozon_orders SET offer_id = 'of ${word}', product_name = '${word}' WHERE posting_number = '${posting}'`,
      )
    }
    // Another product, which is still being ordered.
    await order(OZON, { posting: 'D', sku: 8, quantity: 9 })
    const { top } = await ask([OZON])
    expect(top.map(each => [each.sku, each.offerId, each.name])).toEqual([
      ['8', 'offer', 'name'],
      ['7', 'of last', 'last'],
    ])
    await run(`UPDATE fact_ozon_orders SET product_name = NULL WHERE posting_number = 'C'`)
    expect((await ask([OZON])).top[1]).toMatchObject({ offerId: 'of last', name: 'z first' })
  })

  it('of Wildberries is its nm_id, with a card or without', async () => {
    await read(WB, ['wb.orders.orders'], 'since')
    await run(
      `INSERT INTO dim_wb_products (shop_id, nm_id, vendor_code, name, seen_on) VALUES (${WB}, 7, 'TD-7', 'Mug', DATE '2026-05-01')`,
      `INSERT INTO fact_wb_orders (shop_id, srid, dt, nm_id, supplier_article, subject, price_with_disc) VALUES
         (${WB}, 'a', DATE '2026-11-17', 7, 'TD-7', 'mugs', 200), (${WB}, 'b', DATE '2026-11-17', 8, 'TD-8', 'plates', 100)`,
    )
    const { top } = await ask([WB])
    expect(top.map(each => [each.productId, each.sku, each.offerId, each.name])).toEqual([
      ['7', '7', 'TD-7', 'Mug'],
      ['8', '8', 'TD-8', 'plates'],
    ])
  })

  it('is one row over its SKUs; an SKU that the catalogue does not know stands for itself', async () => {
    await read(OZON, ORDERS)
    await run(
      `INSERT INTO dim_ozon_product_skus (shop_id, product_id, sku, offer_id, is_main, is_archived) VALUES (1, 70, 7, 'offer', true, false), (1, 70, 8, 'offer', false, false), (3, 71, 9, 'other', true, false)`,
    )
    await order(OZON, { posting: 'A', sku: 7, quantity: 3 })
    await order(OZON, { posting: 'B', sku: 8 })
    await order(OZON, { posting: 'C', sku: 9, quantity: 2 })
    await order(OZON, { posting: 'D', sku: 70 })
    await order(OZON, { posting: 'E', sku: 8, dt: '2026-11-06' })
    const { top } = await ask([OZON])
    expect(top.map(each => [each.productId, each.sku, each.units, each.previousRevenue])).toEqual([
      ['70', '7', 4, 10_000],
      [null, '9', 2, 0],
      [null, '70', 1, 0],
    ])
    // Its name is the one of its last day, whichever SKU was ordered.
    await run(
      `UPDATE fact_ozon_orders SET dt = DATE '2026-11-12', product_name = 'older' WHERE posting_number = 'A'`,
      `UPDATE fact_ozon_orders SET product_name = 'newer' WHERE posting_number = 'B'`,
    )
    expect((await ask([OZON])).top[0]).toMatchObject({ productId: '70', name: 'newer' })
  })
})
