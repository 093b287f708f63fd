import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Shop } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'
import { steps, tables } from '../../loaders/wb/index.ts'
import type { Sandbox, WbTruth } from '../../sandbox/index.ts'
import { engine, quarterPast, type RunningEngine } from '../support/engine.ts'
import { measuresAreTrue } from '../support/measures.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

let sandbox: Sandbox
let running: RunningEngine
const loaded = new Map<string, { shop: Shop; progress: Progress }>()
beforeAll(async () => {
  sandbox = await startSandbox()
  const { demo, second } = sandbox.tokens
  running = await engine({ sandbox, key: demo, now: quarterPast(sandbox) })
  const other = await running.connect(second)
  // In parallel, as in the app.
  const [own, others] = await Promise.all([running.load(), running.load(undefined, other)])
  loaded.set('wb-demo', { shop: running.shop, progress: own })
  loaded.set('wb-second', { shop: other, progress: others })
}, 600_000)
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const truth = (shop: string, days?: number): WbTruth =>
  sandbox.wbTruth(shop, days ? { from: addDays(sandbox.today(), 1 - days), to: sandbox.today() } : {})

/** Sums of a shop's rows by `of`, each column an integer. */
async function by(shop: string, of: string, columns: Readonly<Record<string, string>>, from: string) {
  const sums = Object.entries(columns).map(([name, sql]) => `(${sql})::BIGINT AS "${name}"`)
  const rows = await running.query(
    `SELECT (${of})::VARCHAR AS of, ${sums.join(', ')} FROM (SELECT * FROM ${from}) WHERE shop_id = ${loaded.get(shop)?.shop.id} GROUP BY 1`,
  )
  return Object.fromEntries(
    rows.map(row => [
      String(row.of),
      Object.fromEntries(Object.keys(columns).map(name => [name, Number(row[name])])),
    ]),
  )
}
const picked = (of: Readonly<Record<string, object>>, columns: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(of).map(([name, sums]) => [
      name,
      Object.fromEntries(
        Object.keys(columns).map(key => [key, (sums as Record<string, number>)[key] as number]),
      ),
    ]),
  )
const kopecks = (column: string) => `coalesce(sum(${column}), 0) * 100`

const ORDERS = {
  orders: 'count(*)',
  revenue: kopecks('price_with_disc'),
  cancels: 'count(*) FILTER (is_cancel)',
  cancelledRevenue: kopecks('CASE WHEN is_cancel THEN price_with_disc END'),
}
const SALES = {
  sales: 'count(*) FILTER (NOT is_return)',
  returns: 'count(*) FILTER (is_return)',
  forPay: kopecks('for_pay'),
  priceWithDisc: kopecks('price_with_disc'),
}
const FEED = {
  orders: 'count(*)',
  revenue: kopecks('seller_price'),
  bought: "count(*) FILTER (status = 'buyout')",
  ...Object.fromEntries(
    ['app', 'receipt', 'expire', 'other'].map(kind => [
      kind,
      `count(*) FILTER (status = 'cancel' AND cancel_type = '${kind}')`,
    ]),
  ),
  returned: "count(*) FILTER (status = 'return')",
  defective: "count(*) FILTER (status = 'returnDefective')",
}
const FUNNEL = {
  rows: 'count(*)',
  opens: 'sum(open_count)',
  carts: 'sum(cart_count)',
  orders: 'sum(order_count)',
  orderSum: kopecks('order_sum'),
  buyouts: 'sum(buyout_count)',
  buyoutSum: kopecks('buyout_sum'),
  cancels: 'sum(cancel_count)',
  cancelSum: kopecks('cancel_sum'),
}
const RETURNED = "CASE WHEN doc_type_name = 'Возврат' THEN -1 ELSE 1 END"
const FINANCE = {
  lines: 'count(*)',
  forPay: kopecks(`payout_amount * ${RETURNED}`),
  logistics: kopecks('delivery_service'),
  storage: kopecks('storage_fee'),
  penalty: kopecks('penalty_total'),
  deduction: kopecks('deduction'),
  acceptance: kopecks('acceptance_fee'),
  additional: kopecks('bonus_amount'),
  acquiring: kopecks(`acquiring_fee * ${RETURNED}`),
}
/** A sum of the list of reports, as the truth calls it, and the same of the lines. */
const HEADERS = {
  retail: ['retail_amount', `retail_amount * ${RETURNED}`],
  forPay: ['payout_amount', `payout_amount * ${RETURNED}`],
  logistics: ['delivery_service', 'delivery_service'],
  storage: ['storage_fee', 'storage_fee'],
  acceptance: ['acceptance_fee', 'acceptance_fee'],
  deduction: ['deduction', 'deduction'],
  penalty: ['penalty_total', 'penalty_total'],
  additional: ['bonus_amount', 'bonus_amount'],
  points: ['cashback_amount', 'cashback_amount'],
  compensated: ['cashback_discount', 'cashback_discount'],
  loyalty: ['cashback_commission_change', 'cashback_commission_change'],
  schedule: ['payment_schedule', 'payment_schedule::DECIMAL(18,2)'],
} as const
const sumsOf = (column: 0 | 1) =>
  Object.fromEntries(Object.entries(HEADERS).map(([name, sql]) => [name, kopecks(sql[column])]))
const ADS = {
  rows: 'count(*)',
  views: 'sum(views)',
  clicks: 'sum(clicks)',
  spend: kopecks('spend'),
  orders: 'sum(orders)',
  revenue: kopecks('revenue'),
}
const CLUSTERS = {
  rows: 'count(*)',
  views: 'coalesce(sum(views), 0)',
  clicks: 'sum(clicks)',
  atbs: 'sum(atbs)',
  orders: 'sum(orders)',
  spend: kopecks('spend'),
}
const COSTS = { rows: 'count(*)', sum: kopecks('amount') }

describe.each(['wb-demo', 'wb-second'])('the shop «%s», loaded beside another one', shop => {
  test('loads every step', () => {
    const { progress } = loaded.get(shop) ?? {}
    expect(progress).toMatchObject({ status: 'done', percent: 100 })
    expect(progress?.steps.map(({ step, status, kind }) => [step, status, kind])).toEqual(
      steps.map(step => [step.id, 'done', null]),
    )
  })

  test('P5: has the orders and sales of every day and card: units, cancels and sums to the kopeck', async () => {
    const { orders, sales } = truth(shop, 90)
    expect(await by(shop, 'dt', ORDERS, 'fact_wb_orders')).toEqual(picked(orders.byDay, ORDERS))
    expect(await by(shop, 'nm_id', ORDERS, 'fact_wb_orders')).toEqual(picked(orders.bySku, ORDERS))
    expect(await by(shop, 'dt', SALES, 'fact_wb_sales')).toEqual(picked(sales.byDay, SALES))
    expect(await by(shop, 'nm_id', SALES, 'fact_wb_sales')).toEqual(picked(sales.bySku, SALES))
  })

  test('P5: has the last status of every order of a month by day, card and city: how it was cancelled, and what came back defective', async () => {
    const { feed } = truth(shop, 31)
    expect(await by(shop, 'dt', FEED, 'fact_wb_order_feed')).toEqual(picked(feed.byDay, FEED))
    expect(await by(shop, 'nm_id', FEED, 'fact_wb_order_feed')).toEqual(picked(feed.bySku, FEED))
    expect(await by(shop, 'destination_city', FEED, 'fact_wb_order_feed')).toEqual(picked(feed.byCity, FEED))
    for (const kind of ['app', 'receipt', 'expire', 'other'] as const)
      expect(feed.total[kind], kind).toBeGreaterThan(0)
    const [joined] = await running.query(
      `SELECT count(*) FILTER (o.srid IS NULL AND f.dt - f.created_at::DATE < 60)::INT AS strange, count(o.srid)::INT AS known
       FROM fact_wb_order_feed AS f LEFT JOIN fact_wb_orders AS o USING (shop_id, srid) WHERE shop_id = ${loaded.get(shop)?.shop.id}`,
    )
    expect(joined).toMatchObject({ strange: 0 })
    expect(joined?.known).toBeGreaterThan(50)
  })

  test('has the funnel of every day and card of a year', async () => {
    const { funnel } = truth(shop, 365)
    expect(await by(shop, 'dt', FUNNEL, 'fact_wb_funnel')).toEqual(picked(funnel.byDay, FUNNEL))
    expect(await by(shop, 'nm_id', FUNNEL, 'fact_wb_funnel')).toEqual(picked(funnel.bySku, FUNNEL))
  })

  test('P5: has the finance of every week and day: to pay, logistics, storage, penalties and the rest to the kopeck', async () => {
    const { weekly, daily } = truth(shop)
    const of = (period: string) => `fact_wb_finance WHERE period = '${period}'`
    expect(await by(shop, "date_trunc('week', date_from)::DATE", FINANCE, of('weekly'))).toEqual(
      picked(weekly.byWeek, FINANCE),
    )
    expect(await by(shop, 'dt', FINANCE, of('weekly'))).toEqual(picked(weekly.byDay, FINANCE))
    expect(await by(shop, 'coalesce(nm_id, 0)', FINANCE, of('weekly'))).toEqual(picked(weekly.bySku, FINANCE))
    // Days after the last closed week are in daily reports, and no day in both.
    const running = Object.entries(daily.byDay).filter(([day]) => day > (weekly.last ?? ''))
    expect(running.length).toBeGreaterThan(0)
    expect(await by(shop, 'dt', FINANCE, of('daily'))).toEqual(picked(Object.fromEntries(running), FINANCE))
  })

  test('P5: has the reports with the sums of their lines, and what they pay, to the kopeck', async () => {
    const { weekly, daily, today } = truth(shop)
    const listed = (of: WbTruth['weekly']) =>
      Object.fromEntries(Object.entries(of.byReport).filter(([, { lines }]) => lines > 0))
    const told = await by(
      shop,
      'report_id',
      { ...sumsOf(0), toBank: kopecks('bank_payment') },
      "fact_wb_reports WHERE period = 'weekly'",
    )
    expect(told).toEqual(picked(listed(weekly), { ...sumsOf(0), toBank: '' }))
    expect(await by(shop, 'report_id', sumsOf(0), 'fact_wb_reports')).toEqual(
      await by(shop, 'report_id', sumsOf(1), 'fact_wb_finance'),
    )
    // No day in both cuts.
    const [{ from = '' } = {}] = await running.query(
      `SELECT min(date_from)::VARCHAR AS from FROM fact_wb_reports WHERE period = 'daily'`,
    )
    expect(String(from) > (weekly.last ?? '')).toBe(true)
    expect(Object.keys(listed(daily)).length).toBeGreaterThan(0)
    const account = await by(
      shop,
      'dt',
      { current: kopecks('current'), forWithdraw: kopecks('for_withdraw') },
      'fact_wb_balance',
    )
    expect(account).toEqual({ [today]: truth(shop).balance })
  })

  test('P5: pays on every report what the formula of a printed one says, with the signs of the open terms that fit this shop', async () => {
    const fits = (loyalty: string, schedule: string) =>
      running.query(
        `SELECT count(*)::INT AS reports, count(*) FILTER (bank_payment = payout_amount - delivery_service - storage_fee - acceptance_fee - penalty_total - deduction - bonus_amount
           ${loyalty} (cashback_amount + cashback_commission_change) ${schedule} payment_schedule)::INT AS fitting
         FROM fact_wb_reports WHERE shop_id = ${loaded.get(shop)?.shop.id}`,
      )
    const [right] = await fits('-', shop === 'wb-demo' ? '+' : '-')
    expect(right?.reports).toBeGreaterThan(90)
    expect(right?.fitting).toBe(right?.reports)
    // Another sign is found out.
    for (const [loyalty, schedule] of [
      ['+', '+'],
      ['-', shop === 'wb-demo' ? '-' : '+'],
    ] as const)
      expect((await fits(loyalty, schedule))[0]?.fitting).not.toBe(right?.reports)
  })

  test('P5: has what storage cost by day and card to the kopeck, and by week within 1 % of the finance reports', async () => {
    const { storage } = truth(shop, 365)
    const sums = { rows: 'count(*)', sum: kopecks('warehouse_price') }
    expect(await by(shop, 'dt', sums, 'fact_wb_paid_storage')).toEqual(picked(storage.byDay, sums))
    expect(await by(shop, 'nm_id', sums, 'fact_wb_paid_storage')).toEqual(picked(storage.bySku, sums))
    const kinds = await running.query(
      `SELECT count(*) FILTER (warehouse_price < 0)::INT AS minus, count(*) FILTER (original_date < dt)::INT AS again, count(*) FILTER (line > 1)::INT AS twice
       FROM fact_wb_paid_storage WHERE shop_id = ${loaded.get(shop)?.shop.id}`,
    )
    for (const rows of Object.values(kinds[0] ?? {})) expect(rows).toBeGreaterThan(10)
    const weeks = await running.query(
      `WITH charged AS (SELECT date_trunc('week', dt) AS week, sum(storage_fee) AS fee FROM fact_wb_finance WHERE period = 'weekly' AND shop_id = ${loaded.get(shop)?.shop.id} GROUP BY 1),
       stored AS (SELECT date_trunc('week', dt) AS week, sum(warehouse_price) AS price, count(DISTINCT dt) AS days FROM fact_wb_paid_storage WHERE shop_id = ${loaded.get(shop)?.shop.id} GROUP BY 1)
       SELECT week::DATE::VARCHAR AS week, (abs(price - fee) / fee)::DOUBLE AS off FROM charged JOIN stored USING (week) WHERE days = 7`,
    )
    expect(weeks.length).toBeGreaterThan(48)
    expect(weeks.filter(({ off }) => Number(off) > 0.01)).toEqual([])
    expect(weeks.some(({ off }) => Number(off) > 0)).toBe(true)
  })

  test('P5: has what advertising cost by day, campaign and card to the kopeck', async () => {
    const { ads, adCosts } = truth(shop)
    const told = 'fact_wb_ad_daily WHERE nm_id <> 0'
    expect(await by(shop, 'dt', ADS, told)).toEqual(picked(ads.byDay, ADS))
    expect(await by(shop, 'nm_id', ADS, told)).toEqual(picked(ads.bySku, ADS))
    expect(await by(shop, 'advert_id', ADS, told)).toEqual(picked(ads.byCampaign, ADS))
    const dated = 'fact_wb_ad_costs WHERE upd_time IS NOT NULL'
    expect(await by(shop, 'dt', COSTS, dated)).toEqual(picked(adCosts.byDay, COSTS))
    expect(await by(shop, 'advert_id', COSTS, 'fact_wb_ad_costs')).toEqual(picked(adCosts.byCampaign, COSTS))
    const undated = await by(shop, 'dt', COSTS, 'fact_wb_ad_costs WHERE upd_time IS NULL')
    expect(undated).toEqual(adCosts.undated.rows > 0 ? { [sandbox.today()]: adCosts.undated } : {})
  })

  test('P5: has what campaigns showed in the search by day and card, by clusters of phrases, and the bids on these', async () => {
    const { clusters, clusterBids } = truth(shop, 180)
    expect(await by(shop, 'dt', CLUSTERS, 'fact_wb_ad_clusters')).toEqual(picked(clusters.byDay, CLUSTERS))
    expect(await by(shop, 'nm_id', CLUSTERS, 'fact_wb_ad_clusters')).toEqual(picked(clusters.bySku, CLUSTERS))
    // Views are told of campaigns that are paid per view, and of all of these.
    const [told] = await running.query(
      `SELECT count(*) FILTER (payment_type = 'cpc')::INT AS cpc, count(*) FILTER ((views IS NULL) <> (payment_type = 'cpc'))::INT AS wrong
       FROM fact_wb_ad_clusters JOIN dim_wb_campaigns USING (shop_id, advert_id) WHERE shop_id = ${loaded.get(shop)?.shop.id}`,
    )
    expect(told).toMatchObject({ wrong: 0 })
    expect(told?.cpc).toBeGreaterThan(100)
    // A campaign whose own bid was not shown when bids were read is not asked about.
    const pairs = await by(shop, "advert_id || '/' || nm_id", { of: 'count(*)' }, 'log_wb_bids')
    const shown = Object.entries(clusterBids).filter(
      ([name]) => name.split('/').slice(0, 2).join('/') in pairs,
    )
    const bids = await by(
      shop,
      "advert_id || '/' || nm_id || '/' || cluster",
      { bid: kopecks('bid') },
      'fact_wb_ad_cluster_bids',
    )
    expect(bids).toEqual(Object.fromEntries(shown.map(([name, bid]) => [name, { bid }])))
    expect(shown.length).toBeGreaterThan(3)
  })

  test('has the stocks of every card, in the warehouses of the marketplace and in its own', async () => {
    const { stocks } = truth(shop)
    for (const [kind, { byCard }] of [
      ['fbo', stocks.wb],
      ['fbs', stocks.own],
    ] as const) {
      const found = await by(
        shop,
        'nm_id',
        { quantity: 'sum(quantity)' },
        `fact_wb_stocks WHERE kind = '${kind}'`,
      )
      const pieces = Object.entries(found).map(([nm, { quantity = 0 }]) => [nm, quantity])
      expect(Object.fromEntries(pieces), kind).toEqual(byCard)
    }
  })

  test('has the cards that are blocked, each with its reason', async () => {
    const rows = await running.query(
      `SELECT nm_id::VARCHAR AS card, reason FROM fact_wb_blocked_cards WHERE shop_id = ${loaded.get(shop)?.shop.id}`,
    )
    expect(Object.fromEntries(rows.map(({ card, reason }) => [card, reason]))).toEqual(truth(shop).blocked)
    expect(rows.length).toBeGreaterThan(0)
  })

  test('has how its cards are rated, by content and by buyers', async () => {
    const tenths = { card: 'max(card_rating) * 10', feedback: 'max(feedback_rating) * 10' }
    expect(await by(shop, 'nm_id', tenths, 'fact_wb_item_ratings')).toEqual(truth(shop).ratings)
  })

  test('P5: has the supplies that filled the shelves: pieces that were told and accepted, by day and card', async () => {
    // Supplies are made three weeks before they arrive at most; one that nobody planned is of the day of its acceptance.
    const { supplies } = truth(shop, 155)
    const arrives = 'supply_on + if(preorder_id = 0, 0, 1)'
    const sums = {
      planned: 'coalesce(sum(quantity) FILTER (preorder_id <> 0), 0)',
      accepted: 'sum(accepted_quantity)',
    }
    const rows = `fact_wb_supply_goods JOIN (SELECT shop_id, preorder_id, supply_id, supply_on FROM fact_wb_supplies) USING (shop_id, preorder_id, supply_id)
      WHERE ${arrives} BETWEEN '${addDays(sandbox.today(), -154)}' AND '${sandbox.today()}'`
    expect(await by(shop, arrives, sums, rows)).toEqual(picked(supplies.byDay, sums))
    expect(await by(shop, 'nm_id', sums, rows)).toEqual(picked(supplies.bySku, sums))
    expect(supplies.total.accepted).not.toBe(supplies.total.planned)
    const [whole] = await running.query(
      `SELECT sum(quantity)::INT AS told, sum(accepted_quantity)::INT AS taken, count(*) FILTER (status_id < 4)::INT AS coming FROM fact_wb_supplies WHERE shop_id = ${loaded.get(shop)?.shop.id}`,
    )
    const [goods] = await running.query(
      `SELECT sum(quantity)::INT AS told, sum(accepted_quantity)::INT AS taken FROM fact_wb_supply_goods WHERE shop_id = ${loaded.get(shop)?.shop.id}`,
    )
    expect(whole).toMatchObject(goods ?? {})
    expect(whole?.coming).toBeGreaterThan(0)
  })

  test('has the pieces of each evening of three months, and the orders that the month lost', async () => {
    const { evenings, lost } = truth(shop, 89)
    const pieces = { rows: 'count(*)', pieces: 'sum(quantity)' }
    expect(await by(shop, 'dt', pieces, 'fact_wb_stock_history')).toEqual(picked(evenings.byDay, pieces))
    expect(await by(shop, 'nm_id', pieces, 'fact_wb_stock_history')).toEqual(picked(evenings.bySku, pieces))
    const month = `fact_wb_stock_statistics WHERE dt = '${sandbox.today().slice(0, 7)}-01'`
    const sums = { orders: 'sum(lost_orders) * 100', sum: kopecks('lost_orders_sum') }
    expect(await by(shop, 'nm_id', sums, month)).toEqual(lost)
    expect(Object.values(lost).some(({ sum }) => sum > 0)).toBe(true)
  })

  test('has the promotions that are not over, and the cards that are in them or could join', async () => {
    const cards = { joined: 'count(*) FILTER (in_action)', offered: 'count(*) FILTER (NOT in_action)' }
    const { promotions } = truth(shop)
    expect(await by(shop, 'promotion_id', cards, 'fact_wb_promotion_cards')).toEqual(promotions)
    const regular = "fact_wb_promotions WHERE type = 'regular'"
    expect(Object.keys(await by(shop, 'promotion_id', { of: 'count(*)' }, regular))).toEqual(
      Object.keys(promotions),
    )
    expect(await by(shop, 'type', { of: 'count(*)' }, 'fact_wb_promotions')).toHaveProperty('auto')
  })

  test.each([
    ['acceptance', 'fact_wb_paid_acceptance', 'amount', 365],
    ['sizes', 'fact_wb_measurement_penalties', 'penalty_amount - reversal_amount', undefined],
    ['substitutions', 'fact_wb_substitutions', 'amount', undefined],
    ['labelling', 'fact_wb_labelling_fines', 'amount', 365],
    ['selfBuyouts', 'fact_wb_self_buyouts', 'order_sum', undefined],
  ] as const)(
    'has what explains charges, «%s», by day and card to the kopeck',
    async (name, table, sum, days) => {
      const { byDay, bySku } = truth(shop, days).evidence[name]
      const sums = { rows: 'count(*)', sum: kopecks(sum) }
      expect(await by(shop, 'dt', sums, table)).toEqual(picked(byDay, sums))
      expect(await by(shop, 'nm_id', sums, table)).toEqual(picked(bySku, sums))
      expect(Object.keys(byDay).length).toBeGreaterThan(10)
    },
  )

  test('has the commissions of the categories of its cards', async () => {
    const found = await by(shop, 'category_id', { tenths: 'max(fbw) * 10' }, 'fact_wb_commissions')
    const percents = Object.entries(found).map(([category, { tenths = 0 }]) => [category, tenths / 10])
    expect(Object.fromEntries(percents)).toEqual(truth(shop).commissions)
    expect(percents.length).toBeGreaterThan(3)
  })

  test('has as many rows in each table as there are things', async () => {
    const [whole, quarter, year] = [truth(shop), truth(shop, 90), truth(shop, 365)]
    const { all, trashed, sizes } = whole.products
    const wanted = {
      dim_wb_products: all - trashed,
      dim_wb_product_content: all - trashed,
      dim_wb_trash: trashed,
      dim_wb_sizes: sizes,
      dim_wb_campaigns: whole.campaigns,
      fact_wb_orders: quarter.rows.fact_wb_orders,
      fact_wb_sales: quarter.rows.fact_wb_sales,
      fact_wb_funnel: year.rows.fact_wb_funnel,
      fact_wb_finance: whole.rows.fact_wb_finance,
      fact_wb_ad_costs: whole.rows.fact_wb_ad_costs,
      fact_wb_prices: whole.rows.fact_wb_prices,
      fact_wb_paid_storage: year.rows.fact_wb_paid_storage,
    }
    const found = await Promise.all(
      Object.keys(wanted).map(async name => [
        name,
        (await by(shop, "'all'", { rows: 'count(*)' }, name)).all?.rows ?? 0,
      ]),
    )
    expect(Object.fromEntries(found)).toEqual(wanted)
  })
})

measuresAreTrue({
  at: 'wb',
  running: () => running,
  sandbox: () => sandbox,
  shops: () => Object.fromEntries([...loaded].map(([name, { shop }]) => [name, shop.id])),
  days: () => ({ from: addDays(sandbox.today(), -40), to: addDays(sandbox.today(), -1) }),
})

/** A fingerprint of all rows of every table, in any order. */
async function checksums(): Promise<Record<string, unknown>> {
  const sums: Record<string, unknown> = {}
  for (const { name } of tables)
    sums[name] = await running.query(
      `SELECT count(*) AS rows, bit_xor(hash(t::VARCHAR))::VARCHAR AS sum FROM ${name} AS t`,
    )
  return sums
}

test('P6: a second full load of both changes nothing in any table', async () => {
  const before = await checksums()
  for (const { shop } of loaded.values()) expect((await running.load(undefined, shop)).status).toBe('done')
  expect(await checksums()).toEqual(before)
})

test('P19: what changes late is read again: a week later orders, sales and money of the open days are those of a first load then', async () => {
  const late = ['wb.orders', 'wb.finance', 'wb.ads']
  const from = addDays(sandbox.today(), -20)
  const rowsOf = (of: RunningEngine) =>
    Promise.all(
      ['fact_wb_orders', 'fact_wb_sales', 'fact_wb_finance', 'fact_wb_ad_costs'].map(name =>
        of.query(
          `SELECT * EXCLUDE (shop_id) FROM ${name} WHERE shop_id = ${of.shop.id} AND dt >= '${from}' ORDER BY ALL`,
        ),
      ),
    )
  const before = await rowsOf(running)
  sandbox.advance(7)
  await running.load(late)
  const fresh = await engine({ sandbox, key: sandbox.tokens.demo })
  try {
    await fresh.load(['wb.content', ...late])
    const after = await rowsOf(running)
    expect(after).toEqual(await rowsOf(fresh))
    const now = new Set(after[0]?.map(row => JSON.stringify(row)))
    // Existing data has changed since, else nothing was tested.
    expect(before[0]?.some(row => !now.has(JSON.stringify(row)))).toBe(true)
  } finally {
    await fresh.close()
  }
})
