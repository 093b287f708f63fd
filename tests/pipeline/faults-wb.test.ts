import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Progress } from '#contract/sync.ts'
import { steps } from '../../loaders/wb/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { WbTokenName } from '../../sandbox/wb/tokens.ts'
import type { Content } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { engines } from '../support/engines.ts'
import {
  contents,
  dealt,
  neverWholeOverAnError,
  PASSING,
  PUTTING_OFF,
  REFUSING,
  STAYING,
  shopOf,
  striking,
  word,
} from '../support/fault-matrix.ts'
import { sandbox } from '../support/sandbox.ts'

/** One method of five steps, and how many of its requests succeed before it is hit. */
const STRUCK = {
  'wb.content': { path: '/content/v2/get/cards/list' },
  'wb.orders': { path: '/api/v1/supplier/orders', skip: 1 },
  'wb.funnel': { path: '/api/analytics/v3/sales-funnel/products', skip: 3 },
  // After the closed week and the 204 behind it.
  'wb.finance': { path: '/api/finance/v1/sales-reports/detailed', skip: 2 },
  'wb.prices_stocks': { path: '/api/v2/list/goods/filter' },
} as const
/** Lanes that meet every fault in tests/standard: a load of them is long. */
const ELSEWHERE = [
  'ads',
  'fines',
  'promotions',
  'storage',
  'stock_history',
  'acceptance',
  'order_feed',
  'supplies',
]
/** The history of stocks is ordered by the method of the funnel, and meets its faults there too. */
const STEPS = steps
  .filter(({ id, lane }) => !ELSEWHERE.includes(lane) && id !== 'wb.stock_history')
  .map(({ id }) => id)
/** Days missing when a fault hits: the load is a later one, weeks after the first. */
const AWAY = 14
const REPORTS = '/api/v2/nm-report/downloads*'

let market: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'prilavok-faults-wb-'))
/** What a report of the funnel concerns. */
const FUNNEL = ['wb.funnel']
const FIGURES =
  'SELECT nm_id, dt, open_count, cart_count, order_count, order_sum, buyout_count, buyout_sum, cancel_count, cancel_sum FROM fact_wb_funnel ORDER BY ALL'
/** Steps of the shop that orders reports. */
let figures: readonly unknown[]
const truth = new Map<WbTokenName, readonly Content[]>()
/** `second` has no Jam subscription and loads its funnel day by day; `demo` orders reports. */
const SHOPS = ['second', 'demo'] as const

const start = engines(() => market)
/** A shop as its first load left it, two weeks ago. */
async function behind(token: WbTokenName = 'second'): Promise<RunningEngine> {
  const dataDir = mkdtempSync(join(folder, 'shop-'))
  cpSync(join(folder, token), dataDir, { recursive: true })
  return start({ key: market.tokens[token], dataDir })
}
const truthOf = (token: WbTokenName = 'second') => truth.get(token) as readonly Content[]

beforeAll(async () => {
  market = await sandbox({ today: '2026-11-04', scale: 0.1, wbCards: 4, wbOrders: 2, statisticsPage: 20 })
  for (const token of SHOPS) {
    const first = await engine({ sandbox: market, key: market.tokens[token], dataDir: join(folder, token) })
    expect(await first.load(STEPS)).toMatchObject({ status: 'done', percent: 100 })
    await first.close()
  }
  market.advance(AWAY)
  for (const token of SHOPS) {
    const calm = await behind(token)
    const before = await contents(calm)
    expect(await calm.load(STEPS)).toMatchObject({ status: 'done', percent: 100 })
    truth.set(token, await contents(calm))
    if (token === 'demo') figures = await calm.query(FIGURES)
    const rows = (of: readonly Content[], name: string) => of.find(({ table }) => table === name)?.rows ?? 0
    for (const table of ['fact_wb_orders', 'fact_wb_funnel', 'fact_wb_finance', 'fact_wb_prices'])
      expect(rows(truthOf(token), table), table).toBeGreaterThan(rows(before, table))
  }
  // Two complete first loads.
}, 900_000)
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const {
  all: struckSteps,
  strike,
  strikeEach,
  requests: struckRequests,
  othersAreDone,
  retriedTo,
} = striking(() => market, STRUCK, STEPS)
const retriedToTheTruth = (of: RunningEngine, last: Progress) => retriedTo(truthOf(), of, last)

/** With one request a minute two pauses are waited out; with more the step is put off, as below. */
const patiently = PASSING.map(fault =>
  fault.kind === '429' ? { ...fault, times: Math.min(fault.times ?? 1, 2) } : fault,
)

describe('a fault that passes', () => {
  test.each(dealt(patiently, struckSteps))(
    'P16: $names are waited out: the load ends whole and equal to the truth',
    async ({ of }) => {
      const shop = await behind()
      strikeEach(of)
      const progress = await shop.load(STEPS)
      for (const step of struckSteps) expect(struckRequests(step), `${step} was struck`).toBeGreaterThan(0)
      expect(progress.steps.filter(step => step.status !== 'done')).toEqual([])
      expect(progress).toMatchObject({ status: 'done', percent: 100 })
      expect(await contents(shop)).toEqual(truthOf())
      neverWholeOverAnError(shop)
    },
  )
})

test('P14: fields that no document names fail nothing and add no row', async () => {
  const shop = await behind()
  strike({ kind: 'new_fields' })
  const progress = await shop.load(STEPS)
  for (const step of struckSteps) expect(struckRequests(step), `${step} was struck`).toBeGreaterThan(0)
  expect(progress).toMatchObject({ status: 'done', percent: 100 })
  const rows = (of: readonly Content[]) => of.map(({ table, rows }) => [table, rows])
  expect(rows(await contents(shop))).toEqual(rows(truthOf()))
})

describe('a fault that stays', () => {
  test.each(dealt(STAYING, struckSteps))(
    'P12, P17: $names each fail their own step with their word; the others end, and a retry is equal to the truth',
    async ({ of }) => {
      const shop = await behind()
      strikeEach(of)
      const progress = await shop.load(STEPS)
      for (const [step, { word: kind, most }] of of) {
        expect(word(progress, step), step).toMatchObject({ status: 'failed', kind })
        expect(word(progress, step).message, step).toBeTruthy()
        expect(struckRequests(step), step).toBeLessThanOrEqual(most)
      }
      othersAreDone(progress, struckSteps)
      expect(progress.status).toBe('failed')
      expect(progress.percent).toBeLessThan(100)
      const { status, messages } = await shopOf(shop)
      expect(status).toBe('active')
      expect(messages.map(({ word, details }) => [word, details.step, details.kind]).sort()).toEqual(
        [...of].map(([step, { word }]) => ['step_failed', step, word]).sort(),
      )
      const kept = await shop.query('SELECT DISTINCT step FROM evidence ORDER BY step')
      // A method that is gone leaves nothing to capture, a broken connection not always.
      const told = [...of].filter(([, { word }]) => word !== 'obsolete' && word !== 'network')
      expect(kept.map(row => row.step)).toEqual(expect.arrayContaining(told.map(([step]) => step)))
      neverWholeOverAnError(shop)
      await retriedToTheTruth(shop, progress)
    },
  )

  test('P18: an answer that shows the first page whatever was asked for is never taken for the end', async () => {
    const shop = await behind()
    strike({ kind: 'stuck_cursor' }, ['wb.orders', 'wb.finance', 'wb.prices_stocks'])
    const progress = await shop.load(STEPS)
    for (const step of ['wb.orders', 'wb.finance', 'wb.prices_stocks'])
      expect(word(progress, step), step).toMatchObject({ status: 'failed', kind: 'shape' })
    neverWholeOverAnError(shop)
    await retriedToTheTruth(shop, progress)
  })

  test.each(PUTTING_OFF)(
    'P15: $name puts its steps off with an hour to come back; the others end',
    async ({ name, ...fault }) => {
      const shop = await behind()
      strike(fault)
      const before = Date.now()
      const progress = await shop.load(STEPS)
      for (const step of struckSteps) {
        const { status, until } = word(progress, step)
        expect(status, step).toBe('later')
        expect(Date.parse(until ?? ''), step).toBeGreaterThan(before)
      }
      othersAreDone(progress, struckSteps)
      expect(progress.percent).toBeLessThan(100)
      expect((await shopOf(shop)).messages.map(message => message.word)).toEqual(
        struckSteps.map(() => 'step_later'),
      )
      neverWholeOverAnError(shop)
    },
  )

  test.each(REFUSING)(
    'P17: $kind skips a step with its reason and no second try; a step that lost a part says so, and so does the shop',
    async ({ kind, word: cause }) => {
      const shop = await behind()
      strike({ kind })
      const progress = await shop.load(STEPS)
      for (const step of ['wb.funnel', 'wb.finance'] as const) {
        expect(word(progress, step)).toMatchObject({ status: 'skipped', kind: cause })
        expect(struckRequests(step), step).toBe(1)
      }
      for (const step of ['wb.content', 'wb.orders', 'wb.prices_stocks'] as const)
        expect(word(progress, step).notices, step).toContainEqual({
          word: 'partly_refused',
          details: { kind: cause },
        })
      othersAreDone(progress, ['wb.funnel', 'wb.finance'])
      const { messages } = await shopOf(shop)
      expect(messages.map(message => message.details.step).sort()).toEqual([...struckSteps].sort())
      market.faults.clear()
      await shop.load(STEPS)
      expect(await contents(shop)).toEqual(truthOf())
      expect((await shopOf(shop)).messages).toEqual([])
    },
  )

  test('P17: a token that ends in mid-run fails what still needs it, and the shop says that its keys are refused', async () => {
    const shop = await behind()
    strike({ kind: 'token_expired' }, ['wb.finance'])
    const progress = await shop.load(STEPS)
    expect(word(progress, 'wb.finance')).toMatchObject({ status: 'failed', kind: 'expired_key' })
    expect(struckRequests('wb.finance')).toBe(1)
    expect(progress.status).toBe('failed')
    expect(await shopOf(shop)).toMatchObject({
      status: 'auth_error',
      messages: [{ word: 'keys_refused', details: { kind: 'expired_key' } }],
    })
    neverWholeOverAnError(shop)
    await retriedToTheTruth(shop, progress)
  })
})

describe('the report of the funnel', () => {
  const orders = { kind: 'reset', path: REPORTS } as const
  test.each([
    { name: '500', ...orders, kind: '500', times: 3 },
    { name: 'a reset connection', ...orders, times: 3 },
    { name: 'a page with a good status', ...orders, kind: 'html', times: 3 },
    { name: 'a truncated body', ...orders, kind: 'truncated', times: 1 },
    { name: '429 without a pause', ...orders, kind: '429', times: 3, retryAfter: 'absent' },
  ] as const)('P16: is had in spite of $name, equal to the truth', async ({ name, ...fault }) => {
    const shop = await behind('demo')
    market.log.clear()
    market.faults.set([fault])
    expect(await shop.load(FUNNEL)).toMatchObject({ status: 'done', percent: 100 })
    expect(market.log.find({ path: REPORTS }).filter(entry => entry.fault !== null)).toHaveLength(fault.times)
    const funnel = (of: readonly Content[]) => of.filter(({ table }) => table === 'fact_wb_funnel')
    expect(funnel(await contents(shop))).toEqual(funnel(truthOf('demo')))
    neverWholeOverAnError(shop)
  })

  test.each(['missing_role', 'plan_refused', 'later', 'obsolete', 'bad_request'] as const)(
    'P17: where it may not be ordered (%s) the days are asked for one by one, to the same figures',
    async kind => {
      const shop = await behind('demo')
      market.faults.set([{ kind, path: REPORTS }])
      const progress = await shop.load(FUNNEL)
      expect(progress).toMatchObject({ status: 'done', percent: 100 })
      expect(await shop.query(FIGURES)).toEqual(figures)
    },
  )

  test('P12: that stays out of reach after its order fails the funnel alone', async () => {
    const shop = await behind('demo')
    market.faults.set([{ kind: '500', path: REPORTS, skip: 1 }])
    const progress = await shop.load(STEPS)
    expect(word(progress, 'wb.funnel')).toMatchObject({ status: 'failed', kind: 'server' })
    othersAreDone(progress, ['wb.funnel'])
    neverWholeOverAnError(shop)
    await retriedTo(truthOf('demo'), shop, progress)
  })
})

describe('nothing there', () => {
  test('P21: a shop without a card, an order or a report is loaded whole and without a failure: 204, null and empty lists are answers', async () => {
    const shop = await start({ key: market.tokens.empty })
    market.log.clear()
    const progress = await shop.load()
    expect(progress.steps.map(step => [step.step, step.status, step.kind])).toEqual(
      steps.map(step => [step.id, 'done', null]),
    )
    expect(market.log.count({ status: 204 })).toBeGreaterThan(0)
    for (const { table, rows } of await contents(shop))
      if (/orders|sales|finance|products|prices|stocks|costs|ad_daily/.test(table))
        expect(rows, table).toBe(0)
  })

  test('P12: the same shop behind a failing server has failed: no answer is not an empty one', async () => {
    const shop = await start({ key: market.tokens.empty })
    strike({ kind: '500', skip: 0 })
    const progress = await shop.load(STEPS)
    for (const step of struckSteps)
      expect(word(progress, step), step).toMatchObject({ status: 'failed', kind: 'server' })
    // Without its cards the categories of the shop are unknown.
    othersAreDone(progress, [...struckSteps, 'wb.commissions'])
    neverWholeOverAnError(shop)
  })

  test('P21: a page that is empty where rows were before is told where it could have cleared them away, and the rows stay', async () => {
    const shop = await behind()
    await shop.load(STEPS)
    strike({ kind: 'empty_page', skip: 0 })
    const progress = await shop.load(STEPS)
    for (const step of struckSteps) expect(word(progress, step).status, step).toBe('done')
    for (const step of ['wb.funnel', 'wb.finance', 'wb.prices_stocks'] as const)
      expect(
        word(progress, step).notices.map(notice => notice.word),
        step,
      ).toContain('empty_answer')
    expect(await contents(shop)).toEqual(truthOf())
  })
})
