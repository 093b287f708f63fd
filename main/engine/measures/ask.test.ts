import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Report, ReportFigure, ReportQuery } from '#contract/report.ts'
import { chargeBooks } from '../../../tests/support/charge-books.ts'
import { ADS, factsOfFile, ORDERS, OZON, TODAY, WB } from '../../../tests/support/overview-facts.ts'
import { MEASURES } from './catalogue.ts'
import { measureList } from './list.ts'

const data = factsOfFile()
const { run, read, order, report } = data
const books = chargeBooks((...sql) => data.run(...sql))

const OTHER = 3
const BOOKS = ['ozon.finance.accruals']
const insert = (table: string, ...rows: readonly Readonly<Record<string, unknown>>[]) =>
  run(books.insert(table, rows))
/** SKUs of products, of shop 1. */
const skus = (...pairs: readonly (readonly [sku: number, product: number])[]) =>
  insert(
    'dim_ozon_product_skus',
    ...pairs.map(([sku, product_id]) => ({
      shop_id: OZON,
      product_id,
      sku,
      offer_id: 'a',
      is_main: 1,
      is_archived: 0,
    })),
  )
const stock = (dt: string, product_id: number, present: number, reserved = 0, shop_id = OZON) =>
  insert('fact_ozon_product_stocks', {
    shop_id,
    product_id,
    sku: 0,
    stock_type: 'fbo',
    dt,
    offer_id: 'a',
    present,
    reserved,
  })
const spent = (campaign_id: number, money_spent: number, dt = '2026-11-17', shop_id = OZON) =>
  insert('fact_ozon_ad_expense', {
    shop_id,
    campaign_id,
    dt,
    is_cpo: false,
    money_spent,
    bonus_spent: 0,
    prepayment_spent: 0,
  })

const values = (figures: readonly ReportFigure[]) => figures.map(({ value }) => value)
const pairs = ({ total }: Report) => total.map(({ value, previous }) => [value, previous])
const reasons = ({ missing }: Pick<ReportFigure, 'missing'>) =>
  missing.map(({ reason, shopId }) => `${reason} ${shopId}`)

describe('rows', () => {
  it('of products hold every SKU of theirs once, and those of no catalogue by themselves', async () => {
    await read(OZON, [...ORDERS, ...BOOKS])
    await skus([7, 100], [8, 100], [9, 200])
    for (const [posting, sku] of [
      ['P', 7],
      ['Q', 8],
      ['R', 9],
      ['S', 10],
    ] as const)
      await order(OZON, { posting, sku })
    await books.accrual(
      OZON,
      [
        { kind: 'sale_amount', amount: 90, sku: 7 },
        { kind: 'sale_amount', amount: 80, sku: 8 },
        { kind: 'fee', type_id: 46, amount: -5 },
      ],
      { dt: '2026-11-12' },
    )
    const { rows, total } = await report([OZON], ['ordered_revenue', 'accrued'], { by: ['product'] })
    expect(rows.map(({ productId, sku, figures }) => [productId, sku, ...values(figures)])).toEqual([
      ['100', '8', 20_000, 17_000],
      ['200', '9', 10_000, 0],
      [null, '10', 10_000, 0],
      [null, null, 0, -500],
    ])
    expect(values(total)).toEqual([40_000, 16_500])
  })

  it('of every shop, marketplace and day are there, also where nothing happened', async () => {
    await read(OZON, ORDERS)
    await read(WB, ['wb.orders.orders'])
    await order(OZON, { dt: '2026-11-16' })
    const { rows } = await report([OZON, WB], ['ordered_units'], {
      by: ['marketplace'],
      grain: 'day',
      from: '2026-11-16',
    })
    expect(rows.map(({ time, marketplace, figures }) => [time, marketplace, ...values(figures)])).toEqual([
      ['2026-11-16', 'ozon', 1],
      ['2026-11-16', 'wb', 0],
      ['2026-11-17', 'ozon', 0],
      ['2026-11-17', 'wb', 0],
    ])
    const byShop = await report([OZON, WB], ['ordered_units'], { by: ['shop'] })
    expect(byShop.rows.map(({ shopId, figures }) => [shopId, ...values(figures)])).toEqual([
      [1, 1],
      [2, 0],
    ])
  })

  it('come in the order asked, unknown ones last, and those beyond the limit are counted', async () => {
    await read(OZON, ORDERS)
    await order(OZON, { sku: 7, quantity: 2 })
    await order(OZON, { posting: 'Q', sku: 8, quantity: 5 })
    const of = async (more: Parameters<typeof report>[2]) => {
      const { rows, left } = await report([OZON], ['ordered_units'], { by: ['product'], ...more })
      return [rows.map(({ sku }) => sku), left]
    }
    expect(await of({})).toEqual([['8', '7'], 0])
    expect(await of({ order: { by: 'ordered_units', descending: false } })).toEqual([['7', '8'], 0])
    expect(await of({ limit: 1 })).toEqual([['8'], 1])
    const shops = await report([OZON, OTHER], ['ordered_units'], {
      by: ['shop'],
      order: { by: 'ordered_units', descending: false },
    })
    expect(shops.rows.map(({ shopId, figures }) => [shopId, ...values(figures)])).toEqual([
      [OZON, 7],
      [OTHER, null],
    ])
  })

  it('and the total are only of what was chosen', async () => {
    await read(OZON, [...ORDERS, ...ADS])
    await skus([7, 100], [8, 100])
    for (const [posting, sku] of [
      ['P', 7],
      ['Q', 8],
      ['R', 9],
    ] as const)
      await order(OZON, { posting, sku })
    await spent(5, 10)
    await spent(6, 20)
    const product = await report([OZON], ['ordered_units'], { by: ['shop'], where: { product: ['100'] } })
    expect([values(product.total), values(product.rows[0]?.figures ?? [])]).toEqual([[2], [2]])
    const campaign = await report([OZON], ['ad_spend'], { by: ['campaign'], where: { campaign: ['6'] } })
    expect(campaign.rows.map(({ campaignId, figures }) => [campaignId, ...values(figures)])).toEqual([
      ['6', 2000],
    ])
    expect(values(campaign.total)).toEqual([2000])
    await read(WB, ['wb.orders.orders'])
    expect(
      (await report([OZON, WB], ['ordered_units'], { by: ['shop'], where: { marketplace: ['wb'] } })).rows,
    ).toHaveLength(1)
  })
})

describe('a ratio', () => {
  it('of the total is that of the sums, not a sum of ratios', async () => {
    await read(OZON, [...ORDERS, ...ADS])
    await order(OZON, { dt: '2026-11-16', price: 100 })
    await order(OZON, { posting: 'Q', price: 300 })
    await spent(5, 50, '2026-11-16')
    const { rows, total } = await report([OZON], ['total_drr', 'average_price'], {
      grain: 'day',
      from: '2026-11-16',
    })
    expect(rows.map(({ figures }) => values(figures))).toEqual([
      [50, 10_000],
      [0, 30_000],
    ])
    expect(values(total)).toEqual([12.5, 20_000])
  })

  it('without anything to divide by is null with nothing missing', async () => {
    await read(OZON, [...ORDERS, ...ADS])
    expect((await report([OZON], ['cancel_rate', 'drr'])).total).toMatchObject([
      { value: null, missing: [] },
      { value: null, missing: [] },
    ])
  })

  it('leaves units without a price out of the average price', async () => {
    await read(OZON, ORDERS)
    await order(OZON, { quantity: 2, price: 50 })
    await order(OZON, { posting: 'Q', quantity: 9, price: null })
    expect(values((await report([OZON], ['ordered_units', 'average_price'])).total)).toEqual([11, 5000])
  })
})

describe('charges', () => {
  it('that nobody knows stand with their money in a line of their own', async () => {
    await read(OZON, BOOKS)
    await books.accrual(
      OZON,
      [
        { kind: 'sale_amount', amount: 1000, sku: 7 },
        { kind: 'commission', type_id: 69, amount: -150.5, sku: 7 },
        { kind: 'fee', type_id: 46, amount: -20 },
        { kind: 'fee', type_id: 9999, amount: -0.07 },
        { kind: 'fee', type_id: 72, amount: 33 },
      ],
      { dt: '2026-11-12' },
    )
    const measures = [
      'revenue',
      'commission',
      'storage',
      'unsorted',
      'accrued',
      'commission_share',
      'accrued_share',
    ] as const
    const { total } = await report([OZON], [...measures])
    expect(values(total)).toEqual([100_000, 15_050, 2000, -7, 82_943, 15.05, 82.94])
    const lines = await report([OZON], ['accrued'], {
      by: ['line'],
      order: { by: 'accrued', descending: true },
    })
    expect(lines.rows.map(({ line, figures }) => [line, ...values(figures)])).toEqual([
      ['revenue', 100_000],
      ['unsorted', -7],
      ['storage', -2000],
      ['commission', -15_050],
    ])
    const unsorted = await report([OZON], ['accrued'], { where: { line: ['unsorted'] } })
    expect(values(unsorted.total)).toEqual([-7])
  })

  it('of advertising at Wildberries are needed for what is left, and not for what was sold', async () => {
    await read(WB, ['wb.finance.reports'])
    await books.line({
      dt: '2026-11-12',
      operation_type: 'Продажа',
      doc_type_name: 'Продажа',
      quantity: 1,
      retail_price_with_disc: 100,
      payout_amount: 80,
      nm_id: 5,
    })
    const before = await report([WB], ['revenue', 'accrued'])
    expect(before.total).toMatchObject([
      { value: 10_000, missing: [] },
      { value: null, missing: [{ reason: 'not_loaded', shopId: WB, step: 'wb.ads' }] },
    ])
    await read(WB, ['wb.ads.costs'])
    expect(values((await report([WB], ['revenue', 'accrued'])).total)).toEqual([10_000, 8000])
  })
})

describe('a state', () => {
  const read_ = (...days: readonly string[]) =>
    run(
      ...days.map(
        day => `INSERT INTO checkpoints (shop_id, stream_id, slice_key, from_day, to_day, open, run_id, rows, done_at)
          VALUES (${OZON}, 'ozon.stocks.products', '${day}', DATE '${day}', DATE '${day}', true, 1, 1, TIMESTAMP '${day} 03:00:00')`,
      ),
    )

  it('is that of the last day, in each span and in all, and no sum of days', async () => {
    await read_('2026-11-15', '2026-11-16', '2026-11-17')
    await stock('2026-11-15', 100, 9)
    await stock('2026-11-16', 100, 7)
    await stock('2026-11-17', 100, 5, 1)
    await stock('2026-11-17', 200, 3)
    const { rows, total } = await report([OZON], ['stock'], { grain: 'day', from: '2026-11-15' })
    expect([rows.map(({ figures }) => figures[0]?.value), values(total)]).toEqual([[9, 7, 7], [7]])
    const products = await report([OZON], ['stock'], { by: ['product'] })
    expect(products.rows.map(({ productId, figures }) => [productId, ...values(figures)])).toEqual([
      ['100', 4],
      ['200', 3],
    ])
    const week = await report([OZON], ['stock'], {
      grain: 'week',
      from: '2026-11-10',
      compare: { from: '2026-11-08', to: '2026-11-15' },
    })
    expect(week.rows.map(({ time, figures }) => [time, ...values(figures)])).toEqual([
      ['2026-11-09', 9],
      ['2026-11-16', 7],
    ])
    expect(week.total).toMatchObject([{ value: 7, previous: 9 }])
  })

  it('of a day that was not read is unknown, whatever lies around it', async () => {
    await read_('2026-11-15', '2026-11-17')
    await stock('2026-11-15', 100, 9)
    await stock('2026-11-17', 100, 5)
    const { rows } = await report([OZON], ['stock'], { grain: 'day', from: '2026-11-14' })
    expect(rows.map(({ figures: [figure] }) => [figure?.value, ...(figure ? reasons(figure) : [])])).toEqual([
      [null, 'history 1'],
      [9],
      [null, 'hole 1'],
      [5],
    ])
    expect(values((await report([OZON], ['stock'], { to: '2026-11-30' })).total)).toEqual([null])
    await read_(TODAY)
    await stock(TODAY, 100, 2)
    expect(values((await report([OZON], ['stock'], { to: '2026-11-30' })).total)).toEqual([2])
  })
})

describe('what is not known', () => {
  it('is null with its reason, in the rows that it concerns and in the total', async () => {
    await read(OZON, ORDERS)
    await run(`UPDATE checkpoints SET to_day = DATE '2026-11-12'`)
    await read(OZON, ORDERS, 'later', '2026-11-15')
    await order(OZON, { dt: '2026-11-12' })
    const { rows, total } = await report([OZON], ['ordered_units'], { grain: 'day' })
    expect(rows.map(({ figures }) => figures[0]?.value)).toEqual([0, 1, null, null, 0, 0, 0])
    expect(total).toMatchObject([{ value: null, missing: [{ reason: 'hole', since: '2026-11-15' }] }])
    const early = await report([OZON], ['ordered_units'], { from: '2026-10-30', to: '2026-11-02' })
    expect(early.total).toMatchObject([{ value: null, missing: [{ reason: 'history' }] }])
    const never = await report([OTHER], ['ordered_units', 'accrued'], { by: ['shop'] })
    expect(never.total.map(reasons)).toEqual([['not_loaded 3'], ['not_loaded 3']])
  })

  it('is of the shop that lacks it alone', async () => {
    await read(OZON, ORDERS)
    await order(OZON)
    const { rows, total } = await report([OZON, OTHER], ['ordered_units'], { by: ['shop'] })
    expect(rows.map(({ figures }) => values(figures))).toEqual([[1], [null]])
    expect(total.map(reasons)).toEqual([['not_loaded 3']])
  })

  it('because a marketplace does not tell it is said of each of its shops', async () => {
    await read(OZON, ['ozon.returns.list'])
    await insert('fact_ozon_returns', { shop_id: OZON, return_id: 1, dt: '2026-11-12', sku: 7, quantity: 2 })
    const { rows, total } = await report([OZON, WB], ['returned_units'], { by: ['marketplace'] })
    expect(rows.map(({ marketplace, figures }) => [marketplace, ...values(figures)])).toEqual([
      ['ozon', 2],
      ['wb', null],
    ])
    expect(total.map(reasons)).toEqual([['not_offered 2']])
  })

  it('of clicks is so where campaigns have no statistics', async () => {
    await read(WB, ['wb.ads.costs', 'wb.ads.stats'])
    await insert('fact_wb_ad_daily', {
      shop_id: WB,
      advert_id: 5,
      nm_id: 7,
      dt: '2026-11-12',
      views: 200,
      clicks: 4,
      atbs: 0,
      orders: 1,
      shks: 1,
      canceled: 0,
      spend: 30,
      revenue: 900,
      is_associated: false,
    })
    const of = async () =>
      values((await report([WB], ['ad_views', 'ad_clicks', 'ctr', 'cpc', 'ad_revenue'])).total)
    expect(await of()).toEqual([200, 4, 2, 750, 90_000])
    await insert('fact_wb_ad_costs', {
      shop_id: WB,
      advert_id: 6,
      dt: '2026-11-12',
      payment_type: 'Баланс',
      line: 1,
      upd_time: '2026-11-12 09:00:00',
      amount: 10,
    })
    expect(await of()).toEqual([null, null, null, null, null])
  })

  it('are sums of several currencies: pieces add up, and each shop has its own', async () => {
    await read(OZON, ORDERS)
    await read(OTHER, ORDERS)
    await order(OZON, { quantity: 2 })
    await order(OTHER, { currency: 'KZT', price: 50 })
    const measures = ['ordered_units', 'ordered_revenue', 'average_price', 'cancelled_revenue'] as const
    const { rows, total } = await report([OZON, OTHER], [...measures], { by: ['shop'] })
    expect(values(total)).toEqual([3, null, null, 0])
    expect(total[1]).toMatchObject({ currency: null, missing: [{ reason: 'currencies' }] })
    expect(rows.map(({ figures }) => figures[1])).toMatchObject([
      { value: 20_000, currency: 'RUB' },
      { value: 5000, currency: 'KZT' },
    ])
    const before = await report([OTHER], ['ordered_revenue'], { from: '2026-11-17', compare: 'previous' })
    expect(before.total).toMatchObject([{ value: 5000, previous: 0, currency: 'KZT' }])
    await order(OTHER, { posting: 'Q', dt: '2026-11-16' })
    const mixed = await report([OTHER], ['ordered_revenue'], { from: '2026-11-17', compare: 'previous' })
    expect(mixed.total).toMatchObject([
      { value: 5000, previous: null, missing: [], previousMissing: [{ reason: 'currencies' }] },
    ])
  })
})

describe('a comparison', () => {
  it('is with as many days before, with the same days of a year before, or with days of one’s own', async () => {
    await read(OZON, ORDERS, 'all', '2025-01-01')
    for (const [posting, dt, quantity] of [
      ['A', '2026-11-12', 1],
      ['B', '2026-11-09', 2],
      ['C', '2025-11-13', 4],
      ['D', '2026-10-02', 8],
    ] as const)
      await order(OZON, { posting, dt, quantity })
    const of = async (compare: ReportQuery['compare']) =>
      report([OZON], ['ordered_units'], { compare, grain: compare === null ? null : 'day' })
    const previous = await of('previous')
    expect([previous.compared, pairs(previous)]).toEqual([{ from: '2026-11-04', to: '2026-11-10' }, [[1, 2]]])
    expect(previous.rows.map(({ figures }) => figures[0]?.previous)).toEqual([0, 0, 0, 0, 0, 2, 0])
    const year = await of('year')
    expect([year.compared?.from, pairs(year)]).toEqual(['2025-11-11', [[1, 4]]])
    expect(year.rows.map(({ figures }) => figures[0]?.previous)).toEqual([0, 0, 4, 0, 0, 0, 0])
    expect(pairs(await of({ from: '2026-10-01', to: '2026-10-07' }))).toEqual([[1, 8]])
    const longer = { compare: { from: '2026-10-01', to: '2026-11-10' } }
    expect(pairs(await report([OZON], ['ordered_units'], longer))).toEqual([[1, 10]])
    const early = await report([OZON], ['ordered_units'], {
      compare: { from: '2024-12-01', to: '2025-01-02' },
    })
    expect(early.total).toMatchObject([{ previous: null, previousMissing: [{ reason: 'history' }] }])
    expect((await of(null)).total).toMatchObject([{ value: 1, previous: null, previousMissing: [] }])
  })

  it('of a day that is not over is up to the same minute, and of what is told by days not at all', async () => {
    await read(OZON, [...ORDERS, ...ADS])
    await run(`UPDATE checkpoints SET to_day = DATE '${TODAY}', done_at = TIMESTAMP '2026-11-18 06:00:00'`)
    await order(OZON, { dt: TODAY })
    // At 12:00 of Moscow, and the clock stands at 09:00.
    await order(OZON, { posting: 'late', dt: '2026-11-17', quantity: 5 })
    await run(
      `UPDATE fact_ozon_orders SET order_date = TIMESTAMP '2026-11-17 05:00:00' WHERE dt = DATE '${TODAY}'`,
    )
    await order(OZON, { posting: 'early', dt: '2026-11-17', quantity: 3 })
    await run(
      `UPDATE fact_ozon_orders SET order_date = TIMESTAMP '2026-11-17 05:59:59' WHERE posting_number = 'early'`,
    )
    const { total, comparedUntil } = await report([OZON], ['ordered_units', 'ad_spend'], {
      from: TODAY,
      to: TODAY,
      compare: 'previous',
    })
    expect(total).toMatchObject([
      { value: 1, previous: 3, previousMissing: [] },
      { value: 0, previous: null, previousMissing: [{ reason: 'unfinished' }] },
    ])
    expect(comparedUntil).toEqual({ until: '2026-11-18T06:00:00.000Z', previous: '2026-11-17T06:00:00.000Z' })
  })
})

/** A line of an order of one of two shops. */
const lines = fc.array(
  fc.record({
    shop: fc.constantFrom(OZON, OTHER),
    sku: fc.integer({ min: 1, max: 6 }),
    day: fc.integer({ min: 1, max: 17 }),
    quantity: fc.integer({ min: 0, max: 5 }),
    kopecks: fc.integer({ min: 1, max: 10_000_000 }),
    cancelled: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
)
const dated = (day: number) => `2026-11-${String(day).padStart(2, '0')}`

test('whatever was ordered, rows of any cut add up to the total, and the compared side is what that period says itself', async () => {
  await read(OZON, ORDERS)
  await read(OTHER, ORDERS)
  // Two SKUs of one product, in one of the shops; returns of the same products, which multiply nothing.
  await skus([1, 100], [2, 100], [3, 200])
  const measures = ['ordered_units', 'ordered_revenue', 'cancelled_revenue'] as const
  const of = (
    {
      shop,
      quantity,
      kopecks,
      cancelled,
    }: { shop: number; quantity: number; kopecks: number; cancelled: boolean },
    shops: readonly number[],
  ) => (shops.includes(shop) ? [quantity, quantity * kopecks, cancelled ? quantity * kopecks : 0] : [0, 0, 0])
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.constantFrom(
        ['shop'] as const,
        ['product'] as const,
        ['marketplace', 'product'] as const,
        [] as const,
      ),
      fc.constantFrom('day' as const, 'week' as const, 'month' as const, null),
      async (list, by, grain) => {
        await run('DELETE FROM fact_ozon_orders')
        for (const [at, { shop, sku, day, quantity, kopecks, cancelled }] of list.entries())
          await order(shop, {
            posting: `P${at}`,
            sku,
            dt: dated(day),
            quantity,
            price: kopecks / 100,
            status: cancelled ? 'cancelled' : 'delivered',
          })
        const shops = [OZON, OTHER]
        const asked = { from: '2026-11-09', to: '2026-11-16' }
        const { rows, total } = await report(shops, [...measures], {
          by: [...by],
          grain,
          ...asked,
          compare: 'previous',
        })
        const sums = (from: string, to: string) =>
          list
            .filter(({ day }) => from <= dated(day) && dated(day) <= to)
            .map(line => of(line, shops))
            .reduce((sum, one) => sum.map((value, at) => value + (one[at] ?? 0)), [0, 0, 0])
        expect(values(total)).toEqual(sums('2026-11-09', '2026-11-16'))
        expect(total.map(({ previous }) => previous)).toEqual(sums('2026-11-01', '2026-11-08'))
        if (by.length === 0 && grain === null) return
        const added = (side: 'value' | 'previous') =>
          measures.map((_, at) => rows.reduce((sum, { figures }) => sum + (figures[at]?.[side] ?? 0), 0))
        expect(added('value')).toEqual(values(total))
        expect(added('previous')).toEqual(total.map(({ previous }) => previous))
      },
    ),
    { numRuns: 25 },
  )
}, 60_000)

describe.each(measureList())('the measure $id', ({ id, marketplaces, family }) => {
  test.each(marketplaces)(
    'of $marketplace is nothing where nothing happened, and unknown where something was not read',
    async ({ marketplace, streams }) => {
      const shop = marketplace === 'wb' ? WB : OZON
      const of = async (more: ReportQuery['grain'] = null) =>
        (await report([shop], [id], { grain: more })).total[0]
      expect(await of()).toMatchObject({
        value: null,
        missing: expect.arrayContaining([expect.objectContaining({ shopId: shop, reason: 'not_loaded' })]),
      })
      await read(shop, streams)
      // A share of nothing is no zero either, but nothing is missing.
      const nothing = MEASURES[id].kind === 'ratio' ? null : 0
      expect(await of('day')).toMatchObject({ value: nothing, missing: [] })
      const [last] = streams.slice(-1)
      const hole = family === 'state' ? ['2026-11-16', '2026-11-18'] : ['2026-11-13', '2026-11-15']
      await run(`UPDATE checkpoints SET to_day = DATE '${hole[0]}' WHERE stream_id = '${last}'`)
      await read(shop, last ? [last] : [], 'later', hole[1])
      if (family === 'state') await run(`UPDATE checkpoints SET to_day = from_day WHERE slice_key = 'later'`)
      expect(await of()).toMatchObject({
        value: null,
        missing: [{ shopId: shop, reason: 'hole', since: hole[1] }],
      })
    },
  )
})

test('a question without an answer is refused with the measure and the cut', async () => {
  const kindOf = (asked: Promise<unknown>) =>
    asked.then(
      () => null,
      error => [error.kind, error.message],
    )
  expect(await kindOf(report([OZON], ['ordered_units', 'ad_spend'], { by: ['product'] }))).toEqual([
    'no_such_cut',
    'ad_spend, product',
  ])
  expect(await kindOf(report([OZON], ['revenue'], { where: { campaign: ['5'] } }))).toEqual([
    'no_such_cut',
    'revenue, campaign',
  ])
  const compare = { from: '2026-10-01', to: '2026-10-02' }
  expect(await kindOf(report([OZON], ['revenue'], { grain: 'day', compare }))).toEqual([
    'uneven_periods',
    'uneven_periods',
  ])
  expect(await kindOf(report([OZON], ['revenue'], { compare }))).toBeNull()
})

test('of no shop nothing is known', async () => {
  const { rows, total } = await report([], ['ordered_units', 'stock'], { by: ['marketplace'], grain: 'day' })
  expect([rows, values(total)]).toEqual([[], [null, null]])
})
