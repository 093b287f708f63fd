import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kopecks, ozonClient } from '../../tests/support/ozon-client.ts'
import { dayNumber, dayString, moscowDay, startOfDay, utcMillis } from '../clock.ts'
import type { Sandbox } from '../index.ts'
import { startSandbox } from '../index.ts'

const TODAY = '2026-11-24'
const today = dayNumber(TODAY)
const yearAgo = today - 364

type Money = { amount: string }
type FboPosting = {
  posting_number: string
  created_at: string
  in_process_at: string
  status: string
  products: { sku: number; quantity: number; price: Money | string }[]
}
type Fee = { type_id: number; accrued: Money }
type Accrual = {
  accrual_id: number
  date: string
  unit_number?: string
  total_amount: Money
  posting: {
    products: {
      sku: number
      delivery: { services: Fee[] } | null
      commission: { sale_amount: Money; commission: Money } | null
    }[]
  } | null
  item_fees: { fees: { sku: number; fees: Fee[] }[] } | null
  non_item_fee: Fee | null
  container_fees: { fees: Fee[] } | null
}
type AdReport = Record<
  string,
  { report: { rows: { date: string; sku: string; moneySpent: string; views?: string; orders?: string }[] } }
>

let sandbox: Sandbox
let demo: ReturnType<typeof ozonClient>
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, limits: false, speedup: 5000 })
  demo = ozonClient(sandbox, sandbox.keys.demo)
})
afterAll(() => sandbox.close())

const window = (from: number, to: number) => ({
  since: utcMillis(startOfDay(from)),
  to: utcMillis(startOfDay(to + 1) - 1),
})
const add = (sums: Record<string, number>, key: string | number, n: number) => {
  sums[key] = (sums[key] ?? 0) + n
}
const only = <T, K extends keyof T>(places: Record<string, T>, field: K) =>
  Object.fromEntries(Object.entries(places).map(([k, v]) => [k, v[field]]))

async function allPostings(path: string, from: number, to: number): Promise<FboPosting[]> {
  const found: FboPosting[] = []
  for (let first = from; first <= to; first += 60) {
    let cursor = ''
    do {
      const page = await demo.get<{ postings: FboPosting[]; cursor: string; has_next: boolean }>(path, {
        cursor,
        limit: 100,
        filter: window(first, Math.min(first + 59, to)),
      })
      found.push(...page.postings)
      cursor = page.has_next ? page.cursor : ''
    } while (cursor !== '')
  }
  return found
}

async function accrualsOf(client: typeof demo, date: string): Promise<Accrual[]> {
  const found: Accrual[] = []
  let last = ''
  do {
    const page = await client.get<{ accruals: Accrual[]; last_id: string }>('/v1/finance/accrual/by-day', {
      date,
      last_id: last,
    })
    found.push(...page.accruals)
    last = page.last_id
  } while (last !== '')
  return found
}

const partsOf = (a: Accrual): Fee['accrued'][] => [
  ...(a.posting?.products ?? []).flatMap(p => [
    ...(p.delivery?.services ?? []).map(s => s.accrued),
    ...(p.commission ? [p.commission.sale_amount, p.commission.commission] : []),
  ]),
  ...(a.item_fees?.fees ?? []).flatMap(f => f.fees.map(s => s.accrued)),
  ...(a.non_item_fee ? [a.non_item_fee.accrued] : []),
  ...(a.container_fees?.fees ?? []).map(s => s.accrued),
]

describe('the default world', () => {
  test('is as large as the shop of the brief, within an eighth', () => {
    const year = sandbox.truth('demo', { from: yearAgo })
    const half = sandbox.truth('demo', { from: today - 179 })
    const sizes = {
      products: [year.products.all, 40],
      lines: [year.rows.fact_ozon_orders, 4546],
      accruals: [year.rows.fact_ozon_transactions, 12_979],
      funnel: [sandbox.truth('demo', { from: today - 90 }).rows.fact_ozon_funnel, 3635],
      returns: [half.rows.fact_ozon_returns, 229],
      stocks: [year.rows.fact_ozon_warehouse_stocks, 265],
      ratings: [year.rows.fact_ozon_seller_rating, 10],
      ads: [half.rows.fact_ozon_ad_daily, 2438],
    }
    for (const [name, [is, wanted]] of Object.entries(sizes))
      expect(
        Math.abs((is as number) / (wanted as number) - 1),
        `${name}: ${is} for ${wanted}`,
      ).toBeLessThanOrEqual(0.125)
    expect(year.stocks).toMatchObject({ skus: 38, warehouses: 23 })
  })

  test('grows with the scale', async () => {
    const big = await startSandbox({ today: TODAY, scale: 3 })
    expect(big.truth('demo').products.all).toBe(120)
    expect(big.truth('demo').orders.total.lines).toBeGreaterThan(
      sandbox.truth('demo').orders.total.lines * 2.5,
    )
    await big.close()
  })

  test('has about as many accrual lines as were asked for, on days of several pages', async () => {
    const big = await startSandbox({ today: TODAY, limits: false, accrualLines: 800_000 })
    const truth = big.truth('demo', { from: yearAgo })
    expect(Math.abs(truth.accruals.total.lines / 800_000 - 1)).toBeLessThan(0.1)
    const date = Object.entries(truth.accruals.byDay).find(([, sums]) => sums.accruals > 1000)?.[0] as string
    const read = await accrualsOf(ozonClient(big, big.keys.demo), date)
    expect(read).toHaveLength(truth.accruals.byDay[date]?.accruals as number)
    expect(read.reduce((n, a) => n + kopecks(a.total_amount), 0)).toBe(truth.accruals.byDay[date]?.total)
    await big.close()
  })

  test('moves on the same way in one step or in several, and leaves closed days alone', async () => {
    const [slow, fast] = await Promise.all([startSandbox({ today: TODAY }), startSandbox({ today: TODAY })])
    const before = slow.truth('demo', { to: today - 45 })
    slow.advance(1)
    slow.truth()
    slow.advance(4)
    fast.advance(5)
    expect(slow.today()).toBe('2026-11-29')
    expect(slow.truth()).toEqual(fast.truth())
    expect(slow.truth('demo', { to: today - 45 }).orders).toEqual(before.orders)
    expect(slow.truth('demo', { to: today - 45 }).accruals).toEqual(before.accruals)
    expect(slow.truth().orders.total.postings).toBeGreaterThan(sandbox.truth().orders.total.postings)
    await Promise.all([slow.close(), fast.close()])
  })

  test('goes through a day by minutes: orders come and move, and its end is that of the whole day', async () => {
    const [slow, whole] = await Promise.all([
      startSandbox({ at: '2026-11-24T20:59:59.999Z' }),
      startSandbox({ today: TODAY }),
    ])
    const seen: number[] = []
    const moved: number[] = []
    for (let hour = 0; hour < 24; hour += 3) {
      const { orders } = slow.truth()
      seen.push(orders.total.postings)
      moved.push(orders.total.cancelledUnits)
      await fetch(`${slow.url}/_sandbox/advance`, { method: 'POST', body: JSON.stringify({ minutes: 180 }) })
    }
    whole.advance(1)
    expect(slow.truth()).toEqual(whole.truth())
    expect(slow.wbTruth()).toEqual(whole.wbTruth())
    for (const counts of [seen, moved]) {
      expect(counts).toEqual(counts.toSorted((a, b) => a - b))
      expect(counts.at(-1)).toBeGreaterThan(counts[0] as number)
    }
    await Promise.all([slow.close(), whole.close()])
  })

  test('goes on by itself where its clock runs', async () => {
    const at = '2026-11-24T12:00:00Z'
    const fast = await startSandbox({ at, speed: 86_400, scale: 0.2 })
    while (fast.today() < '2026-11-26') await new Promise(resolve => setTimeout(resolve, 20))
    await fast.close()
    const still = await startSandbox({ at, scale: 0.2 })
    expect(still.today()).toBe('2026-11-24')
    await still.close()
  })

  test('is another one for another shop', () => {
    const [one, two] = [sandbox.truth('demo'), sandbox.truth('second')]
    expect(Object.keys(one.orders.bySku).filter(sku => sku in two.orders.bySku)).toEqual([])
    expect(one.orders.total.revenue).not.toBe(two.orders.total.revenue)
  })
})

describe('what the Seller API says adds up to the truth', () => {
  test('orders by day and SKU, FBO by creation and FBS by the start of processing', async () => {
    const days: Record<string, number> = {}
    const skus: Record<string, number> = {}
    let lines = 0
    let cancelled = 0
    for (const [path, field] of [
      ['/v3/posting/fbo/list', 'created_at'],
      ['/v4/posting/fbs/list', 'in_process_at'],
    ] as const)
      for (const p of await allPostings(path, yearAgo, today))
        for (const l of p.status === 'cancelled_from_split_pending' ? [] : p.products) {
          const sum = kopecks(l.price) * l.quantity
          add(days, dayString(moscowDay(Date.parse(p[field]))), sum)
          add(skus, l.sku, sum)
          lines += 1
          if (p.status === 'cancelled') cancelled += sum
        }
    const { orders } = sandbox.truth('demo', { from: yearAgo })
    expect(days).toEqual(only(orders.byDay, 'revenue'))
    expect(skus).toEqual(only(orders.bySku, 'revenue'))
    expect([lines, cancelled]).toEqual([orders.total.lines, orders.total.cancelledRevenue])
  })

  test('things are sold at the price that their seller has set by then, or a little under it', async () => {
    const { items } = await demo.get<{ items: { product_id: number; price: { price: number } }[] }>(
      '/v5/product/info/prices',
      { filter: { visibility: 'ALL' }, limit: 1000 },
    )
    const { prices } = sandbox.demandTruth('demo')
    const { promotions } = sandbox.causesTruth('demo', { from: today - 59 })
    expect(prices.length).toBeGreaterThan(40)
    const cards = await demo.get<{ items: { id: number; sku: number; sources: { sku: number }[] }[] }>(
      '/v3/product/info/list',
      { product_id: items.map(item => String(item.product_id)) },
    )
    const productOf = new Map(
      cards.items.flatMap(c => [c.sku, ...c.sources.map(s => s.sku)].map(sku => [sku, c.id])),
    )
    const sold = new Map<number, number[]>()
    for (const p of await allPostings('/v3/posting/fbo/list', today - 59, today))
      for (const line of p.products) {
        const id = productOf.get(line.sku) as number
        const changed = prices.findLast(change => change.id === id)
        const day = dayString(moscowDay(Date.parse(p.created_at)))
        const isPromoted = promotions.some(one => one.id === id && one.from <= day && day <= one.to)
        if (isPromoted || (changed && changed.at > p.created_at)) continue
        sold.set(id, [...(sold.get(id) ?? []), kopecks(line.price)])
      }
    let compared = 0
    for (const { product_id: id, price } of items) {
      const own = sold.get(id) ?? []
      for (const each of own) {
        expect(each).toBeLessThanOrEqual(kopecks(price.price))
        expect(each).toBeGreaterThan(kopecks(price.price) * 0.84)
      }
      if (own.length < 9) continue
      compared += 1
      expect(Math.abs(Math.max(...own) - kopecks(price.price))).toBeLessThanOrEqual(100)
    }
    expect(compared).toBeGreaterThan(4)
  })

  test('accruals: each equals the sum of its parts, and all equal the truth by day, SKU and type', async () => {
    const days: Record<string, number> = {}
    const types: Record<string, number> = {}
    const ids = new Set<number>()
    let lines = 0
    let sale = 0
    for (let day = yearAgo; day <= today; day++)
      for (const a of await accrualsOf(demo, dayString(day))) {
        const parts = partsOf(a)
        expect(parts.reduce((n, p) => n + kopecks(p), 0)).toBe(kopecks(a.total_amount))
        ids.add(a.accrual_id)
        lines += parts.length
        add(days, a.date, kopecks(a.total_amount))
        for (const p of a.posting?.products ?? []) {
          sale += p.commission ? kopecks(p.commission.sale_amount) : 0
          for (const s of p.delivery?.services ?? []) add(types, s.type_id, kopecks(s.accrued))
        }
        for (const f of a.item_fees?.fees ?? [])
          for (const s of f.fees) add(types, s.type_id, kopecks(s.accrued))
        for (const s of [...(a.non_item_fee ? [a.non_item_fee] : []), ...(a.container_fees?.fees ?? [])])
          add(types, s.type_id, kopecks(s.accrued))
      }
    const { accruals } = sandbox.truth('demo', { from: yearAgo })
    expect(days).toEqual(only(accruals.byDay, 'total'))
    expect(types).toEqual(accruals.total.byType)
    expect([ids.size, lines, sale]).toEqual([
      accruals.total.accruals,
      accruals.total.lines,
      accruals.total.sale,
    ])
  })

  test('an old cabinet answers the same accruals and orders through the methods that were switched off', async () => {
    const old = ozonClient(sandbox, sandbox.keys.old)
    expect((await old.post('/v1/finance/accrual/by-day', { date: TODAY, last_id: '' })).status).toBe(404)
    expect((await demo.post('/v3/finance/transaction/list', {})).text).toContain('obsolete method')
    const date = { from: '2026-10-01T00:00:00.000Z', to: '2026-10-31T23:59:59.000Z' }
    const found: { amount: number }[] = []
    for (let page = 1; ; page++) {
      const { result } = await old.get<{ result: { operations: { amount: number }[]; page_count: number } }>(
        '/v3/finance/transaction/list',
        { filter: { date }, page, page_size: 500 },
      )
      found.push(...result.operations)
      if (page >= result.page_count) break
    }
    const month = sandbox.truth('old', { from: '2026-10-01', to: '2026-10-31' })
    expect(found.reduce((n, o) => n + kopecks(o.amount), 0)).toBe(month.accruals.total.total)
    expect(found).toHaveLength(month.accruals.total.accruals)
    const filter = window(dayNumber('2026-10-01'), dayNumber('2026-10-31'))
    const fbo = await old.get<{ result: FboPosting[] }>('/v2/posting/fbo/list', {
      filter,
      limit: 1000,
      offset: 0,
    })
    const fbs = await old.get<{ result: { postings: FboPosting[] } }>('/v3/posting/fbs/list', {
      filter,
      limit: 1000,
      offset: 0,
    })
    const revenue = [...fbo.result, ...fbs.result.postings].flatMap(p =>
      p.status === 'cancelled_from_split_pending' ? [] : p.products.map(l => kopecks(l.price) * l.quantity),
    )
    expect(revenue.reduce((a, b) => a + b, 0)).toBe(month.orders.total.revenue)
  })

  test('the funnel by day, and a cabinet without a subscription gets three months of two measures', async () => {
    const question = {
      date_from: dayString(today - 29),
      date_to: TODAY,
      metrics: ['revenue', 'ordered_units'],
      limit: 1000,
    }
    type Data = { result: { data: { dimensions: { id: string }[]; metrics: number[] }[] } }
    const days: Record<string, number> = {}
    for (let offset = 0; ; offset += 1000) {
      const { result } = await demo.get<Data>('/v1/analytics/data', {
        ...question,
        dimension: ['sku', 'day'],
        offset,
      })
      for (const row of result.data) add(days, row.dimensions[1]?.id as string, kopecks(row.metrics[0]))
      if (result.data.length < 1000) break
    }
    expect(days).toEqual(only(sandbox.truth('demo', { from: today - 29 }).funnel.byDay, 'revenue'))
    const basic = ozonClient(sandbox, sandbox.keys.basic)
    const free = await basic.get<Data>('/v1/analytics/data', { ...question, dimension: ['day'] })
    expect(kopecks(free.result.data[3]?.metrics[0])).toBe(
      sandbox.truth('basic').funnel.byDay[free.result.data[3]?.dimensions[0]?.id as string]?.revenue,
    )
    expect(
      (await basic.post('/v1/analytics/data', { ...question, dimension: ['day'], date_from: '2026-01-01' }))
        .status,
    ).toBe(400)
    expect(
      (await basic.post('/v1/analytics/data', { ...question, dimension: ['day'], metrics: ['hits_view'] }))
        .status,
    ).toBe(403)
  })

  test('returns, read on by the id of the last element', async () => {
    type Returns = {
      returns: { id: number; product: { quantity: number; price: { price: number } } }[]
      has_next: boolean
      last_id?: unknown
    }
    const filter = {
      logistic_return_date: {
        time_from: utcMillis(startOfDay(today - 179)),
        time_to: utcMillis(startOfDay(today + 1) - 1),
      },
    }
    const found: Returns['returns'] = []
    let page: Returns
    do {
      page = await demo.get<Returns>('/v1/returns/list', {
        filter,
        limit: 100,
        last_id: found.at(-1)?.id ?? 0,
      })
      expect(page).not.toHaveProperty('last_id')
      found.push(...page.returns)
    } while (page.has_next)
    const { returns } = sandbox.truth('demo', { from: today - 179 })
    expect(found).toHaveLength(returns.total.returns)
    expect(found.reduce((n, r) => n + kopecks(r.product.price.price), 0)).toBe(returns.total.price)
  })

  test('stocks by SKU in each of their shapes', async () => {
    type Row = { sku: number; available_stock_count: number; warehouse_id: number; item_tags: string[] }
    const list = await demo.get<{ result: { items: { sku: number }[] } }>('/v3/product/list', {
      filter: { visibility: 'ALL' },
    })
    const gone = await demo.get<{ result: { items: { sku: number }[] } }>('/v3/product/list', {
      filter: { visibility: 'ARCHIVED' },
    })
    const skus = [...list.result.items, ...gone.result.items].map(p => String(p.sku))
    expect(skus).toHaveLength(40)
    const { items } = await demo.get<{ items: Row[] }>('/v1/analytics/stocks', { skus })
    const bySku: Record<string, number> = {}
    for (const row of items) add(bySku, row.sku, row.available_stock_count)
    const { stocks } = sandbox.truth('demo')
    expect(bySku).toEqual(only(stocks.bySku, 'available'))
    expect(items.some(row => row.warehouse_id < 0)).toBe(true)
    // What lay there in the morning, less what was ordered during the day.
    const evening = sandbox
      .demandTruth('demo', { from: TODAY })
      .stock.filter(({ goods }) => goods === 'FBO')
      .reduce((n, row) => n - row.shipped + Object.values(row.places).reduce((a, b) => a + b, 0), 0)
    const lies = items.reduce((n, row) => n + (row.warehouse_id > 0 ? row.available_stock_count : 0), 0)
    expect(lies).toBe(evening)
    expect(lies).toBeGreaterThan(200)
    expect(new Set(items.map(row => `${row.sku}/${row.warehouse_id}`)).size).toBeLessThan(items.length)
    const cards = await demo.get<{ items: { stocks: { type: string; present: number }[] }[] }>(
      '/v4/product/info/stocks',
      { filter: { visibility: 'ALL' }, limit: 1000 },
    )
    const present = cards.items.flatMap(c => c.stocks.filter(s => s.type === 'fbo').map(s => s.present))
    expect(present.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(
      stocks.total.available + stocks.total.reserved,
    )
  })
})

describe('what the Performance API says adds up to the truth', () => {
  const [from, to] = [today - 61, today]
  const range = { dateFrom: dayString(from), dateTo: dayString(to) }
  const query = new URLSearchParams(range)

  test('daily and expense by campaign and day', async () => {
    const token = await demo.token()
    type Rows = { rows: { id: string; date: string; moneySpent: string }[] }
    const daily = (await demo.performance('GET', `/api/client/statistics/daily/json?${query}`, token))
      .json as Rows
    const expense = (await demo.performance('GET', `/api/client/statistics/expense/json?${query}`, token))
      .json as Rows
    const truth = sandbox.truth('demo', { from, to })
    const byCampaign: Record<string, number> = {}
    for (const row of daily.rows) add(byCampaign, row.id, kopecks(row.moneySpent))
    expect(byCampaign).toEqual(only(truth.ads.byCampaign, 'spend'))
    expect(expense.rows.reduce((n, r) => n + kopecks(r.moneySpent), 0)).toBe(
      truth.ads.total.spend + truth.orderAds.total.spend,
    )
  })

  test('reports by SKU as JSON, as one CSV and as a ZIP', async () => {
    const token = await demo.token()
    const { list } = (await demo.performance('GET', '/api/client/campaign?page=1&pageSize=100', token))
      .json as { list: { id: string; advObjectType: string }[] }
    const clicks = list.filter(c => c.advObjectType === 'SKU').map(c => c.id)
    const truth = sandbox.truth('demo', { from, to })
    const bySku: Record<string, number> = {}
    let rows = 0
    for (const campaigns of [clicks.slice(0, 10), clicks.slice(10)]) {
      const report = (
        await demo.report(token, '/api/client/statistics/json', { campaigns, ...range, groupBy: 'DATE' })
      ).json as AdReport
      for (const { report: r } of Object.values(report))
        for (const row of r.rows) {
          expect(row.views).not.toBe('0')
          expect(row.orders).not.toBe('0')
          rows += 1
          add(bySku, row.sku, kopecks(row.moneySpent))
        }
    }
    expect(bySku).toEqual(only(truth.ads.bySku, 'spend'))
    expect(rows).toBe(truth.ads.total.rows)

    const cells = (csv: string) =>
      csv
        .trim()
        .split('\n')
        .map(line => line.split(';'))
    const spent = (csv: string) => {
      const lines = cells(csv)
      const column = lines[1]?.indexOf('Расход, ₽, с НДС') as number
      expect(lines.at(-1)?.[0]).toBe('Всего')
      const sum = lines.slice(2, -1).reduce((n, line) => n + kopecks(line[column]), 0)
      expect(sum).toBe(kopecks(lines.at(-1)?.[column]))
      return sum
    }
    const [first, second] = clicks as [string, string]
    const one = await demo.report(token, '/api/client/statistics', {
      campaigns: [first],
      ...range,
      groupBy: 'DATE',
    })
    expect(one.headers.get('content-type')).toContain('text/csv')
    expect([...one.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(spent(one.text)).toBe(truth.ads.byCampaign[first]?.spend)
    const two = await demo.report(token, '/api/client/statistics', {
      campaigns: [first, second],
      ...range,
      groupBy: 'DATE',
    })
    expect(two.headers.get('content-type')).toContain('zip')
    const files = Object.entries(unzipSync(two.bytes))
    expect(files.map(([name]) => name.split('_')[0])).toEqual([first, second])
    for (const [name, bytes] of files)
      expect(spent(strFromU8(bytes))).toBe(truth.ads.byCampaign[name.split('_')[0] as string]?.spend)
  })

  test('«pay per order» by day, and its campaign is refused in click reports', async () => {
    const token = await demo.token()
    const truth = sandbox.truth('demo', { from, to })
    const [date, sums] = Object.entries(truth.orderAds.byDay)[0] as [string, { spend: number; rows: number }]
    const body = { from: `${date}T00:00:00+03:00`, to: `${date}T23:59:59+03:00` }
    const report = await demo.report(token, '/api/client/statistic/products/generate/json', body)
    const { rows } = report.json as { rows: { MoneySpent: string }[] }
    expect(rows).toHaveLength(sums.rows)
    expect(rows.reduce((n, r) => n + kopecks(r.MoneySpent), 0)).toBe(sums.spend)
    const { list } = (await demo.performance('GET', '/api/client/campaign?advObjectType=SEARCH_PROMO', token))
      .json as { list: { id: string }[] }
    const refused = await demo.performance('POST', '/api/client/statistics/json', token, {
      campaigns: [list[0]?.id],
      ...range,
    })
    expect([refused.status, refused.json]).toEqual([
      400,
      { error: 'generation of this type of report is forbidden for the transferred list of campaigns' },
    ])
  })
})
