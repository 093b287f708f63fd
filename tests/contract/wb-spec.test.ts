import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { WB_ROUTES } from '../../sandbox/wb/answer.ts'
import { specsPresent, validator } from '../support/openapi.ts'
import type { WbHost } from '../support/wb-client.ts'
import { wbClient } from '../support/wb-client.ts'

type Spec = Parameters<typeof validator>[0]
type Ask = readonly [spec: Spec, host: WbHost, method: string, path: string, body?: Record<string, unknown>]

const october = { start: '2026-10-01', end: '2026-10-31' }
const feed = { start: '2026-11-01T00:00:00+03:00', end: '2026-11-18T23:59:59+03:00' }
const month = 'from=2026-10-19&to=2026-11-18'
const cards = { settings: { sort: { ascending: true }, filter: { withPhoto: -1 }, cursor: { limit: 100 } } }
const trash = { settings: { sort: { ascending: true }, cursor: { limit: 100 }, filter: { textSearch: '' } } }
const reports = { dateFrom: '2026-10-01', dateTo: '2026-11-18' }
const NM = 251_000_137
const CAMPAIGN = 23_010_000
/** Of what arrived on 2026-11-10. */
const SUPPLY = 28_027_670
const FILE = '06eae887-9d9f-491f-b16a-bb1766fcb8d2'

const FUNNEL_FILE = {
  id: FILE,
  reportType: 'DETAIL_HISTORY_REPORT',
  userReportName: 'funnel',
  params: {
    nmIDs: [],
    startDate: '2025-11-19',
    endDate: '2026-11-18',
    timezone: 'Europe/Moscow',
    aggregationLevel: 'day',
    skipDeletedNm: false,
  },
}
const stocks = {
  currentPeriod: { start: '2026-11-01', end: '2026-11-18' },
  stockType: '',
  skipDeletedNm: false,
}

/** A representative request of every endpoint with a JSON response. */
const ASKS: readonly Ask[] = [
  ['wb-general', 'wb-common', 'GET', '/ping'],
  ['wb-general', 'wb-common', 'GET', '/api/v1/seller-info'],
  ['wb-products', 'wb-content', 'POST', '/content/v2/get/cards/list', cards],
  ['wb-products', 'wb-content', 'POST', '/content/v2/get/cards/trash', trash],
  ['wb-products', 'wb-prices', 'GET', '/api/v2/list/goods/filter?limit=1000&offset=0'],
  ['wb-products', 'wb-prices', 'POST', '/api/v2/list/goods/filter', { nmList: [NM] }],
  ['wb-products', 'wb-prices', 'GET', '/api/v2/list/goods/size/nm?limit=10&offset=0&nmID=251000548'],
  ['wb-products', 'wb-marketplace', 'GET', '/api/v3/warehouses'],
  ['wb-products', 'wb-marketplace', 'GET', '/api/v3/offices'],
  ['wb-products', 'wb-marketplace', 'POST', '/api/v3/stocks/912345', { chrtIds: [3_201_000_016] }],
  ['wb-reports', 'wb-statistics', 'GET', '/api/v1/supplier/orders?dateFrom=2026-08-20&flag=0'],
  ['wb-reports', 'wb-statistics', 'GET', '/api/v1/supplier/sales?dateFrom=2026-08-20T00:00:00'],
  ['wb-reports', 'wb-analytics', 'GET', '/api/v1/warehouse_remains?groupByNm=true&groupBySize=true'],
  ['wb-reports', 'wb-analytics', 'GET', '/api/v1/analytics/banned-products/blocked?sort=nmId&order=asc'],
  [
    'wb-reports',
    'wb-analytics',
    'GET',
    '/api/analytics/v1/measurement-penalties?dateTo=2026-11-18T20:59:59.999Z&limit=1000&offset=0',
  ],
  [
    'wb-reports',
    'wb-analytics',
    'GET',
    '/api/analytics/v1/deductions?dateTo=2026-11-18T20:59:59.999Z&sort=dtBonus&order=asc&limit=1000&offset=0',
  ],
  ['wb-reports', 'wb-analytics', 'GET', '/api/v1/analytics/antifraud-details'],
  [
    'wb-reports',
    'wb-analytics',
    'GET',
    '/api/v1/analytics/goods-labeling?dateFrom=2026-10-19&dateTo=2026-11-18',
  ],
  ['wb-reports', 'wb-analytics', 'GET', '/api/v1/acceptance_report?dateFrom=2026-10-19&dateTo=2026-11-18'],
  ['wb-reports', 'wb-analytics', 'GET', '/api/v1/paid_storage?dateFrom=2026-11-08&dateTo=2026-11-15'],
  [
    'wb-analytics',
    'wb-analytics',
    'POST',
    '/api/analytics/v3/sales-funnel/products',
    { selectedPeriod: october, nmIds: [], skipDeletedNm: false, limit: 1000, offset: 0 },
  ],
  [
    'wb-analytics',
    'wb-analytics',
    'POST',
    '/api/analytics/v3/sales-funnel/products/history',
    { selectedPeriod: { start: '2026-11-12', end: '2026-11-18' }, nmIds: [NM], aggregationLevel: 'day' },
  ],
  [
    'wb-analytics',
    'wb-analytics',
    'POST',
    '/api/analytics/v1/order-feed',
    { selectedPeriod: feed, nmIds: [], pagination: { offset: 0, limit: 10_000 } },
  ],
  [
    'wb-analytics',
    'wb-analytics',
    'POST',
    '/api/analytics/v1/stocks-report/wb-warehouses',
    { nmIds: [], limit: 250_000, offset: 0 },
  ],
  [
    'wb-delta-2026-10',
    'wb-analytics',
    'POST',
    '/api/analytics/v1/stocks-report/seller-warehouses',
    { nmIds: [], limit: 250_000, offset: 0 },
  ],
  ['wb-analytics', 'wb-analytics', 'POST', '/api/v2/nm-report/downloads', FUNNEL_FILE],
  [
    'wb-analytics',
    'wb-analytics',
    'POST',
    '/api/analytics/v2/item-rating',
    {
      currentPeriod: { start: '2026-10-19', end: '2026-11-17' },
      orderBy: { field: 'feedbackCount', mode: 'desc' },
      limit: 1000,
      offset: 0,
    },
  ],
  [
    'wb-analytics',
    'wb-analytics',
    'POST',
    '/api/v2/nm-report/downloads',
    {
      id: '16eae887-9d9f-491f-b16a-bb1766fcb8d2',
      reportType: 'STOCK_HISTORY_DAILY_CSV',
      params: { nmIds: [], ...stocks },
    },
  ],
  [
    'wb-analytics',
    'wb-analytics',
    'POST',
    '/api/v2/nm-report/downloads',
    {
      id: '26eae887-9d9f-491f-b16a-bb1766fcb8d2',
      reportType: 'STOCK_HISTORY_REPORT_CSV',
      params: {
        nmIDs: [],
        ...stocks,
        availabilityFilters: ['deficient'],
        orderBy: { field: 'ordersCount', mode: 'desc' },
      },
    },
  ],
  ['wb-analytics', 'wb-analytics', 'GET', `/api/v2/nm-report/downloads?filter[downloadIds]=${FILE}`],
  ['wb-analytics', 'wb-analytics', 'POST', '/api/v2/nm-report/downloads/retry', { downloadId: FILE }],
  [
    'wb-finances',
    'wb-finance',
    'POST',
    '/api/finance/v1/sales-reports/detailed',
    { ...reports, period: 'weekly', limit: 100_000, rrdId: 0 },
  ],
  [
    'wb-finances',
    'wb-finance',
    'POST',
    '/api/finance/v1/sales-reports/detailed',
    { ...reports, period: 'daily', limit: 500, rrdId: 0 },
  ],
  ['wb-finances', 'wb-finance', 'POST', '/api/finance/v1/sales-reports/list', { ...reports, limit: 1000 }],
  ['wb-finances', 'wb-finance', 'GET', '/api/v1/account/balance'],
  ['wb-promotion', 'wb-advert', 'GET', '/adv/v1/promotion/count'],
  ['wb-promotion', 'wb-advert', 'GET', '/api/advert/v2/adverts'],
  [
    'wb-promotion',
    'wb-advert',
    'GET',
    `/adv/v3/fullstats?ids=${CAMPAIGN}&beginDate=2026-10-19&endDate=2026-11-18`,
  ],
  ['wb-promotion', 'wb-advert', 'GET', `/adv/v1/upd?${month}`],
  ['wb-promotion', 'wb-advert', 'GET', `/adv/v1/payments?${month}`],
  [
    'wb-promotion',
    'wb-calendar',
    'GET',
    '/api/v1/calendar/promotions?startDateTime=2026-08-19T21:00:00Z&endDateTime=2027-01-17T20:59:59Z&allPromo=true&limit=1000&offset=0',
  ],
  [
    'wb-promotion',
    'wb-calendar',
    'GET',
    '/api/v1/calendar/promotions/details?promotionIDs=6920&promotionIDs=6921',
  ],
  [
    'wb-promotion',
    'wb-calendar',
    'GET',
    '/api/v1/calendar/promotions/nomenclatures?promotionID=6920&inAction=true&limit=1000&offset=0',
  ],
  ['wb-promotion', 'wb-advert', 'GET', '/adv/v1/balance'],
  [
    'wb-promotion',
    'wb-advert',
    'POST',
    '/adv/v1/normquery/stats',
    { from: '2026-10-20', to: '2026-11-18', items: [{ advertId: CAMPAIGN, nmId: NM - 137 }] },
  ],
  [
    'wb-promotion',
    'wb-advert',
    'POST',
    '/adv/v0/normquery/get-bids',
    { items: [{ advert_id: CAMPAIGN, nm_id: NM - 137 }] },
  ],
  [
    'wb-promotion',
    'wb-advert',
    'POST',
    '/api/advert/v1/bids/min',
    { advert_id: CAMPAIGN, nm_ids: [NM], payment_type: 'cpm', placement_types: ['search'] },
  ],
  ['wb-delta-2026-10', 'wb-advert', 'POST', '/api/advert/v2/budget', { advertIds: [CAMPAIGN] }],
  ['wb-delta-2026-10', 'wb-advert', 'GET', `/api/advert/v0/daily-limits?advertIds=${CAMPAIGN}`],
  [
    'wb-supplies-fbw',
    'wb-supplies',
    'POST',
    '/api/v1/supplies',
    { dates: [{ from: '2026-10-01', till: '2026-11-18', type: 'createDate' }], statusIDs: [] },
  ],
  ['wb-supplies-fbw', 'wb-supplies', 'GET', `/api/v1/supplies/${SUPPLY}`],
  ['wb-supplies-fbw', 'wb-supplies', 'GET', `/api/v1/supplies/${SUPPLY}/goods?limit=1000&offset=0`],
  ['wb-tariffs', 'wb-common', 'GET', '/api/v1/tariffs/commission?locale=ru'],
  ['wb-tariffs', 'wb-common', 'GET', '/api/v1/tariffs/box?date=2026-11-18'],
  ['wb-tariffs', 'wb-common', 'GET', '/api/tariffs/v1/acceptance/coefficients'],
]

/** Fields that were added after the specifications were recorded (wildberries.md 0, 2, 5). */
const NEWER = [
  'currency',
  'documents',
  'gtin',
  'buyerTaxRegistrationReasonCode',
  'utdUcdNumber',
  'utdUcdDate',
]

describe.skipIf(!specsPresent)(
  'the vendor’s files for Wildberries (skipped where ../shared/specs does not stand beside the checkout)',
  () => {
    let sandbox: Sandbox
    let demo: ReturnType<typeof wbClient>
    const specs = new Map<Spec, ReturnType<typeof validator>>()
    const specOf = (name: Spec) => {
      const found = specs.get(name) ?? validator(name)
      specs.set(name, found)
      return found
    }
    beforeAll(async () => {
      sandbox = await startSandbox({ today: '2026-11-18', limits: false, speedup: 5000, scale: 0.5 })
      demo = wbClient(sandbox, sandbox.tokens.demo.token)
    })
    afterAll(() => sandbox.close())

    test.for(ASKS)(
      '%s describes what %s %s %s asks and answers',
      async ([name, host, method, path, body]) => {
        const spec = specOf(name)
        const url = new URL(path, 'http://x')
        const sent =
          method === 'GET'
            ? Object.fromEntries([...url.searchParams.keys()].map(key => [key, url.searchParams.getAll(key)]))
            : body
        const answer = await demo.ask(host, method, path, body)
        expect(answer.status, answer.text.slice(0, 300)).toBe(200)
        const said: unknown = JSON.parse(answer.text)
        expect(spec.request(method, url.pathname, sent)).toEqual([])
        expect(spec.answer(method, url.pathname, 200, said)).toEqual([])
        const strange = spec
          .unknown(method, url.pathname, 200, said)
          .filter(error => !NEWER.some(field => error.endsWith(`: ${field}`)))
        expect(strange).toEqual([])
        // A response without rows would fit any specification.
        expect(JSON.stringify(said).length).toBeGreaterThan(15)
      },
    )

    test('every endpoint of the sandbox is asked for above or answers something else than JSON', () => {
      const asked = new Set(
        ASKS.map(
          ([, host, method, path]) =>
            `${host} ${method} ${path.split('?')[0]?.replace(/\d{6,}(?=\/|$)/, '*')}`,
        ),
      )
      const left = Object.entries(WB_ROUTES).flatMap(([host, routes]) =>
        Object.keys(routes)
          .map(route => `${host} ${route}`)
          .filter(name => !asked.has(name)),
      )
      expect(left.sort()).toEqual([
        'wb-advert GET /adv/v1/budget',
        'wb-analytics GET /api/v1/acceptance_report/tasks/*/download',
        'wb-analytics GET /api/v1/acceptance_report/tasks/*/status',
        'wb-analytics GET /api/v1/paid_storage/tasks/*/download',
        'wb-analytics GET /api/v1/paid_storage/tasks/*/status',
        'wb-analytics GET /api/v1/warehouse_remains/tasks/*/download',
        'wb-analytics GET /api/v1/warehouse_remains/tasks/*/status',
        'wb-analytics GET /api/v2/nm-report/downloads/file/*',
        'wb-common GET /api/common/v1/subscriptions',
        'wb-finance POST /api/finance/v1/sales-reports/detailed/*',
      ])
    })

    test('the refusals of each family are as described', async () => {
      const refused = async (
        name: Spec,
        token: string,
        [host, method, path, body]: readonly [WbHost, string, string, unknown?],
        status: number,
      ) => {
        const answer = await wbClient(sandbox, token).ask(host, method, path, body)
        expect(answer.status, answer.text).toBe(status)
        const said: unknown = JSON.parse(answer.text)
        expect(specOf(name).answer(method, path.split('?')[0] ?? '', status, said)).toEqual([])
        return answer.text
      }
      const { demo: full, missingFinance, base, second } = sandbox.tokens
      const list = '/api/finance/v1/sales-reports/list'
      expect(
        await refused('wb-finances', missingFinance.token, ['wb-finance', 'POST', list, reports], 401),
      ).toContain('token scope not allowed')
      expect(await refused('wb-finances', base.token, ['wb-finance', 'POST', list, reports], 403)).toContain(
        'base token is not allowed for this path',
      )
      const { withoutSupplies } = sandbox.tokens
      const supply = ['wb-supplies', 'GET', '/api/v1/supplies/1'] as const
      await refused('wb-supplies-fbw', withoutSupplies.token, supply, 401)
      await refused('wb-supplies-fbw', full.token, supply, 404)
      const wrong = { dates: [{ from: '11-03-2019', type: 'factDate' }] }
      await refused('wb-supplies-fbw', full.token, ['wb-supplies', 'POST', '/api/v1/supplies', wrong], 400)
      await refused('wb-finances', full.token, ['wb-finance', 'POST', list, {}], 400)
      await refused('wb-reports', full.token, ['wb-statistics', 'GET', '/api/v1/supplier/orders'], 400)
      await refused('wb-products', full.token, ['wb-prices', 'GET', '/api/v2/list/goods/filter'], 400)
      await refused(
        'wb-products',
        full.token,
        ['wb-marketplace', 'POST', '/api/v3/stocks/1', { chrtIds: [1] }],
        404,
      )
      await refused(
        'wb-analytics',
        full.token,
        ['wb-analytics', 'POST', '/api/analytics/v3/sales-funnel/products', {}],
        400,
      )
      await refused(
        'wb-analytics',
        second.token,
        ['wb-analytics', 'POST', '/api/v2/nm-report/downloads', FUNNEL_FILE],
        403,
      )
    })

    test.for([
      [
        'remains of stock',
        '/api/v1/warehouse_remains',
        'groupByNm=true&groupByBarcode=true&groupBySize=true&groupBySa=true&groupByBrand=true&groupBySubject=true',
      ],
      ['paid storage', '/api/v1/paid_storage', 'dateFrom=2026-11-08&dateTo=2026-11-15'],
      ['paid acceptance', '/api/v1/acceptance_report', 'dateFrom=2026-10-19&dateTo=2026-11-18'],
    ] as const)('a task for the %s goes through its states to its rows', async ([, path, query]) => {
      const spec = specOf('wb-reports')
      const { data } = await demo.get<{ data: { taskId: string } }>('wb-analytics', 'GET', `${path}?${query}`)
      await expect
        .poll(async () => {
          const state = await demo.get('wb-analytics', 'GET', `${path}/tasks/${data.taskId}/status`)
          expect(spec.answer('GET', `${path}/tasks/{task_id}/status`, 200, state)).toEqual([])
          return state
        })
        .toEqual({ data: { id: data.taskId, status: 'done' } })
      const rows = await demo.get<unknown[]>('wb-analytics', 'GET', `${path}/tasks/${data.taskId}/download`)
      expect(rows.length).toBeGreaterThan(5)
      expect(spec.answer('GET', `${path}/tasks/{task_id}/download`, 200, rows)).toEqual([])
      expect(spec.unknown('GET', `${path}/tasks/{task_id}/download`, 200, rows)).toEqual([])
    })

    test('a report of paid storage is of eight days at most', async () => {
      const path = '/api/v1/paid_storage'
      const answer = await demo.ask('wb-analytics', 'GET', `${path}?dateFrom=2026-11-08&dateTo=2026-11-16`)
      expect(answer.status).toBe(400)
      expect(specOf('wb-reports').answer('GET', path, 400, JSON.parse(answer.text))).toEqual([])
    })
  },
)
