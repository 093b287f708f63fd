import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { steps } from '../../loaders/ozon/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { Content } from '../support/contents.ts'
import type { RunningEngine } from '../support/engine.ts'
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
import { RECENTLY, sandbox } from '../support/sandbox.ts'

/** One method of four lanes, and how many of its requests succeed before it is hit. */
const STRUCK = {
  'ozon.orders': { path: '/v3/posting/fbo/list', skip: 3 },
  'ozon.funnel': { path: '/v1/analytics/data', skip: 1 },
  'ozon.returns': { path: '/v1/returns/list', skip: 2 },
  'ozon.ads': { path: '/api/client/statistics/expense/json', skip: 1 },
} as const
/** The struck steps, the products that they need, and others that must not suffer; tests/standard brings every fault to every stream. */
const LOADED = ['ozon.catalogue', ...Object.keys(STRUCK), 'ozon.stocks', 'ozon.prices']
const STEPS = steps.filter(({ id }) => LOADED.includes(id)).map(({ id }) => id)

let market: Sandbox
let truth: readonly Content[]
const {
  all: struckSteps,
  strike,
  strikeEach,
  requests: struckRequests,
  othersAreDone,
  retriedTo,
} = striking(() => market, STRUCK, STEPS)
const retriedToTheTruth = (of: RunningEngine, last: Parameters<typeof word>[0]) => retriedTo(truth, of, last)
const fresh = engines(() => market, { startDay: RECENTLY })

beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  const calm = await fresh()
  await calm.load(STEPS)
  truth = await contents(calm)
})
afterAll(() => market.close())

describe('a fault that passes', () => {
  test.each(dealt(PASSING, struckSteps))(
    'P16: $names are waited out: the load ends whole and equal to the truth',
    async ({ of }) => {
      const shop = await fresh()
      strikeEach(of)
      const progress = await shop.load(STEPS)
      for (const step of struckSteps) expect(struckRequests(step), `${step} was struck`).toBeGreaterThan(0)
      expect(progress.steps.filter(step => step.status !== 'done')).toEqual([])
      expect(progress).toMatchObject({ status: 'done', percent: 100 })
      expect(await contents(shop)).toEqual(truth)
      neverWholeOverAnError(shop)
    },
  )

  test('a token of the Performance API that expires in mid-run is renewed once', async () => {
    const shop = await fresh()
    strike({ kind: 'token_expired', times: 1 }, ['ozon.ads'])
    const progress = await shop.load(STEPS)
    expect(progress).toMatchObject({ status: 'done', percent: 100 })
    expect(await contents(shop)).toEqual(truth)
  })
})

const STUCK = { name: 'a cursor that stands', kind: 'stuck_cursor', word: 'shape', most: 2 } as const

describe('a fault that stays', () => {
  type Step = (typeof struckSteps)[number]
  const stuck = {
    names: STUCK.name,
    of: new Map<Step, typeof STUCK>([
      ['ozon.orders', STUCK],
      ['ozon.returns', STUCK],
    ]),
  }
  test.each([...dealt(STAYING, struckSteps), stuck])(
    'P12, P17: $names each fail their own step with their word; the others end, and a retry is equal to the truth',
    async ({ of }) => {
      const shop = await fresh()
      strikeEach(of)
      const progress = await shop.load(STEPS)
      for (const [step, { word: kind, most }] of of) {
        expect(word(progress, step), step).toMatchObject({ status: 'failed', kind })
        expect(word(progress, step).message, step).toBeTruthy()
        // Two windows of the orders are read in parallel; of the three streams of returns one asks by status.
        const times = step === 'ozon.orders' ? 2 : step === 'ozon.returns' ? 4 : 1
        expect(struckRequests(step), step).toBeLessThanOrEqual(most * times)
      }
      othersAreDone(progress, [...of.keys()])
      expect(progress.status).toBe('failed')
      expect(progress.percent).toBeLessThan(100)
      const { status, messages } = await shopOf(shop)
      expect(status).toBe('active')
      expect(messages.map(({ word, details }) => [word, details.step, details.kind]).sort()).toEqual(
        [...of].map(([step, { word }]) => ['step_failed', step, word]).sort(),
      )
      const kept = await shop.query('SELECT DISTINCT step FROM evidence ORDER BY step')
      // A method that is gone leaves nothing to capture.
      const told = [...of].filter(([, { word }]) => word !== 'obsolete')
      expect(kept.map(row => row.step)).toEqual(told.map(([step]) => step).sort())
      neverWholeOverAnError(shop)
      await retriedToTheTruth(shop, progress)
    },
  )

  test.each(PUTTING_OFF)(
    'P15: $name puts its steps off with an hour to come back; the others end',
    async ({ name, ...fault }) => {
      const shop = await fresh()
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
      const shop = await fresh()
      strike({ kind })
      const progress = await shop.load(STEPS)
      // One request of each stream of a step.
      for (const [step, streams] of [
        ['ozon.funnel', 1],
        ['ozon.returns', 3],
      ] as const) {
        expect(word(progress, step)).toMatchObject({ status: 'skipped', kind: cause })
        expect(struckRequests(step)).toBe(streams)
      }
      for (const step of ['ozon.orders', 'ozon.ads'] as const)
        expect(word(progress, step).notices).toContainEqual({
          word: 'partly_refused',
          details: { kind: cause },
        })
      othersAreDone(progress, ['ozon.funnel', 'ozon.returns'])
      const { messages } = await shopOf(shop)
      expect(messages.map(message => message.details.step).sort()).toEqual([...struckSteps].sort())
      market.faults.clear()
      await shop.load(STEPS)
      expect(await contents(shop)).toEqual(truth)
      expect((await shopOf(shop)).messages).toEqual([])
    },
  )

  test('P17: a Seller key that dies in mid-run ends what needs it, not the advertising, and the shop says that its keys are refused', async () => {
    const shop = await fresh()
    strike({ kind: 'token_expired' }, ['ozon.returns'])
    const progress = await shop.load(STEPS)
    expect(word(progress, 'ozon.returns')).toMatchObject({ status: 'failed', kind: 'expired_key' })
    expect(struckRequests('ozon.returns')).toBe(1)
    expect(word(progress, 'ozon.ads').status).toBe('done')
    expect(progress.status).toBe('failed')
    expect(await shopOf(shop)).toMatchObject({
      status: 'auth_error',
      messages: [{ word: 'keys_refused', details: { kind: 'expired_key' } }],
    })
    neverWholeOverAnError(shop)
    await retriedToTheTruth(shop, progress)
  })

  test('a Performance key that dies in mid-run ends the advertising alone', async () => {
    const shop = await fresh()
    strike({ kind: 'token_expired' }, ['ozon.ads'])
    const progress = await shop.load(STEPS)
    expect(word(progress, 'ozon.ads')).toMatchObject({ status: 'failed', kind: 'bad_key' })
    othersAreDone(progress, ['ozon.ads'])
    expect((await shopOf(shop)).status).toBe('active')
    expect((await shopOf(shop)).messages).toMatchObject([
      { word: 'step_failed', details: { step: 'ozon.ads' } },
    ])
    await retriedToTheTruth(shop, progress)
  })

  test('P12: a catalogue that cannot be read fails the steps that need its products too: nothing is done over nothing', async () => {
    const shop = await fresh()
    market.faults.set([{ kind: '500', path: '/v3/product/list' }])
    const progress = await shop.load(STEPS)
    const failed = progress.steps.filter(step => step.status === 'failed').map(step => step.step)
    expect(failed).toContain('ozon.catalogue')
    for (const { step, status } of progress.steps)
      if (status === 'done') {
        const [{ rows } = { rows: 0 }] = await shop.query(
          `SELECT count(*) AS rows FROM checkpoints WHERE rows > 0 AND stream_id LIKE '${step}%'`,
        )
        const [dims] = await shop.query(
          `SELECT count(*) AS rows FROM dim_checkpoints WHERE rows > 0 AND stream_id LIKE '${step}%'`,
        )
        expect(Number(rows) + Number(dims?.rows ?? 0), `${step} is done without a row`).toBeGreaterThan(0)
      }
    await retriedToTheTruth(shop, progress)
  })
})

test('P21: a page that is empty where rows were before is told, and the rows stay', async () => {
  const shop = await fresh()
  await shop.load(STEPS)
  strike({ kind: 'empty_page' })
  market.faults.set(market.faults.list().map(fault => ({ ...fault, skip: 0 })))
  const progress = await shop.load(STEPS)
  for (const step of struckSteps) {
    expect(word(progress, step).status, step).toBe('done')
    expect(
      word(progress, step).notices.map(notice => notice.word),
      step,
    ).toContain('empty_answer')
  }
  expect(await contents(shop)).toEqual(truth)
})

describe('finance', () => {
  test('P11: a day that fails does not lose the days before it: the retry asks only for what is missing', async () => {
    const shop = await fresh()
    const path = '/v1/finance/accrual/by-day'
    market.log.clear()
    market.faults.set([{ kind: 'wrong_types', path, skip: 30 }])
    const progress = await shop.load(['ozon.finance'])
    expect(word(progress, 'ozon.finance')).toMatchObject({ status: 'failed', kind: 'shape' })
    const good = market.log.find({ path }).filter(entry => entry.fault === null)
    expect(good).toHaveLength(30)
    market.faults.clear()
    market.log.clear()
    const retried = await shop.load(['ozon.finance'])
    expect(retried).toMatchObject({ status: 'done', percent: 100 })
    const done = new Set(good.map(entry => JSON.stringify(entry.body)))
    const twice = market.log.find({ path }).filter(entry => done.has(JSON.stringify(entry.body)))
    // Days that are still being corrected are read again by every run.
    const open = twice.map(entry => (entry.body as { date: string }).date)
    expect(open.length).toBeLessThanOrEqual(31)
    const { total } = market.truth('demo', { from: RECENTLY, to: market.today() }).accruals
    const [row] = await shop.query(
      'SELECT count(*) AS accruals, sum(amount) AS total FROM fact_ozon_transactions',
    )
    expect(Number(row?.accruals)).toBe(total.accruals)
    expect(Math.round(Number(row?.total) * 100)).toBe(total.total)
  })
})
