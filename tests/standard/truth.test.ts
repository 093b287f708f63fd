import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Shop } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'
import { steps, tables } from '../../loaders/ozon/index.ts'
import type { Sandbox, Truth } from '../../sandbox/index.ts'
import { engine, quarterPast, type RunningEngine } from '../support/engine.ts'
import { measuresAreTrue } from '../support/measures.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

/** Days of history of a first load, today included. */
const DEPTH = { year: 365, ads: 180, returns: 365, placement: 92 } as const

let sandbox: Sandbox
let running: RunningEngine
const loaded = new Map<string, { shop: Shop; progress: Progress }>()
beforeAll(async () => {
  sandbox = await startSandbox()
  running = await engine({ sandbox, now: quarterPast(sandbox) })
  const second = await running.connect(sandbox.keys.second)
  // In parallel, as in the app.
  const [own, other] = await Promise.all([running.load(), running.load(undefined, second)])
  loaded.set('demo', { shop: running.shop, progress: own })
  loaded.set('second', { shop: second, progress: other })
}, 600_000)
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const truth = (shop: string, days: number): Truth =>
  sandbox.truth(shop, { from: addDays(sandbox.today(), 1 - days), to: sandbox.today() })
/** Rows of a query with `$shop` in it, by their first column. */
async function by<K extends string>(
  shop: string,
  sql: string,
  columns: readonly K[],
): Promise<Record<string, Record<K, number>>> {
  const shopId = String(loaded.get(shop)?.shop.id)
  const rows = await running.query(sql.replaceAll('$shop', shopId))
  return Object.fromEntries(
    rows.map(row => [
      String(row.of),
      Object.fromEntries(columns.map(column => [column, Number(row[column])])) as Record<K, number>,
    ]),
  )
}
const picked = <T, K extends keyof T>(of: Readonly<Record<string, T>>, keys: readonly K[]) =>
  Object.fromEntries(
    Object.entries(of).map(([name, sums]) => [
      name,
      Object.fromEntries(keys.map(key => [key, sums[key]])) as Pick<T, K>,
    ]),
  )
/** A column of roubles as a sum in kopecks. */
const kopecks = (column: string) => `(coalesce(sum(${column}), 0) * 100)::BIGINT`

describe.each(['demo', 'second'])('the shop «%s», loaded beside another one', shop => {
  test('loads every step', () => {
    const { progress } = loaded.get(shop) ?? {}
    expect(progress).toMatchObject({ status: 'done', percent: 100 })
    expect(progress?.steps.map(({ step, status, kind }) => [step, status, kind])).toEqual(
      steps.map(step => [step.id, 'done', null]),
    )
  })

  test.each(['dt', 'sku'])(
    'P5: has the orders of every %s: postings, units and revenue to the kopeck',
    async of => {
      const { orders } = truth(shop, DEPTH.year)
      const found = await by(
        shop,
        `SELECT ${of} AS of, count(DISTINCT posting_number) AS postings, count(*) FILTER (sku <> 0) AS lines, sum(quantity) AS units, ${kopecks('price * quantity')} AS revenue,
              coalesce(sum(quantity) FILTER (status = 'cancelled'), 0) AS "cancelledUnits", ${kopecks("CASE WHEN status = 'cancelled' THEN price * quantity END")} AS "cancelledRevenue"
       FROM fact_ozon_orders WHERE shop_id = $shop AND status <> 'cancelled_from_split_pending' ${of === 'sku' ? 'AND sku <> 0' : ''} GROUP BY ALL`,
        ['postings', 'lines', 'units', 'revenue', 'cancelledUnits', 'cancelledRevenue'],
      )
      const wanted = of === 'dt' ? orders.byDay : orders.bySku
      expect(found).toEqual(
        picked(wanted, ['postings', 'lines', 'units', 'revenue', 'cancelledUnits', 'cancelledRevenue']),
      )
    },
  )

  test('P5: has the accruals of every day: totals, sales, commission and services to the kopeck', async () => {
    const { accruals } = truth(shop, DEPTH.year)
    const found = await by(
      shop,
      `SELECT dt AS of, count(*) AS accruals, ${kopecks('amount')} AS total, ${kopecks('accruals_for_sale')} AS sale,
              ${kopecks('sale_commission')} AS commission, ${kopecks('services_total')} AS services
       FROM fact_ozon_transactions WHERE shop_id = $shop GROUP BY ALL`,
      ['accruals', 'total', 'sale', 'commission', 'services'],
    )
    expect(found).toEqual(picked(accruals.byDay, ['accruals', 'total', 'sale', 'commission', 'services']))
  })

  test('P5: has the accruals of every SKU to the kopeck', async () => {
    const found = await by(
      shop,
      `SELECT sku AS of, ${kopecks('amount')} AS total FROM fact_ozon_transaction_lines WHERE shop_id = $shop AND sku IS NOT NULL GROUP BY ALL`,
      ['total'],
    )
    expect(found).toEqual(picked(truth(shop, DEPTH.year).accruals.bySku, ['total']))
  })

  test('has as many lines as the accruals have parts, and they add up to each of them', async () => {
    const { accruals } = truth(shop, DEPTH.year)
    const found = await by(
      shop,
      `SELECT dt AS of, count(*) AS lines FROM fact_ozon_transaction_lines WHERE shop_id = $shop GROUP BY ALL`,
      ['lines'],
    )
    expect(found).toEqual(picked(accruals.byDay, ['lines']))
    const odd = await by(
      shop,
      `SELECT operation_id AS of, amount, parts FROM fact_ozon_transactions
       LEFT JOIN (SELECT shop_id, operation_id, sum(amount) AS parts FROM fact_ozon_transaction_lines GROUP BY ALL) USING (shop_id, operation_id)
       WHERE shop_id = $shop AND parts IS DISTINCT FROM amount`,
      ['amount', 'parts'],
    )
    expect(odd).toEqual({})
  })

  test('has the returns of every day and SKU', async () => {
    const { returns } = truth(shop, DEPTH.returns)
    for (const [of, wanted] of [
      ['dt', returns.byDay],
      ['sku', returns.bySku],
    ] as const)
      expect(
        await by(
          shop,
          `SELECT ${of} AS of, count(*) AS returns, sum(quantity) AS units, ${kopecks('price')} AS price FROM fact_ozon_returns WHERE shop_id = $shop GROUP BY ALL`,
          ['returns', 'units', 'price'],
        ),
      ).toEqual(picked(wanted, ['returns', 'units', 'price']))
  })

  test('has the funnel of every day and SKU', async () => {
    const { funnel } = truth(shop, DEPTH.year)
    for (const [of, wanted] of [
      ['dt', funnel.byDay],
      ['sku', funnel.bySku],
    ] as const)
      expect(
        await by(
          shop,
          `SELECT ${of} AS of, count(*) AS rows, ${kopecks('revenue')} AS revenue, sum(ordered_units) AS units FROM fact_ozon_funnel WHERE shop_id = $shop GROUP BY ALL`,
          ['rows', 'revenue', 'units'],
        ),
      ).toEqual(picked(wanted, ['rows', 'revenue', 'units']))
  })

  test('P5: has what advertising cost on every day, payment per order too, to the kopeck', async () => {
    const { ads, orderAds } = truth(shop, DEPTH.ads)
    const days = [...new Set([...Object.keys(ads.byDay), ...Object.keys(orderAds.byDay)])]
    const spent = days.map(dt => [
      dt,
      { spend: (ads.byDay[dt]?.spend ?? 0) + (orderAds.byDay[dt]?.spend ?? 0) },
    ])
    const wanted = Object.fromEntries(spent.filter(([, day]) => (day as { spend: number }).spend > 0))
    for (const table of ['fact_ozon_ad_expense', 'fact_ozon_ad_daily'])
      expect(
        await by(
          shop,
          `SELECT dt AS of, ${kopecks('money_spent')} AS spend FROM ${table} WHERE shop_id = $shop GROUP BY ALL HAVING spend > 0`,
          ['spend'],
        ),
        table,
      ).toEqual(wanted)
  })

  test('has the advertising of every campaign and SKU: views, clicks, orders and their revenue', async () => {
    const { ads, orderAds } = truth(shop, DEPTH.ads)
    const clicks = ['spend', 'views', 'clicks', 'orders', 'revenue'] as const
    const sums = `${kopecks('money_spent')} AS spend, sum(views) AS views, sum(clicks) AS clicks, sum(orders) AS orders, ${kopecks('revenue')} AS revenue`
    const of = (column: string, perOrder: boolean) =>
      by(
        shop,
        `SELECT ${column} AS of, ${sums} FROM fact_ozon_ad_daily SEMI JOIN (SELECT * FROM fact_ozon_ad_expense WHERE is_cpo = ${perOrder}) USING (shop_id, campaign_id)
         WHERE shop_id = $shop GROUP BY ALL`,
        clicks,
      )
    expect(await of('sku', false)).toEqual(picked(ads.bySku, clicks))
    expect(await of('campaign_id', false)).toEqual(picked(ads.byCampaign, clicks))
    expect(picked(await of('sku', true), ['spend', 'orders', 'revenue'])).toEqual(
      picked(orderAds.bySku, ['spend', 'orders', 'revenue']),
    )
  })

  test('has the stocks of every SKU', async () => {
    const { stocks } = truth(shop, 1)
    expect(
      await by(
        shop,
        `SELECT sku AS of, count(*) AS rows, sum(free_to_sell) AS available FROM fact_ozon_warehouse_stocks WHERE shop_id = $shop AND warehouse_type = 'fbo' GROUP BY ALL`,
        ['rows', 'available'],
      ),
    ).toEqual(picked(stocks.bySku, ['rows', 'available']))
  })

  test('P5: has the errors of FBS of every day and what each day of the index cost, to the kopeck', async () => {
    const { fbsErrors } = truth(shop, DEPTH.ads)
    expect(
      await by(
        shop,
        `SELECT dt AS of, count(*) AS errors, ${kopecks('charge')} AS charge, ${kopecks('product_price')} AS price FROM fact_ozon_fbs_errors WHERE shop_id = $shop GROUP BY ALL`,
        ['errors', 'charge', 'price'],
      ),
    ).toEqual(fbsErrors.byDay)
    const index = await by(
      shop,
      `SELECT dt AS of, ${kopecks('processing_costs')} AS charge FROM fact_ozon_fbs_index WHERE shop_id = $shop GROUP BY ALL`,
      ['charge'],
    )
    expect(Object.keys(index)).toHaveLength(14)
    for (const [dt, { charge }] of Object.entries(index))
      expect(charge, dt).toBe(fbsErrors.byDay[dt]?.charge ?? 0)
    // The other shop sends everything from the warehouses of Ozon.
    expect(fbsErrors.total.charge > 0).toBe(shop === 'demo')
  })

  test('has what was put into the supplies of every day and SKU: lines, pieces and litres', async () => {
    const { supplied } = truth(shop, DEPTH.year)
    for (const [of, wanted] of [
      ['dt', supplied.byDay],
      ['sku', supplied.bySku],
    ] as const)
      expect(
        await by(
          shop,
          `SELECT ${of} AS of, count(*) AS lines, sum(quantity) AS units, round(sum(total_volume_litres) * 100)::BIGINT AS volume FROM fact_ozon_supply_items WHERE shop_id = $shop GROUP BY ALL`,
          ['lines', 'units', 'volume'],
        ),
      ).toEqual(wanted)
  })

  test('has in the supplies that are completed what came to the shelves, by day and SKU', async () => {
    // Brought two days before at most, within the year.
    const depth = DEPTH.year - 2
    const from = addDays(sandbox.today(), 1 - depth)
    const found = await by(
      shop,
      `SELECT concat((state_changed_at + INTERVAL 3 HOUR)::DATE, ' ', sku) AS of, sum(quantity) AS units
       FROM fact_ozon_supply_items JOIN fact_ozon_supplies USING (shop_id, supply_id)
       WHERE shop_id = $shop AND state = 'COMPLETED' AND (state_changed_at + INTERVAL 3 HOUR)::DATE >= '${from}' GROUP BY ALL`,
      ['units'],
    )
    expect(found).toEqual(truth(shop, depth).received)
    expect(Object.keys(found).length).toBeGreaterThan(30)
  })

  test('has the measures that Ozon doubts, as the cards say them', async () => {
    const found = await by(
      shop,
      `SELECT product_id AS of, height, weight FROM fact_ozon_wrong_volume WHERE shop_id = $shop`,
      ['height', 'weight'],
    )
    expect(found).toEqual(truth(shop, 1).doubted)
  })

  test('P5: has how each SKU was found in every week, by itself and by its queries: who searched, orders and revenue', async () => {
    const tables = { products: 'fact_ozon_product_queries', queries: 'fact_ozon_search_queries' } as const
    for (const [of, table] of Object.entries(tables) as [keyof typeof tables, string][]) {
      const weeks = await by(
        shop,
        `SELECT concat(dt, ' ', date_to) AS of, count(*) AS rows FROM ${table} WHERE shop_id = $shop GROUP BY ALL`,
        ['rows'],
      )
      expect(Object.keys(weeks).length, table).toBeGreaterThan(2)
      for (const week of Object.keys(weeks)) {
        const [from = '', to = ''] = week.split(' ')
        const orders = of === 'queries' ? 'sum(order_count)' : '0'
        const found = await by(
          shop,
          `SELECT sku AS of, count(*) AS rows, sum(unique_search_users) AS users, ${orders} AS orders, ${kopecks('gmv')} AS revenue
           FROM ${table} WHERE shop_id = $shop AND dt = '${from}' GROUP BY ALL`,
          ['rows', 'users', 'orders', 'revenue'],
        )
        expect(found, `${table} ${week}`).toEqual(sandbox.truth(shop, { from, to }).found[of])
      }
    }
  })

  test('has as many rows in each table as there are things, between the first and the last day of them', async () => {
    const [year, half] = [truth(shop, DEPTH.year), truth(shop, DEPTH.ads)]
    // Whole months, the one that holds the first day included.
    const month = `${addDays(sandbox.today(), 1 - DEPTH.placement).slice(0, 7)}-01`
    const months = sandbox.truth(shop, { from: month, to: sandbox.today() })
    const wanted: Record<string, number> = {
      ...year.rows,
      fact_ozon_placement: months.rows.fact_ozon_placement ?? 0,
      fact_ozon_ad_daily: half.rows.fact_ozon_ad_daily ?? 0,
      fact_ozon_fbs_errors: half.fbsErrors.total.errors,
    }
    const found: Record<string, number> = {}
    for (const name of Object.keys(wanted)) {
      const of = name === 'fact_ozon_warehouse_stocks' ? "AND warehouse_type = 'fbo'" : ''
      const sql = `SELECT 'all' AS of, count(*) AS rows FROM ${name} WHERE shop_id = $shop ${of}`
      found[name] = (await by(shop, sql, ['rows'])).all?.rows ?? -1
    }
    expect(found).toEqual(wanted)
    const spans = {
      fact_ozon_orders: year.orders,
      fact_ozon_transactions: year.accruals,
      fact_ozon_funnel: year.funnel,
      fact_ozon_returns: truth(shop, DEPTH.returns).returns,
    }
    for (const [name, { first, last }] of Object.entries(spans)) {
      const [row] = await running.query(
        `SELECT min(dt)::VARCHAR AS first, max(dt)::VARCHAR AS last FROM ${name} WHERE shop_id = ${loaded.get(shop)?.shop.id}`,
      )
      expect(row, name).toEqual({ first, last })
    }
  })
})

/** Products by shop and SKU, as the catalogue was loaded. */
const products = new Map<string, string>()
beforeAll(async () => {
  for (const { shop_id, sku, product_id } of await running.query(
    'SELECT shop_id, sku, product_id FROM dim_ozon_product_skus',
  ))
    products.set(`${shop_id} ${sku}`, String(product_id))
})
measuresAreTrue({
  at: 'ozon',
  running: () => running,
  sandbox: () => sandbox,
  shops: () => Object.fromEntries([...loaded].map(([name, { shop }]) => [name, shop.id])),
  days: () => ({ from: addDays(sandbox.today(), -40), to: addDays(sandbox.today(), -1) }),
  productOf: ({ id }, sku) => products.get(`${id} ${sku}`) ?? sku,
})

/** A fingerprint of all rows of every table, in any order. */
async function checksums(): Promise<Record<string, unknown>> {
  const sums: Record<string, unknown> = {}
  for (const { name } of tables) {
    const [row] = await running.query(
      `SELECT count(*) AS rows, bit_xor(hash(t::VARCHAR))::VARCHAR AS sum FROM ${name} AS t`,
    )
    sums[name] = row
  }
  return sums
}

test('P6: a second full load of both changes nothing in any table', async () => {
  const before = await checksums()
  for (const { shop } of loaded.values()) expect((await running.load(undefined, shop)).status).toBe('done')
  expect(await checksums()).toEqual(before)
})

test('P19: what changes late is read again: a week later the tables are those of a shop that is loaded for the first time then', async () => {
  const late = ['ozon.orders', 'ozon.returns', 'ozon.finance']
  const rowsOf = (of: RunningEngine, from: string) =>
    Promise.all(
      ['fact_ozon_orders', 'fact_ozon_returns', 'fact_ozon_transactions'].map(name =>
        of.query(
          `SELECT * EXCLUDE (shop_id) FROM ${name} WHERE shop_id = ${of.shop.id} AND dt >= '${from}' ORDER BY ALL`,
        ),
      ),
    )
  const before = await rowsOf(running, '2026-10-01')
  sandbox.advance(7)
  await running.load(late)
  const fresh = await engine({ sandbox })
  try {
    await fresh.load(['ozon.catalogue', ...late])
    const from = addDays(sandbox.today(), 1 - DEPTH.returns)
    const after = await rowsOf(running, from)
    expect(after).toEqual(await rowsOf(fresh, from))
    // Existing data has changed since, else nothing was tested.
    const [known, now] = [before[0] ?? [], new Set(after[0]?.map(row => JSON.stringify(row)))]
    expect(known.some(row => !now.has(JSON.stringify(row)))).toBe(true)
  } finally {
    await fresh.close()
  }
})
