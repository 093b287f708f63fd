import { afterEach, describe, expect, test } from 'vitest'
import type { WbHost } from '../../tests/support/wb-client.ts'
import { wbClient } from '../../tests/support/wb-client.ts'
import type { Sandbox, SandboxOptions } from '../index.ts'
import { startSandbox } from '../index.ts'
import { WB_HOSTS } from './hosts.ts'
import type { WbTokenName } from './tokens.ts'

const TODAY = '2026-11-24'
const started: Sandbox[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map(sandbox => sandbox.close()))
})

async function start(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ today: TODAY, limits: false, scale: 0.2, ...options })
  started.push(sandbox)
  const as = (name: WbTokenName) => wbClient(sandbox, sandbox.tokens[name].token)
  return { sandbox, as, demo: as('demo') }
}
const DETAILED = '/api/finance/v1/sales-reports/detailed'
const week = { dateFrom: '2026-11-09', dateTo: '2026-11-15' }
const detail = (text: string): string => (JSON.parse(text) as { detail: string }).detail

describe('tokens', () => {
  test('open the hosts of their categories, and the common one whatever they are', async () => {
    const { as, sandbox } = await start()
    const pings = async (name: WbTokenName) => {
      const answers = await Promise.all(WB_HOSTS.map(host => as(name).ask(host, 'GET', '/ping')))
      return WB_HOSTS.filter((_, i) => answers[i]?.status === 200)
    }
    const without = (host: WbHost) => WB_HOSTS.filter(h => h !== host)
    expect(await pings('demo')).toEqual(WB_HOSTS)
    expect(await pings('readonly')).toEqual(WB_HOSTS)
    expect(await pings('missingFinance')).toEqual(without('wb-finance'))
    expect(await pings('missingAnalytics')).toEqual(without('wb-analytics'))
    expect(await pings('withoutSupplies')).toEqual(without('wb-supplies'))
    expect(await pings('feedbackOnly')).toEqual(['wb-common'])
    for (const name of ['expired', 'test', 'deleted'] as const) expect(await pings(name)).toEqual([])
    const bearer = wbClient(sandbox, `Bearer ${sandbox.tokens.demo.token}`)
    expect((await bearer.ask('wb-content', 'GET', '/ping')).status).toBe(200)
  })

  test('are refused in the words of the gateway', async () => {
    const { as, sandbox } = await start()
    const said = async (token: string) => {
      const answer = await wbClient(sandbox, token).ask('wb-finance', 'GET', '/ping')
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      return `${answer.status} ${detail(answer.text)}`
    }
    const { expired, deleted, missingFinance, demo } = sandbox.tokens
    expect(await said('')).toBe('401 empty Authorization header')
    expect(await said('not a token')).toMatch(/^401 token problem; token is malformed/)
    expect(await said(`${demo.token.slice(0, -4)}AAAA`)).toMatch(/^401 token problem; token signature/)
    expect(await said(expired.token)).toBe('401 token problem; token is expired')
    expect(await said(missingFinance.token)).toBe('401 token scope not allowed')
    expect(await said(deleted.token)).toMatch(/^403 /)
    const stock = await as('base').ask(
      'wb-analytics',
      'POST',
      '/api/analytics/v1/stocks-report/wb-warehouses',
      {},
    )
    expect([stock.status, detail(stock.text)]).toEqual([
      403,
      'token does not satisfy additional requirements',
    ])
  })

  test('carry the claims that WB documents', async () => {
    const { sandbox } = await start()
    const claims = (name: WbTokenName) =>
      JSON.parse(
        Buffer.from(sandbox.tokens[name].token.split('.')[1] as string, 'base64url').toString(),
      ) as Record<string, unknown>
    expect(claims('demo')).toMatchObject({ acc: 3, for: 'self', t: false })
    expect(claims('base')).not.toHaveProperty('for')
    expect(claims('service').for).toMatch(/^asid:/)
    expect(claims('test')).toMatchObject({ acc: 2, t: true })
    expect(claims('untyped')).not.toHaveProperty('acc')
    expect(claims('readonly').s).toBe(2 ** 30 + 2 ** 13 + 2 ** 10 + 0b1111110)
    expect((claims('expired').exp as number) * 1000).toBeLessThan(Date.now())
  })
})

describe('limits', () => {
  test('are a bucket per seller and method, and every 429 is counted', async () => {
    const { demo, as, sandbox } = await start({ limits: true })
    const ask = (client = demo) => client.ask('wb-finance', 'POST', DETAILED, week)
    expect((await ask()).headers.get('x-ratelimit-remaining')).toBe('0')
    const refused = await ask(as('readonly'))
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBeNull()
    expect(Number(refused.headers.get('x-ratelimit-retry'))).toBeGreaterThan(50)
    expect(refused.headers.get('x-ratelimit-limit')).toBe('1')
    expect(JSON.parse(refused.text)).toMatchObject({ origin: 'ag-finance', status: 429 })
    expect((await ask(as('second'))).status).toBe(200)
    expect(sandbox.limited()).toEqual({ [`wb-demo POST ${DETAILED}`]: 1 })
    sandbox.faults.add({ kind: '429', host: 'wb-content', times: 1 })
    await demo.ask('wb-content', 'POST', '/content/v2/get/cards/list', {})
    expect(Object.keys(sandbox.limited())).toHaveLength(1)
  })

  test('let a burst through, count down what is left, and refill at their interval', async () => {
    const { demo } = await start({ limits: true })
    const left: (string | null)[] = []
    for (let i = 0; i < 10; i++) {
      const answer = await demo.ask('wb-statistics', 'GET', '/api/v1/supplier/orders?dateFrom=2026-11-24')
      left.push(answer.headers.get('x-ratelimit-remaining'))
    }
    expect(left).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'])
    const over = await demo.ask('wb-statistics', 'GET', '/api/v1/supplier/orders?dateFrom=2026-11-24')
    expect(over.status).toBe(429)
    expect(Number(over.headers.get('x-ratelimit-reset'))).toBeGreaterThan(9 * 60)
  })

  test('are hours for a Base token, and run faster with the speed of the sandbox', async () => {
    const { as } = await start({ limits: true })
    await as('base').ask('wb-finance', 'POST', DETAILED, week)
    const slow = await as('base').ask('wb-finance', 'POST', DETAILED, week)
    expect(Number(slow.headers.get('x-ratelimit-retry'))).toBeGreaterThan(11 * 3600)
    const fast = await start({ limits: true, speedup: 3600 })
    await fast.as('base').ask('wb-finance', 'POST', DETAILED, week)
    const soon = await fast.as('base').ask('wb-finance', 'POST', DETAILED, week)
    expect(Number(soon.headers.get('x-ratelimit-retry'))).toBeLessThanOrEqual(12)
  })

  test('cost ten for a 4xx of the marketplace methods', async () => {
    const { demo } = await start({ limits: true })
    const foreign = () => demo.ask('wb-marketplace', 'POST', '/api/v3/stocks/1', { chrtIds: [1] })
    expect((await foreign()).status).toBe(404)
    expect((await foreign()).status).toBe(404)
    expect((await foreign()).status).toBe(429)
    expect((await demo.ask('wb-marketplace', 'GET', '/api/v3/warehouses')).status).toBe(200)
  })

  test('end at the seller’s own limiter, which says nothing of when', async () => {
    const { demo, sandbox } = await start({ limits: true })
    const answers = await Promise.all(
      Array.from({ length: 130 }, (_, i) => demo.ask(WB_HOSTS[i % 8] as WbHost, 'GET', '/ping')),
    )
    const refused = answers.filter(a => a.status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(detail(refused[0]?.text ?? '')).toContain(`per seller ${sandbox.tokens.demo.sid}`)
    expect(refused[0]?.headers.get('x-ratelimit-retry')).toBeNull()
  })
})

describe('answers without rows', () => {
  test('are 204, null, empty lists, or a 400 that means no data', async () => {
    const { as, demo } = await start()
    const empty = as('empty')
    const finance = await empty.ask('wb-finance', 'POST', DETAILED, week)
    expect([finance.status, finance.text]).toEqual([204, ''])
    const count = await empty.get('wb-advert', 'GET', '/adv/v1/promotion/count')
    expect(count).toEqual({ adverts: null, all: 0 })
    expect(await empty.get('wb-statistics', 'GET', '/api/v1/supplier/orders?dateFrom=2026-08-27')).toEqual([])
    expect(await empty.get('wb-marketplace', 'GET', '/api/v3/warehouses')).toEqual([])
    const stock = await empty.ask('wb-analytics', 'POST', '/api/analytics/v1/stocks-report/wb-warehouses', {})
    expect(stock.status).toBe(204)
    const path = '/adv/v3/fullstats?ids=23010000&beginDate=2025-10-21&endDate=2025-10-30'
    const none = await demo.ask('wb-advert', 'GET', path)
    expect([none.status, detail(none.text)]).toEqual([
      400,
      'there are no statistics for this advertising period',
    ])
  })
})

describe('refusals of what was asked', () => {
  test('come in the shape of each family', async () => {
    const { demo } = await start()
    const said = async (host: WbHost, method: string, path: string, body?: unknown) => {
      const answer = await demo.ask(host, method, path, body)
      return [answer.status, answer.text] as const
    }
    expect(await said('wb-content', 'POST', '/content/v2/get/cards/list', '{"settings"')).toEqual([
      400,
      'Request body can not be decoded',
    ])
    const parsed = async (...ask: Parameters<typeof said>) => {
      const [status, text] = await said(...ask)
      return { status, body: JSON.parse(text) as unknown }
    }
    expect(await parsed('wb-statistics', 'GET', '/api/v1/supplier/orders')).toMatchObject({
      status: 400,
      body: { errors: [expect.stringMatching(/^dateFrom: /)] },
    })
    const old = '/api/v1/supplier/stocks?dateFrom=2026-01-01'
    expect(await parsed('wb-statistics', 'GET', old)).toMatchObject({
      status: 404,
      body: { title: 'path not found' },
    })
    expect(await parsed('wb-advert', 'GET', '/adv/v1/budget?id=23010000')).toMatchObject({ status: 404 })
    expect(await parsed('wb-advert', 'GET', '/adv/v1/upd?from=2026-01-01&to=2026-02-01')).toMatchObject({
      status: 400,
      body: expect.any(String),
    })
    const stats = '/adv/v3/fullstats?ids=23010000&beginDate=2026-10-01&endDate=2026-11-01'
    expect(await parsed('wb-advert', 'GET', stats)).toMatchObject({
      status: 400,
      body: { errors: [{ detail: 'max date range 31 days' }] },
    })
    expect(await parsed('wb-advert', 'GET', stats.replace('23010000', '1'))).toMatchObject({ status: 400 })
    const stocks = await parsed('wb-marketplace', 'POST', '/api/v3/stocks/912345', { skus: ['1'] })
    expect(stocks).toMatchObject({ status: 400, body: { code: 'SKUUploadDisabled' } })
    const pairs = (count: number) => Array.from({ length: count }, () => ({ advertId: 23010000, nmId: 1 }))
    const clusters = { from: '2026-10-20', to: '2026-11-18', items: pairs(100) }
    const statsOf = (more: object) =>
      parsed('wb-advert', 'POST', '/adv/v1/normquery/stats', { ...clusters, ...more })
    expect(await statsOf({})).toMatchObject({ status: 200 })
    expect(await statsOf({ from: '2026-10-19' })).toMatchObject({ status: 400 })
    expect(await statsOf({ items: pairs(101) })).toMatchObject({ status: 400 })
    expect(await statsOf({ items: [{ advertId: 1, nmId: 1 }] })).toMatchObject({
      status: 400,
      body: { detail: 'invalid ids' },
    })
    const early = { selectedPeriod: { start: '2026-10-01T00:00:00+03:00' } }
    expect(await parsed('wb-analytics', 'POST', '/api/analytics/v1/order-feed', early)).toMatchObject({
      status: 400,
    })
  })
})

describe('disturbances', () => {
  test('speak the language of these hosts', async () => {
    const { demo, sandbox } = await start()
    const ask = () => demo.ask('wb-finance', 'POST', DETAILED, week)
    sandbox.faults.set([{ kind: 'later', host: 'wb-finance', times: 1 }])
    const later = await ask()
    expect([later.status, later.headers.get('x-ratelimit-retry')]).toEqual([429, '18236'])
    const kinds = [
      ['missing_role', 401],
      ['token_expired', 401],
      ['plan_refused', 402],
      ['obsolete', 404],
      ['bad_request', 400],
      ['circuit_open', 429],
      ['500', 500],
      ['502', 502],
      ['html', 200],
    ] as const
    for (const [kind, status] of kinds) {
      sandbox.faults.set([{ kind, shop: 'wb-demo', path: `*${DETAILED}`, times: 1 }])
      expect((await ask()).status, kind).toBe(status)
    }
    sandbox.faults.set([{ kind: 'reset', times: 1 }])
    await expect(ask()).rejects.toThrow()
    expect((await ask()).status).toBe(200)
  })

  test('alter bare arrays and keep ids that no double holds', async () => {
    const { demo, sandbox } = await start()
    const daily = { dateFrom: '2026-11-20', dateTo: '2026-11-20', period: 'daily' }
    const ask = async () => (await demo.ask('wb-finance', 'POST', DETAILED, daily)).text
    const whole = await ask()
    expect(whole).toMatch(/"reportId":9033\d{12}[,}]/)
    sandbox.faults.set([{ kind: 'duplicate_page', times: 1 }])
    const twice = await ask()
    expect(twice).toBe(`[${whole.slice(1, -1)},${whole.slice(1, -1)}]`)
    sandbox.faults.set([{ kind: 'empty_page', times: 1 }])
    expect(await ask()).toBe('[]')
    sandbox.faults.set([{ kind: 'truncated', times: 1 }])
    const cut = await ask()
    expect(() => JSON.parse(cut) as unknown).toThrow()
    sandbox.faults.set([{ kind: 'wrong_types', times: 1 }])
    expect(await ask()).toContain('"reportId":"not a number"')
  })

  test('hold a reader on the first page', async () => {
    const { demo, sandbox } = await start()
    const ask = async (rrdId: number) =>
      (await demo.ask('wb-finance', 'POST', DETAILED, { ...week, limit: 5, rrdId })).text
    const first = await ask(0)
    const last = (JSON.parse(first) as { rrdId: number }[]).at(-1)?.rrdId as number
    expect(await ask(last)).not.toBe(first)
    sandbox.faults.set([{ kind: 'stuck_cursor', host: 'wb-finance' }])
    expect(await ask(last)).toBe(first)
  })
})

describe('time', () => {
  test('brings new orders, ends old ones, and gives the week its report on Monday', async () => {
    const { sandbox } = await start({ today: '2026-11-21' })
    const before = sandbox.wbTruth('wb-demo', { to: '2026-11-21' })
    sandbox.advance(2)
    const after = sandbox.wbTruth('wb-demo', { to: '2026-11-21' })
    expect(after.orders.total.orders).toBe(before.orders.total.orders)
    expect(after.orders.total.cancels).toBeGreaterThanOrEqual(before.orders.total.cancels)
    expect(after.funnel.total.buyouts).toBeGreaterThan(before.funnel.total.buyouts)
    expect(sandbox.wbTruth().orders.total.orders).toBeGreaterThan(before.orders.total.orders)
    expect([before.weekly.last, after.weekly.last]).toEqual(['2026-11-15', '2026-11-21'])
    const closed = (t: typeof before) => Object.values(t.weekly.byReport).slice(0, -4)
    expect(closed(after).slice(0, 20)).toEqual(closed(before).slice(0, 20))
  })

  test('is the same world for the same seed, and another for another shop', async () => {
    const [one, two] = [await start(), await start()]
    expect(one.sandbox.wbTruth()).toEqual(two.sandbox.wbTruth())
    expect(one.sandbox.tokens).toEqual(two.sandbox.tokens)
    expect(one.sandbox.wbTruth('wb-second').orders.total).not.toEqual(one.sandbox.wbTruth().orders.total)
  })

  test('the wanted number of finance lines is about what the reports have', async () => {
    const { sandbox } = await start({ financeLines: 40_000 })
    const { lines } = sandbox.wbTruth().weekly.total
    expect(Math.abs(lines - 40_000)).toBeLessThan(5000)
  })

  test('serves its tokens, truth and counts to other processes', async () => {
    const { sandbox } = await start()
    const told = async (path: string) =>
      (await (await fetch(`${sandbox.url}/_sandbox/${path}`)).json()) as Record<string, unknown>
    expect((await told('keys')).tokens).toEqual(JSON.parse(JSON.stringify(sandbox.tokens)))
    expect(await told('truth?shop=wb-second&from=2026-11-01')).toEqual(
      sandbox.wbTruth('wb-second', { from: '2026-11-01' }),
    )
    expect(await told('limited')).toEqual({})
  })
})
