import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stores } from '../../main/engine/store/opening/open.ts'
import { playing, slice, streamOf } from '../../tests/support/play.ts'
import { load, type TempData, tempData } from '../../tests/support/store.ts'
import type { RunContext, Slice } from '../core/declare/slices.ts'
import { rowChunks } from '../core/declare/stream.ts'
import { tables } from './index.ts'

let data: TempData
let stores: Stores
let shop = 0
beforeAll(async () => {
  data = await tempData(tables.filter(({ store }) => store === 'facts'))
  stores = await data.open()
})
afterAll(async () => {
  await stores.close()
  data.remove()
})

/** Reads a slice of a stream from these answers, by path, and commits it. */
async function read(id: string, of: Partial<Slice>, answers: Readonly<Record<string, unknown>>) {
  const stream = streamOf(id)
  const { context, requests } = playing(({ path }) => answers[path])
  for await (const page of stream.source.read(context, slice(of)))
    for (const rows of rowChunks(stream.rows(page, slice(of), context)))
      await load(stores, shop, stream, slice(of), rows)
  return requests
}
const held = async (table: string, columns: string) => {
  const rows = await stores.facts.read(
    `SELECT concat_ws(' ', ${columns}) AS text FROM ${table} WHERE shop_id = ${shop} ORDER BY text`,
  )
  return rows.map(({ text }) => text)
}
const planOn = (today: string, ...skus: readonly number[]): RunContext => ({
  today,
  now: () => `${today}T09:00:00.000Z`,
  first: true,
  may: () => false,
  ids: async () => skus,
})

const QUERIES = '/v1/analytics/product-queries/details'
const SKUS = '/v1/analytics/product-queries'
const found = (sku: number, gmv: number, query?: string) => ({ sku, gmv, currency: 'RUB', query })
const answered = (...all: readonly object[]) => ({ page_count: 1, items: all, queries: all })

test('a product that is added reads the weeks again, and the weeks of the others are there once', async () => {
  shop += 1
  const stream = streamOf('ozon.product_queries.skus')
  for (const [today, ...skus] of [
    ['2026-06-30', 1],
    ['2026-07-01', 1, 2],
  ] as const)
    for (const week of await stream.slices(planOn(today, ...skus)))
      await read(stream.id, week, { [SKUS]: answered(...skus.map(sku => found(sku, 7))) })
  const weeks = await held('fact_ozon_product_queries', 'sku, dt, gmv')
  const ofFirst = weeks.filter(text => String(text).startsWith('1 '))
  expect(ofFirst).toHaveLength(weeks.length / 2)
  const starts = ofFirst.map(text => Date.parse(String(text).split(' ')[1] ?? '') / 86_400_000)
  expect(starts.length).toBeGreaterThan(2)
  expect(starts.slice(1).map((start, at) => start - (starts[at] ?? 0))).toEqual(starts.slice(1).map(() => 7))
})

test('a query that finds a product no more is gone from its week, and the other products keep theirs', async () => {
  shop += 1
  const week = { window: { start: '2026-06-18', days: 7 }, from: '2026-06-18', to: '2026-06-24' }
  const id = 'ozon.product_queries.queries'
  await read(id, { ...week, ids: [1] }, { [QUERIES]: answered(found(1, 5, 'ваза'), found(1, 6, 'кашпо')) })
  await read(id, { ...week, ids: [2] }, { [QUERIES]: answered(found(2, 5, 'стол')) })
  await read(id, { ...week, ids: [1] }, { [QUERIES]: answered(found(1, 8, 'кашпо')) })
  expect(await held('fact_ozon_search_queries', 'sku, query, gmv')).toEqual(['1 кашпо 8.00', '2 стол 5.00'])
})

test.for([
  ['2026-06-18', '2026-06-24', true],
  ['2026-06-17T21:00:00Z', '2026-06-24T20:59:59.999Z', true],
  ['2026-06-18T00:00:00Z', '2026-06-24T23:59:59Z', true],
  ['', '', true],
  ['2026-06-17', '2026-06-24', false],
  ['2026-06-18', '2026-06-25', false],
] as const)('figures of %s to %s are of the week from June 18: %s', async ([date_from, date_to, fits]) => {
  shop += 1
  const week = { window: { start: '2026-06-18', days: 7 }, from: '2026-06-18', to: '2026-06-24', ids: [1] }
  const answer = { ...answered(found(1, 5)), analytics_period: { date_from, date_to } }
  const reading = read('ozon.product_queries.skus', week, { [SKUS]: answer })
  if (fits) await reading
  else await expect(reading).rejects.toMatchObject({ kind: 'shape' })
  expect(await held('fact_ozon_product_queries', 'sku')).toHaveLength(fits ? 1 : 0)
})

test('an error of FBS that Ozon takes back is gone with its charge, and one of other days stays', async () => {
  shop += 1
  const error = (posting_number: string, error_at: string) => ({
    posting_number,
    posting_error_type: 'SELLER_DELAY',
    error_at,
    charge_price: 5,
  })
  const path = '/v1/rating/index/fbs/posting/list'
  const june = { window: { start: '2026-06-02', days: 28 }, from: '2026-06-02', to: '2026-06-29' }
  const may = { window: { start: '2026-05-05', days: 28 }, from: '2026-05-05', to: '2026-06-01' }
  const errors = [error('A', '2026-06-05T10:00:00Z'), error('B', '2026-06-06T10:00:00Z')]
  const id = 'ozon.fbs_index.postings'
  await read(id, may, { [path]: { errors: [error('C', '2026-05-06T10:00:00Z')] } })
  await read(id, june, { [path]: { errors } })
  await read(id, june, { [path]: { errors: errors.slice(1) } })
  expect(await held('fact_ozon_fbs_errors', 'posting_number, charge')).toEqual(['B 5.00', 'C 5.00'])
})
