import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kopecks, ozonClient } from '../../tests/support/ozon-client.ts'
import { dayNumber, dayString, moscowDay } from '../clock.ts'
import type { Sandbox } from '../index.ts'
import { startSandbox } from '../index.ts'
import type { CausesTruth } from '../world/causes-truth.ts'

const TODAY = '2026-11-24'
const today = dayNumber(TODAY)
const YEAR_AGO = today - 364

let sandbox: Sandbox
let ozon: ReturnType<typeof ozonClient>
let truth: CausesTruth
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, limits: false, speedup: 5000 })
  ozon = ozonClient(sandbox, sandbox.keys.demo)
  truth = sandbox.causesTruth('demo')
})
afterAll(() => sandbox.close())

const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((n, row) => n + of(row), 0)
/** The last of what a truth lists up to a day. */
const lastOf = <T extends { readonly day: string }>(list: readonly T[], day: string): T | undefined =>
  list.findLast(one => one.day <= day)

test('statistics of advertising on Ozon are those of the campaigns, day by day', async () => {
  const query = new URLSearchParams({ dateFrom: dayString(today - 61), dateTo: TODAY })
  const answer = await ozon.performance(
    'GET',
    `/api/client/statistics/daily/json?${query}`,
    await ozon.token(),
  )
  const { rows } = answer.json as { rows: { id: string; date: string; moneySpent: string }[] }
  const told = new Map(rows.map(row => [`${row.id}/${row.date}`, kopecks(row.moneySpent)]))
  let compared = 0
  for (const { id, days } of truth.campaigns)
    for (const { day, spend } of days.filter(d => dayNumber(d.day) >= today - 61 && d.spend > 0)) {
      expect(told.get(`${id}/${day}`), `${id} ${day}`).toBe(spend)
      compared += 1
    }
  expect(compared).toBe([...told.values()].filter(spend => spend > 0).length)
  expect(compared).toBeGreaterThan(100)
})

test('reviews that Ozon lists move the ratings, and the rating of the shop is their mean', async () => {
  const cards = await ozon.get<{ items: { id: number; sku: number; sources: { sku: number }[] }[] }>(
    '/v3/product/info/list',
    { product_id: [...new Set(truth.ratings.map(({ id }) => String(id)))] },
  )
  const productOf = new Map(cards.items.map(({ id, sku }) => [sku, id]))
  type Page = {
    reviews: { sku: number; rating: number; published_at: string }[]
    has_next: boolean
    last_id: string
  }
  const [from, to] = ['2026-10-23', '2026-11-20']
  const found: Page['reviews'] = []
  let last = ''
  do {
    const page = await ozon.get<Page>('/v2/review/list', {
      filters: {
        status: 'ALL',
        order_status: 'ALL',
        published_from: new Date(Date.parse(`${from}T00:00:00+03:00`)).toISOString(),
        published_to: new Date(Date.parse(`${to}T00:00:00+03:00`) - 1).toISOString(),
      },
      sort_dir: 'DESC',
      limit: 100,
      last_id: last,
    })
    found.push(...page.reviews)
    last = page.has_next ? page.last_id : ''
  } while (last !== '')
  expect(found.length).toBeGreaterThan(10)
  const { ratings, shop } = truth
  const at = (id: number, day: string) => ratings.find(one => one.id === id && one.day === day)
  let moved = 0
  for (const id of productOf.values()) {
    const [before, after] = [at(id, from), at(id, to)]
    if (!before || !after) continue
    const own = found.filter(({ sku }) => productOf.get(sku) === id)
    expect(after.reviews - before.reviews, `${id}`).toBe(own.length)
    const stars = before.rating * before.reviews + sum(own, ({ rating }) => rating)
    // Ratings are told in hundredths.
    expect(Math.abs(stars / after.reviews - after.rating)).toBeLessThan(0.011)
    if (own.length > 0 && before.rating !== after.rating) moved += 1
  }
  expect(moved).toBeGreaterThan(2)
  type Summary = { groups: { items: { rating: string; current_value: number }[] }[] }
  const { groups } = await ozon.get<Summary>('/v1/rating/summary', {})
  const score = groups
    .flatMap(({ items }) => items)
    .find(({ rating }) => rating === 'rating_review_avg_score_total')
  expect(score?.current_value).toBe(shop.find(({ day }) => day === TODAY)?.rating)
})

test('a sale on Ozon costs the commission of its day, which cards and prices tell of the present one', async () => {
  const ids = [...new Set(truth.ratings.map(({ id }) => id))]
  type Card = {
    id: number
    sku: number
    sources: { sku: number }[]
    description_category_id: number
    volume_weight: number
    commissions: { sale_schema: string; percent: number }[]
  }
  const cards = (await ozon.get<{ items: Card[] }>('/v3/product/info/list', { product_id: ids.map(String) }))
    .items
  type Price = {
    product_id: number
    volume_weight: number
    commissions: { sales_percent_fbo: number; sales_percent_fbs: number }
  }
  const prices = (
    await ozon.get<{ items: Price[] }>('/v5/product/info/prices', {
      filter: { visibility: 'ALL' },
      limit: 1000,
    })
  ).items
  const bySku = new Map(
    cards.flatMap(card => [card.sku, ...card.sources.map(s => s.sku)].map(sku => [sku, card])),
  )
  const { commissions, volumes } = truth
  const pointsOn = (category: number, day: string) =>
    lastOf(
      commissions.filter(one => one.category === category),
      day,
    )?.points ?? 0
  for (const { product_id, volume_weight, commissions: taken } of prices) {
    const card = cards.find(one => one.id === product_id) as Card
    const percentOf = (schema: string) => card.commissions.find(one => one.sale_schema === schema)?.percent
    expect([taken.sales_percent_fbo, taken.sales_percent_fbs]).toEqual([percentOf('FBO'), percentOf('FBS')])
    expect(volume_weight).toBe(card.volume_weight)
    const measured = volumes.filter(({ id }) => id === product_id)
    if (measured.length > 0) expect(volume_weight).toBe(lastOf(measured, TODAY)?.litres)
  }
  type Accruals = {
    accruals: {
      date: string
      posting: {
        delivery_schema: string
        products: {
          sku: number
          commission: { sale_amount: { amount: string }; commission_ratio: string } | null
        }[]
      } | null
    }[]
  }
  const seen = new Set<number>()
  let sales = 0
  for (let day = today - 200; day <= today; day += 8) {
    const date = dayString(day)
    for (const { posting } of (await ozon.get<Accruals>('/v1/finance/accrual/by-day', { date, last_id: '' }))
      .accruals)
      for (const { sku, commission } of posting?.products ?? []) {
        if (!commission || Number(commission.sale_amount.amount) < 0) continue
        const card = bySku.get(sku) as Card
        const now = card.commissions.find(
          ({ sale_schema }) => sale_schema === posting?.delivery_schema.toUpperCase(),
        )
        const points = pointsOn(card.description_category_id, date)
        seen.add(points)
        const wanted = (now?.percent as number) - pointsOn(card.description_category_id, TODAY) + points
        expect(Number(commission.commission_ratio.split('"')[1]) * 100, `${sku} ${date}`).toBeCloseTo(
          wanted,
          6,
        )
        sales += 1
      }
  }
  expect(sales).toBeGreaterThan(100)
  expect(seen.size).toBeGreaterThan(2)
})

test('storage on Ozon is what the goods of each day take up, by the charge and by the litre', async () => {
  const { storage } = truth
  const byDay = new Map(storage.map(one => [one.day, one]))
  let charged = 0
  type Day = {
    accruals: {
      unit_number?: string
      non_item_fee: { type_id: number; accrued: { amount: string } } | null
    }[]
  }
  for (let day = today - 300; day <= today; day += 20) {
    const date = dayString(day)
    const { accruals } = await ozon.get<Day>('/v1/finance/accrual/by-day', { date, last_id: '' })
    const fee = accruals.find(({ non_item_fee }) => non_item_fee?.type_id === 46)?.non_item_fee
    const cost = byDay.get(date)?.cost ?? 0
    expect(kopecks(fee?.accrued ?? { amount: '0' }), date).toBe(-cost || 0)
    if (cost > 0) charged += 1
  }
  expect(charged).toBeGreaterThan(8)
  for (const { litres, tariff, cost } of storage) expect(Math.abs(litres * tariff - cost)).toBeLessThan(100)
})

test('buyers of Ozon come back as the numbers of their orders say: one in four within a year, fewer from month to month', async () => {
  type Posting = { order_id: number; order_number: string; created_at: string; in_process_at: string }
  type Page = { postings: Posting[]; cursor: string; has_next: boolean }
  const orders = new Map<string, string>()
  for (const [path, field] of [
    ['/v3/posting/fbo/list', 'created_at'],
    ['/v4/posting/fbs/list', 'in_process_at'],
  ] as const)
    for (let first = today - 400; first <= today; first += 60) {
      let cursor = ''
      do {
        const since = new Date(first * 86_400_000 - 3 * 3_600_000).toISOString()
        const to = new Date((first + 60) * 86_400_000 - 3 * 3_600_000 - 1).toISOString()
        const page = await ozon.get<Page>(path, { cursor, limit: 100, filter: { since, to } })
        for (const one of page.postings) {
          const month = new Date(Date.parse(one[field]) + 3 * 3_600_000).toISOString().slice(0, 7)
          const known = orders.get(one.order_number)
          if (known === undefined || month < known) orders.set(one.order_number, month)
        }
        cursor = page.has_next ? page.cursor : ''
      } while (cursor !== '')
    }
  const byBuyer = new Map<string, string[]>()
  for (const [number, month] of orders) {
    const buyer = number.split('-')[0] as string
    byBuyer.set(buyer, [...(byBuyer.get(buyer) ?? []), month].toSorted())
  }
  const found: Record<string, { buyers: number; again: number }> = {}
  for (const [first, ...more] of byBuyer.values()) {
    found[first as string] ??= { buyers: 0, again: 0 }
    const cohort = found[first as string] as { buyers: number; again: number }
    cohort.buyers += 1
    if (more.length > 0) cohort.again += 1
  }
  const cohorts = truth.cohorts ?? []
  expect(found).toEqual(
    Object.fromEntries(cohorts.map(({ month, buyers, again }) => [month, { buyers, again }])),
  )
  // Of those who ordered first ten to thirteen months ago.
  const old = cohorts.slice(0, 3)
  const share = sum(old, ({ again }) => again) / sum(old, ({ buyers }) => buyers)
  expect(share).toBeGreaterThan(0.2)
  expect(share).toBeLessThan(0.32)
  const later = (at: number) => sum(cohorts.slice(0, -7), one => one.later[at] ?? 0)
  expect(later(1)).toBeGreaterThan(later(4))
  expect(later(4)).toBeGreaterThanOrEqual(later(6))
})

test('products in a promotion of Ozon are sold at its price, and its list names them', async () => {
  const { promotions } = truth
  const { result } = (await ozon.read('/v1/actions')).json as {
    result: { id: number; participating_products_count: number }[]
  }
  for (const { id, participating_products_count } of result) {
    const inside = promotions.filter(one => one.promotion === id && one.from <= TODAY && one.to >= TODAY)
    if (inside.length === 0) continue
    const { products } = await ozon.get<{ products: { id: number }[] }>('/v2/actions/products', {
      action_id: id,
      limit: 100,
      last_id: '',
    })
    const all = inside.filter(one => products.some(product => product.id === one.id)).length
    expect([all, products.length]).toEqual([products.length, participating_products_count])
    // Archived products are in none.
    expect(inside.length - all).toBeLessThan(4)
  }
  const { items } = await ozon.get<{ items: { product_id: number; price: { price: number } }[] }>(
    '/v5/product/info/prices',
    { filter: { visibility: 'ALL' }, limit: 1000 },
  )
  const cards = await ozon.get<{ items: { id: number; sku: number; sources: { sku: number }[] }[] }>(
    '/v3/product/info/list',
    { product_id: items.map(item => String(item.product_id)) },
  )
  const productOf = new Map(
    cards.items.flatMap(c => [c.sku, ...c.sources.map(s => s.sku)].map(sku => [sku, c.id])),
  )
  const { prices } = sandbox.demandTruth('demo')
  type Page = {
    postings: { created_at: string; products: { sku: number; price: { amount: string } | string }[] }[]
    cursor: string
    has_next: boolean
  }
  let cursor = ''
  let compared = 0
  do {
    const page = await ozon.get<Page>('/v3/posting/fbo/list', {
      cursor,
      limit: 100,
      filter: {
        since: new Date((today - 59) * 86_400_000 - 3 * 3_600_000).toISOString(),
        to: new Date((today + 1) * 86_400_000 - 3 * 3_600_000 - 1).toISOString(),
      },
    })
    for (const { created_at, products } of page.postings)
      for (const { sku, price } of products) {
        const id = productOf.get(sku)
        const day = new Date(Date.parse(created_at) + 3 * 3_600_000).toISOString().slice(0, 10)
        const cuts = promotions
          .filter(one => one.id === id && one.from <= day && one.to >= day)
          .map(({ cut }) => cut)
        const changed = prices.findLast(change => change.id === id)
        if (cuts.length === 0 || (changed && changed.at > created_at)) continue
        const full = kopecks(items.find(item => item.product_id === id)?.price.price ?? 0)
        expect(kopecks(price)).toBeLessThanOrEqual((full * (100 - Math.max(...cuts))) / 100 + 100)
        compared += 1
      }
    cursor = page.has_next ? page.cursor : ''
  } while (cursor !== '')
  expect(compared).toBeGreaterThan(20)
})

const BEFORE = ['DATA_FILLING', 'READY_TO_SUPPLY']
const WAY = ['ACCEPTED_AT_SUPPLY_WAREHOUSE', 'IN_TRANSIT', 'ACCEPTANCE_AT_STORAGE_WAREHOUSE']
const add = (sums: Record<string, number>, key: string | number, n: number) => {
  sums[key] = (sums[key] ?? 0) + n
}

describe('supplies and the shelves', () => {
  type Order = {
    order_id: number
    state: string
    created_date: string
    state_updated_date: string
    supplies: { bundle_id: string; storage_warehouse?: { name: string } }[]
  }
  type Bundle = { items: { product_id: number; sku: number; quantity: number }[]; has_next: boolean }
  const orders: (Order & { goods: (Bundle['items'][number] & { at: string | undefined })[] })[] = []
  type Lying = { sku: number; transit_stock_count: number; requested_stock_count: number }
  let lying: Lying[] = []
  const dayOf = (instant: string) => moscowDay(Date.parse(instant))
  beforeAll(async () => {
    let last_id = ''
    do {
      const filter = { states: [...BEFORE, ...WAY, 'COMPLETED'] }
      const body = { filter, limit: 100, last_id, sort_by: 'ORDER_CREATION' }
      const page = await ozon.get<{ order_ids: string[]; last_id: string }>('/v3/supply-order/list', body)
      last_id = page.last_id
      for (const ids of [page.order_ids.slice(0, 50), page.order_ids.slice(50)].filter(part => part[0])) {
        const found = await ozon.get<{ orders: Order[] }>('/v3/supply-order/get', { order_ids: ids })
        for (const order of found.orders) {
          const goods: (typeof orders)[number]['goods'] = []
          for (const { bundle_id, storage_warehouse } of order.supplies) {
            const of = { bundle_ids: [bundle_id], limit: 100 }
            const { items, has_next } = await ozon.get<Bundle>('/v1/supply-order/bundle', of)
            expect(has_next).toBe(false)
            for (const item of items) goods.push({ ...item, at: storage_warehouse?.name })
          }
          orders.push({ ...order, goods })
        }
      }
    } while (last_id !== '')
    const skus = [...new Set(orders.flatMap(({ goods }) => goods.map(({ sku }) => sku)))].map(String)
    lying = (await ozon.get<{ items: Lying[] }>('/v1/analytics/stocks', { skus })).items
  })

  test('of every product and day of a year, what is completed is all that came to the shelves, and the flow adds up', () => {
    const told: Record<string, number> = {}
    const { stock, supplies } = sandbox.demandTruth('demo', { from: YEAR_AGO, to: today - 1 })
    const shelves = stock.filter(({ goods }) => goods === 'FBO')
    const rows = new Map(shelves.map(row => [`${row.id} ${row.day}`, row]))
    let placed = 0
    for (const { state, state_updated_date, goods } of orders) {
      const day = dayString(dayOf(state_updated_date))
      if (state !== 'COMPLETED' || day < dayString(YEAR_AGO) || day >= TODAY) continue
      const byPlace: Record<string, number> = {}
      for (const { product_id, quantity, at } of goods) {
        add(told, `${product_id} ${day}`, quantity)
        if (at !== undefined) add(byPlace, `${product_id} ${day}/${at}`, quantity)
      }
      for (const [key, pieces] of Object.entries(byPlace)) {
        const [row = '', at = ''] = key.split('/')
        // A piece may be lost on the morning that it came.
        expect(rows.get(row)?.places[at], key).toBeGreaterThanOrEqual(pieces - 1)
        placed += 1
      }
    }
    const came = shelves.filter(({ supplied }) => supplied > 0)
    expect(told).toEqual(Object.fromEntries(came.map(row => [`${row.id} ${row.day}`, row.supplied])))
    expect(came.length).toBeGreaterThan(150)
    expect(placed).toBeGreaterThan(50)
    let days = 0
    const lies = ({ places }: (typeof shelves)[number]) => sum(Object.values(places), pieces => pieces)
    const amiss = shelves.filter(row => {
      const next = rows.get(`${row.id} ${dayString(dayNumber(row.day) + 1)}`)
      if (!next) return false
      days += 1
      const receipts = told[`${row.id} ${next.day}`] ?? 0
      const moved = receipts - row.shipped + next.returned - next.writtenOff + next.counted
      return lies(next) !== lies(row) + moved
    })
    expect(amiss).toEqual([])
    expect(days).toBeGreaterThan(360 * 30)
    const odd = supplies.filter(({ goods, planned, accepted }) => goods === 'FBO' && planned !== accepted)
    expect(odd.length).toBeGreaterThan(3)
    expect(odd.length).toBeLessThan(came.length / 8)
  })

  test('an order takes from 3 to 20 days until it is there, but for the first goods of a new product', () => {
    const times = orders
      .filter(({ state }) => state === 'COMPLETED')
      .map(({ created_date, state_updated_date }) => dayOf(state_updated_date) - dayOf(created_date))
    expect(Math.max(...times)).toBeLessThanOrEqual(20)
    expect(Math.max(...times)).toBeGreaterThan(14)
    const short = times.filter(time => time < 3)
    expect(new Set(short)).toEqual(new Set([1]))
    expect(short.length).toBeLessThan(times.length / 10)
  })

  test('what is on its way is told of the stocks as such, and is not in them yet', () => {
    const coming = orders.filter(({ state }) => state !== 'COMPLETED')
    const bySku = (states: readonly string[]) => {
      const sums: Record<string, number> = {}
      for (const { goods } of coming.filter(({ state }) => states.includes(state)))
        for (const { sku, quantity } of goods) add(sums, sku, quantity)
      return sums
    }
    const stocks: [Record<string, number>, Record<string, number>] = [{}, {}]
    for (const row of lying) {
      if (row.requested_stock_count > 0) add(stocks[0], row.sku, row.requested_stock_count)
      if (row.transit_stock_count > 0) add(stocks[1], row.sku, row.transit_stock_count)
    }
    expect([bySku(BEFORE), bySku(WAY)]).toEqual(stocks)
    expect(coming.length).toBeGreaterThan(0)
  })
})

test('a supply that was ordered is listed ever after, under one date of its making, and goes from state to state', async () => {
  type Listed = { order_ids: string[] }
  type Orders = { orders: { order_id: number; state: string; created_date: string }[] }
  const states = [...BEFORE, ...WAY, 'COMPLETED']
  const slot = {
    from: '2026-11-15T00:00:00Z',
    to: '2027-01-31T00:00:00Z',
    timeslot_filter_type: 'BY_UTC_TIME',
  }
  const filter = { states, timeslot_from_range: slot }
  const made = new Map<number, string>()
  const reached = new Map<number, string[]>()
  for (let quarter = 0; quarter < 52; quarter++) {
    sandbox.advance(0.25)
    const request = { filter, limit: 100, sort_by: 'ORDER_CREATION' }
    const { order_ids } = await ozon.get<Listed>('/v3/supply-order/list', request)
    const { orders } = await ozon.get<Orders>('/v3/supply-order/get', { order_ids })
    for (const id of made.keys()) expect(order_ids, `${id} ${quarter}`).toContain(String(id))
    for (const { order_id, state, created_date } of orders) {
      expect(created_date).toBe(made.get(order_id) ?? created_date)
      made.set(order_id, created_date)
      const passed = reached.get(order_id) ?? []
      if (passed.at(-1) !== state) reached.set(order_id, [...passed, state])
    }
  }
  expect(made.size).toBeGreaterThan(3)
  const paths = [...reached.values()]
  // Never back, and none twice.
  for (const path of paths) expect(path).toEqual(states.filter(state => path.includes(state)))
  expect(new Set(paths.flat())).toEqual(new Set(states))
})
