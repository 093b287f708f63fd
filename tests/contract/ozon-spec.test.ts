import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { ROUTES } from '../../sandbox/ozon/seller.ts'
import type { Fetched } from '../support/fetched.ts'
import type { Validator } from '../support/openapi.ts'
import { specsPresent, validator } from '../support/openapi.ts'
import { ozonClient } from '../support/ozon-client.ts'

const TODAY = '2026-11-24'
const october = { since: '2026-10-01T00:00:00.000Z', to: '2026-10-31T23:59:59.000Z' }
const everything = { analytics_data: true, financial_data: true }
const visibility = { filter: { visibility: 'ALL' } }
const ids = { skus: ['1601000000', '1601007919'], products: ['471000000', '471001231'] }

const week = {
  date_from: '2026-10-29T00:00:00.000Z',
  date_to: '2026-11-04T00:00:00.000Z',
  skus: ids.skus,
  page: 0,
  sort_by: 'BY_SEARCHES',
  sort_dir: 'DESCENDING',
}

/** A representative request of every endpoint; some are sent twice for different shapes of responses. */
const SELLER: readonly (readonly [path: string, body: Record<string, unknown>])[] = [
  ['/v1/roles', {}],
  ['/v1/seller/info', {}],
  ['/v1/warehouse/ozon/list', {}],
  ['/v1/warehouse/ozon/list', { warehouse_types: ['FULL_FILLMENT'] }],
  ['/v3/product/list', { ...visibility, last_id: '', limit: 1000 }],
  ['/v3/product/list', { filter: { skus: ids.skus }, last_id: '', limit: 1000 }],
  ['/v3/product/info/list', { product_id: ids.products }],
  [
    '/v4/product/info/attributes',
    { filter: { product_id: ids.products, visibility: 'ALL' }, last_id: '', limit: 1000, sort_dir: 'ASC' },
  ],
  ['/v1/product/info/description', { product_id: 471_000_000 }],
  [
    '/v3/posting/fbo/list',
    {
      cursor: '',
      limit: 100,
      sort_dir: 'ASC',
      filter: october,
      with: { ...everything, legal_info: false },
      translit: false,
    },
  ],
  [
    '/v2/posting/fbo/list',
    {
      dir: 'ASC',
      filter: { ...october, status: '' },
      limit: 1000,
      offset: 0,
      translit: false,
      with: everything,
    },
  ],
  ['/v4/posting/fbs/list', { cursor: '', limit: 100, sort_dir: 'ASC', filter: october, with: everything }],
  [
    '/v3/posting/fbs/list',
    { dir: 'ASC', filter: { ...october, status: '' }, limit: 1000, offset: 0, with: everything },
  ],
  ['/v1/finance/accrual/by-day', { date: '2026-10-01', last_id: '' }],
  ['/v1/finance/accrual/by-day', { date: '2026-10-15', last_id: '' }],
  ['/v1/finance/accrual/types', {}],
  ['/v1/finance/balance', { date_from: '2026-10-01', date_to: '2026-10-15' }],
  [
    '/v1/finance/cash-flow-statement/list',
    {
      date: { from: '2026-09-01T00:00:00.000Z', to: '2026-10-31T23:59:59.999Z' },
      with_details: true,
      page: 1,
      page_size: 100,
    },
  ],
  ['/v2/finance/realization', { month: 10, year: 2026 }],
  ['/v1/finance/realization/posting', { month: 10, year: 2026 }],
  ['/v1/finance/accrual/postings', { posting_numbers: ['1-1-1'] }],
  [
    '/v3/finance/transaction/list',
    {
      filter: {
        date: { from: '2026-10-01T00:00:00.000Z', to: '2026-10-31T23:59:59.000Z' },
        operation_type: [],
        posting_number: '',
        transaction_type: 'all',
      },
      page: 1,
      page_size: 1000,
    },
  ],
  [
    '/v1/analytics/data',
    {
      date_from: '2026-10-01',
      date_to: '2026-10-30',
      dimension: ['sku', 'day'],
      metrics: ['revenue', 'ordered_units', 'hits_view', 'conv_tocart', 'position_category'],
      filters: [],
      sort: [{ key: 'revenue', order: 'DESC' }],
      limit: 1000,
      offset: 0,
    },
  ],
  ['/v1/analytics/stocks', { skus: ids.skus }],
  ['/v2/analytics/stock_on_warehouses', { limit: 1000, offset: 0, warehouse_type: 'ALL' }],
  ['/v1/product/info/stocks-by-warehouse/fbo', { cursor: '', limit: 100, offer_ids: [], skus: ids.skus }],
  ['/v2/product/info/stocks-by-warehouse/fbs', { cursor: '', limit: 1000, sku: [] }],
  ['/v4/product/info/stocks', { ...visibility, cursor: '', limit: 1000 }],
  ['/v5/product/info/prices', { ...visibility, cursor: '', limit: 1000 }],
  [
    '/v1/returns/list',
    {
      filter: { logistic_return_date: { time_from: october.since, time_to: october.to } },
      limit: 500,
      last_id: 0,
    },
  ],
  ['/v1/cluster/list', { cluster_type: 'CLUSTER_TYPE_OZON', cluster_ids: [] }],
  ['/v1/cluster/list', { cluster_type: 'CLUSTER_TYPE_CIS', cluster_ids: [] }],
  ['/v2/warehouse/list', { limit: 100, cursor: '' }],
  ['/v1/rating/index/fbs/info', {}],
  ['/v1/analytics/product-queries', { ...week, page_size: 1000 }],
  ['/v1/analytics/product-queries/details', { ...week, page_size: 100, limit_by_sku: 15 }],
  ['/v1/rating/summary', {}],
  [
    '/v1/rating/history',
    {
      date_from: '2026-10-01T00:00:00.000Z',
      date_to: '2026-10-28T00:00:00.000Z',
      ratings: ['rating_price_red', 'rating_review_avg_score_total'],
    },
  ],
  ['/v1/product/rating-by-sku', { skus: ids.skus }],
]

const SLOT = { from: '2026-10-01T00:00:00.000Z', to: '2026-10-31T00:00:00.000Z' }
const STATES = ['COMPLETED', 'IN_TRANSIT']
const last = { limit: 100, last_id: '', sort_dir: 'DESC' }
/** The same of endpoints that only the second document has. */
const MORE: readonly (readonly [path: string, body: Record<string, unknown>])[] = [
  [
    '/v1/rating/index/fbs/posting/list',
    { filter: { date_from: october.since, date_to: october.to }, limit: 1000, cursor: '' },
  ],
  ['/v1/product/info/wrong-volume', { limit: 1000, cursor: '' }],
  [
    '/v3/supply-order/list',
    {
      filter: { states: STATES, timeslot_from_range: { ...SLOT, timeslot_filter_type: 'BY_UTC_TIME' } },
      limit: 100,
      last_id: '',
      sort_by: 'ORDER_CREATION',
      sort_dir: 'ASC',
    },
  ],
  [
    '/v2/review/list',
    {
      filters: {
        status: 'ALL',
        order_status: 'ALL',
        published_from: october.since,
        published_to: october.to,
      },
      ...last,
    },
  ],
  [
    '/v1/question/list',
    { filter: { date_from: october.since, date_to: october.to, status: 'ALL' }, ...last },
  ],
]

const REPORT_INFO = '/v1/report/info'
/** Orders of reports. */
const REPORTS: readonly (readonly [path: string, body: Record<string, unknown>])[] = [
  ['/v1/report/placement/by-products/create', { date_from: '2026-10-01', date_to: '2026-10-31' }],
  ['/v1/finance/compensation', { date: '2026-10', language: 'RU' }],
  ['/v1/finance/decompensation', { date: '2026-10', language: 'RU' }],
  ['/v1/finance/mutual-settlement', { date: '2026-10', language: 'RU' }],
]

/** Fields of real responses that the specification lacks (ozon.md 1b, 4a). */
const BESIDE_THE_DOCUMENT = ['images360', 'is_seasonal', 'quantity']

describe.skipIf(!specsPresent)(
  'the vendors’ OpenAPI files (skipped where ../shared/specs does not stand beside the checkout)',
  () => {
    let sandbox: Sandbox
    let demo: ReturnType<typeof ozonClient>
    beforeAll(async () => {
      sandbox = await startSandbox({ today: TODAY, limits: false, speedup: 5000 })
      demo = ozonClient(sandbox, sandbox.keys.demo)
    })
    afterAll(() => sandbox.close())

    const fits = (spec: Validator, method: string, path: string, answer: Fetched) => {
      expect(spec.answer(method, path, answer.status, answer.json)).toEqual([])
      const more = spec.unknown(method, path, answer.status, answer.json)
      expect(more.filter(e => !BESIDE_THE_DOCUMENT.some(field => e.endsWith(`: ${field}`)))).toEqual([])
    }

    describe('Seller API', () => {
      const spec = validatorOnce('ozon-seller')
      const more = validatorOnce('ozon-seller-more')

      test('promotions and their products fit, the elastic ones too', async () => {
        const paths = ['/v2/actions/products', '/v2/actions/candidates']
        expect(spec().request('GET', '/v1/actions', {})).toEqual([])
        const answer = await demo.read('/v1/actions')
        fits(spec(), 'GET', '/v1/actions', answer)
        const { result } = answer.json as { result: { id: number; is_participating: boolean }[] }
        const joined = result.filter(action => action.is_participating)
        expect(joined.length).toBeGreaterThan(1)
        for (const { id } of joined) {
          const body = { action_id: id, limit: 100, last_id: '' }
          for (const path of paths) {
            expect(more().request('POST', path, body)).toEqual([])
            const products = await demo.post(path, body)
            expect(products.status).toBe(200)
            fits(more(), 'POST', path, products)
          }
        }
      })

      test.each(MORE)('%s answers what the second document says', async (path, body) => {
        expect(more().request('POST', path, body)).toEqual([])
        const answer = await demo.post(path, body)
        expect(answer.status).toBe(200)
        fits(more(), 'POST', path, answer)
      })

      test('a supply order and what it holds fit', async () => {
        const [, list] = MORE.find(([path]) => path === '/v3/supply-order/list') ?? []
        const { json } = await demo.post('/v3/supply-order/list', list ?? {})
        const { order_ids } = json as { order_ids: string[] }
        expect(order_ids.length).toBeGreaterThan(0)
        expect(more().request('POST', '/v3/supply-order/get', { order_ids })).toEqual([])
        const told = await demo.post('/v3/supply-order/get', { order_ids })
        fits(more(), 'POST', '/v3/supply-order/get', told)
        const { orders } = told.json as { orders: { supplies: { bundle_id: string }[] }[] }
        const body = { bundle_ids: [orders[0]?.supplies[0]?.bundle_id ?? ''], limit: 100, last_id: '' }
        expect(more().request('POST', '/v1/supply-order/bundle', body)).toEqual([])
        const held = await demo.post('/v1/supply-order/bundle', body)
        expect((held.json as { items: unknown[] }).items.length).toBeGreaterThan(0)
        fits(more(), 'POST', '/v1/supply-order/bundle', held)
      })

      test.each(REPORTS)('%s orders a report, which is told of and lies at its link', async (path, body) => {
        expect(more().request('POST', path, body)).toEqual([])
        const ordered = await demo.post(path, body)
        expect(ordered.status).toBe(200)
        fits(more(), 'POST', path, ordered)
        const { code, result } = ordered.json as { code?: string; result?: { code: string } }
        const asked = { code: code ?? result?.code }
        expect(spec().request('POST', REPORT_INFO, asked)).toEqual([])
        for (const status of ['waiting', 'success']) {
          const told = await demo.post(REPORT_INFO, asked)
          expect(told.json).toMatchObject({ result: { status } })
          fits(spec(), 'POST', REPORT_INFO, told)
        }
      })

      test.each(SELLER)('%s answers what the document says', async (path, body) => {
        expect(spec().request('POST', path, body)).toEqual([])
        const old = ROUTES[path]?.era === 'old'
        const client = old ? ozonClient(sandbox, sandbox.keys.old) : demo
        const answer = await client.post(path, body)
        expect(answer.status).toBe(200)
        fits(spec(), 'POST', path, answer)
      })

      test('no endpoint of the sandbox is left out', () => {
        const apart = [
          '/v1/actions',
          '/v2/actions/products',
          '/v2/actions/candidates',
          '/v3/supply-order/get',
          '/v1/supply-order/bundle',
          ...MORE.map(([path]) => path),
          ...REPORTS.map(([path]) => path),
          REPORT_INFO,
        ]
        expect(new Set([...SELLER.map(([path]) => path), ...apart])).toEqual(new Set(Object.keys(ROUTES)))
      })

      test('the whole catalogue, the drill-down of an order and every day of a month fit', async () => {
        const list = await demo.get<{ result: { items: { product_id: number; sku: number }[] } }>(
          '/v3/product/list',
          visibility,
        )
        const product_id = list.result.items.map(p => String(p.product_id))
        fits(
          spec(),
          'POST',
          '/v3/product/info/list',
          await demo.post('/v3/product/info/list', { product_id }),
        )
        fits(
          spec(),
          'POST',
          '/v1/analytics/stocks',
          await demo.post('/v1/analytics/stocks', { skus: list.result.items.map(p => p.sku) }),
        )
        for (let day = 1; day <= 31; day++) {
          const body = { date: `2026-10-${String(day).padStart(2, '0')}`, last_id: '' }
          const answer = await demo.post('/v1/finance/accrual/by-day', body)
          fits(spec(), 'POST', '/v1/finance/accrual/by-day', answer)
          const { accruals } = answer.json as { accruals: { unit_number?: string; posting: unknown }[] }
          const posting_numbers = accruals.filter(a => a.posting).map(a => a.unit_number)
          fits(
            spec(),
            'POST',
            '/v1/finance/accrual/postings',
            await demo.post('/v1/finance/accrual/postings', { posting_numbers }),
          )
        }
      })

      test('refusals have the shape of the document', async () => {
        const refused = [
          await demo.post('/v3/posting/fbo/list', { limit: 101 }),
          await demo.post('/v2/posting/fbo/list', {}),
          await ozonClient(sandbox, sandbox.keys.deactivated).post('/v3/posting/fbo/list', {}),
        ]
        expect(refused.map(a => a.status)).toEqual([400, 404, 403])
        for (const answer of refused) fits(spec(), 'POST', '/v3/posting/fbo/list', answer)
      })

      test('what does not fit is named: a field too many, a wrong type, an unknown value, a list too long', () => {
        const path = '/v3/posting/fbo/list'
        expect(spec().request('POST', path, { limit: 100, page: 2 })).toEqual([
          '/ must NOT have unevaluated properties: page',
        ])
        expect(spec().request('POST', path, { filter: { since: 'yesterday' } })).toEqual([
          '/filter/since must match format "date-time"',
        ])
        expect(spec().request('POST', path, { sort_dir: 'UP' })).toHaveLength(1)
        expect(
          spec().request('POST', '/v1/analytics/stocks', { skus: Array.from({ length: 101 }, () => '1') }),
        ).toHaveLength(1)
        expect(spec().request('POST', '/v1/analytics/stocks', {})).toHaveLength(1)
        expect(spec().request('POST', '/v9/none', {})).toEqual(['POST /v9/none is not in the document'])
        expect(spec().answer('POST', path, 200, { postings: [{ order_number: 1 }] })).toEqual([
          '/postings/0/order_number must be string',
        ])
        expect(
          spec().answer('POST', '/v1/finance/accrual/by-day', 200, {
            accruals: [{ posting: { products: 'none' } }],
          }),
        ).not.toEqual([])
      })
    })

    describe('Performance API', () => {
      const spec = validatorOnce('ozon-performance')
      const range = { dateFrom: '2026-10-01', dateTo: '2026-10-31' }

      test('the token and what is refused without one', async () => {
        const body = {
          client_id: sandbox.keys.demo.perfClientId,
          client_secret: sandbox.keys.demo.perfClientSecret,
          grant_type: 'client_credentials',
        }
        expect(spec().request('POST', '/api/client/token', body)).toEqual([])
        fits(
          spec(),
          'POST',
          '/api/client/token',
          await demo.performance('POST', '/api/client/token', '', body),
        )
        const wrong = await demo.performance('POST', '/api/client/token', '', { ...body, client_secret: 'x' })
        expect(wrong.status).toBe(401)
        fits(spec(), 'POST', '/api/client/token', wrong)
      })

      test('lists and synchronous statistics', async () => {
        const token = await demo.token()
        const { list } = (await demo.performance('GET', '/api/client/campaign', token)).json as {
          list: { id: string; state: string; advObjectType: string }[]
        }
        const running = list.find(c => c.state === 'CAMPAIGN_STATE_RUNNING' && c.advObjectType === 'SKU')
          ?.id as string
        const gets: [string, Record<string, string | string[]>][] = [
          ['/api/client/campaign', { page: '1', pageSize: '100' }],
          [`/api/client/campaign/${running}/objects`, {}],
          [`/api/client/campaign/${running}/v2/products`, { page: '1', pageSize: '100' }],
          ['/api/client/statistics/daily/json', range],
          ['/api/client/statistics/expense/json', { ...range, campaignIds: [running, '1'] }],
          ['/api/client/statistics/campaign/product/json', range],
        ]
        for (const [path, query] of gets) {
          expect(spec().request('GET', path, query)).toEqual([])
          const search = new URLSearchParams(
            Object.entries(query).flatMap(([k, v]) => [v].flat().map((one): [string, string] => [k, one])),
          )
          const answer = await demo.performance('GET', `${path}?${search}`, token)
          expect(answer.status).toBe(200)
          // The specification of the campaign list lacks `total` (ozon.md 6.3).
          expect(spec().answer('GET', path, 200, answer.json)).toEqual([])
        }
        const posts: [string, Record<string, unknown>][] = [
          ['/api/client/campaign/search_promo/v2/products', { page: 1, pageSize: 100 }],
          [
            '/api/client/statistics/products/sku',
            { campaignIds: [running], dateFrom: '2026-11-23', dateTo: '2026-11-23' },
          ],
        ]
        for (const [path, body] of posts) {
          expect(spec().request('POST', path, body)).toEqual([])
          const answer = await demo.performance('POST', path, token, body)
          expect(answer.status).toBe(200)
          fits(spec(), 'POST', path, answer)
        }
        expect(spec().request('GET', '/api/client/campaign', { pages: '1' })).toEqual([
          'query pages is not in the document',
        ])
      })

      test('the orders for reports, their states and their refusal', async () => {
        const token = await demo.token()
        const { list } = (await demo.performance('GET', '/api/client/campaign?advObjectType=SKU', token))
          .json as { list: { id: string }[] }
        const day = { from: '2026-10-01T00:00:00+03:00', to: '2026-10-01T23:59:59+03:00' }
        const clicks = { campaigns: [list[0]?.id], ...range, groupBy: 'DATE' }
        const orders: [string, Record<string, unknown>][] = [
          ['/api/client/statistics', clicks],
          ['/api/client/statistics/json', clicks],
          ['/api/client/statistic/products/generate/json', day],
          ['/api/client/statistic/orders/generate/json', day],
        ]
        for (const [path, body] of orders) {
          expect(spec().request('POST', path, body)).toEqual([])
          const ordered = await demo.performance('POST', path, token, body)
          fits(spec(), 'POST', path, ordered)
          const { UUID } = ordered.json as { UUID: string }
          const state = `/api/client/statistics/${UUID}`
          expect(spec().request('GET', state, {})).toEqual([])
          expect(
            spec().answer('GET', state, 200, (await demo.performance('GET', state, token)).json),
          ).toEqual([])
        }
      })
    })

    test('real answers fit the validator as it stands', () => {
      const folder = new URL('../../../shared/recorded/ozon/', import.meta.url)
      const files = existsSync(folder)
        ? readdirSync(folder).filter(f => f.endsWith('.json') && /^v\d-/.test(f))
        : []
      for (const file of files) {
        const path = Object.keys(ROUTES).find(p =>
          file.startsWith(`${p.slice(1).replaceAll('/', '-')}_`),
        ) as string
        const body: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
        expect(validator('ozon-seller').answer('POST', path, 200, body), file).toEqual([])
      }
    })
  },
)

// The files are loaded once, and only if they exist.
function validatorOnce(spec: Parameters<typeof validator>[0]): () => Validator {
  let made: Validator | undefined
  return () => {
    made ??= validator(spec)
    return made
  }
}
