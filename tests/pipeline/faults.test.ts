import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import { steps } from '../../loaders/ozon/index.ts'
import type { Fault, Sandbox } from '../../sandbox/index.ts'
import { type Content, contentsSql } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { sandbox } from '../support/sandbox.ts'

/** One method of four lanes, and how many of its requests are answered well before the first is struck. */
const STRUCK = {
  'ozon.orders': { path: '/v3/posting/fbo/list', skip: 3 },
  'ozon.funnel': { path: '/v1/analytics/data', skip: 1 },
  'ozon.returns': { path: '/v1/returns/list', skip: 2 },
  'ozon.ads': { path: '/api/client/statistics/expense/json', skip: 1 },
} as const
type StruckStep = keyof typeof STRUCK
const struckSteps = Object.keys(STRUCK) as StruckStep[]
/** All steps but the longest, which has faults of its own below. */
const STEPS = steps.map(step => step.id).filter(id => id !== 'ozon.finance')

let market: Sandbox
let truth: readonly Content[]
const contents = async (of: RunningEngine) => (await of.query(contentsSql())) as unknown as readonly Content[]
/** An engine of its own for a test, closed after it. */
const open: RunningEngine[] = []
async function fresh(): Promise<RunningEngine> {
  const one = await engine({ sandbox: market })
  open.push(one)
  return one
}

beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  const calm = await fresh()
  await calm.load(STEPS)
  truth = await contents(calm)
})
afterEach(async () => {
  market.faults.clear()
  for (const one of open.splice(0)) await one.close()
})
afterAll(() => market.close())

const strike = (of: Omit<Fault, 'path'>, on: readonly StruckStep[] = struckSteps): void => {
  market.log.clear()
  market.faults.set(on.map(step => ({ ...STRUCK[step], ...of })))
}
const struckRequests = (step: StruckStep): number =>
  market.log.find({ path: STRUCK[step].path }).filter(entry => entry.fault !== null).length
const word = (progress: Progress, id: string): StepProgress => {
  const found = progress.steps.find(step => step.step === id)
  if (!found) throw new TypeError(`no word on ${id}`)
  return found
}
const shopOf = async (of: RunningEngine) => {
  const found = (await of.engine.handlers['shop.list']()).find(shop => shop.id === of.shop.id)
  if (!found) throw new TypeError('the shop is gone')
  return found
}
/** Whatever was told: a hundred percent stand only over steps that all ended well. */
function neverWholeOverAnError(of: RunningEngine): void {
  for (const told of of.events) {
    if (told.event !== 'sync.progress' || told.payload.percent < 100) continue
    expect(told.payload.steps.filter(step => !['done', 'skipped'].includes(step.status))).toEqual([])
    expect(told.payload.status).not.toBe('failed')
  }
}
const othersAreDone = (progress: Progress, struck: readonly string[]) =>
  expect(progress.steps.filter(step => step.status !== 'done').map(step => step.step)).toEqual(
    STEPS.filter(id => struck.includes(id)),
  )
/** What was not good is asked for again, as by the button, without the faults. */
async function retriedToTheTruth(of: RunningEngine, last: Progress): Promise<void> {
  market.faults.clear()
  const again = last.steps.filter(step => step.status !== 'done').map(step => step.step)
  const progress = await of.load(again)
  expect(progress.steps.map(step => [step.step, step.status])).toEqual(STEPS.map(id => [id, 'done']))
  expect(progress.percent).toBe(100)
  expect(progress.status).toBe('done')
  expect(await contents(of)).toEqual(truth)
  expect(await shopOf(of)).toMatchObject({ status: 'active', messages: [] })
}

describe('a fault that passes', () => {
  const passing: readonly (Omit<Fault, 'path'> & { readonly name: string })[] = [
    { name: '429 with seconds', kind: '429', times: 2 },
    { name: '429 with a date', kind: '429', times: 1, retryAfter: 'date' },
    { name: '429 with a garbled pause', kind: '429', times: 3, retryAfter: 'garbage' },
    { name: '429 without a pause', kind: '429', times: 4, retryAfter: 'absent' },
    { name: '500', kind: '500', times: 4 },
    { name: '502 with a page', kind: '502', times: 4 },
    { name: 'a reset connection', kind: 'reset', times: 4 },
    { name: 'a page with a good status', kind: 'html', times: 4 },
    { name: 'a truncated body', kind: 'truncated', times: 4 },
    { name: 'silence', kind: 'hang', times: 1 },
    { name: 'rows that come twice', kind: 'duplicate_page' },
  ]
  test.each(passing)(
    'P16: $name is waited out: the load ends whole and equal to the truth',
    async ({ name, ...fault }) => {
      const shop = await fresh()
      strike(fault)
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

describe('a fault that stays', () => {
  type Staying = Omit<Fault, 'path'> & {
    readonly name: string
    readonly word: string
    /** The most requests that may be spent on it. */
    readonly most: number
    readonly on?: readonly StruckStep[]
  }
  const failing: readonly Staying[] = [
    { name: '500', kind: '500', word: 'server', most: 5 },
    { name: '502 with a page', kind: '502', word: 'server', most: 5 },
    { name: 'a reset connection', kind: 'reset', word: 'network', most: 5 },
    { name: 'a page with a good status', kind: 'html', word: 'server', most: 5 },
    { name: 'a truncated body', kind: 'truncated', word: 'server', most: 5 },
    { name: 'a bad request', kind: 'bad_request', word: 'bad_request', most: 1 },
    { name: 'a method that is switched off', kind: 'obsolete', word: 'obsolete', most: 1 },
    { name: 'values of another type', kind: 'wrong_types', word: 'shape', most: 1 },
    {
      name: 'a cursor that stands',
      kind: 'stuck_cursor',
      word: 'shape',
      most: 2,
      on: ['ozon.orders', 'ozon.returns'],
    },
  ]
  test.each(failing)(
    'P12, P17: $name fails its own steps with “$word”; the others end, and a retry is equal to the truth',
    async ({ name, word: kind, most, on = struckSteps, ...fault }) => {
      const shop = await fresh()
      strike(fault, on)
      const progress = await shop.load(STEPS)
      for (const step of on) {
        expect(word(progress, step), step).toMatchObject({ status: 'failed', kind })
        expect(word(progress, step).message, step).toBeTruthy()
        // Two windows of the orders are read side by side.
        expect(struckRequests(step), step).toBeLessThanOrEqual(most * (step === 'ozon.orders' ? 2 : 1))
      }
      othersAreDone(progress, on)
      expect(progress.status).toBe('failed')
      expect(progress.percent).toBeLessThan(100)
      const { status, messages } = await shopOf(shop)
      expect(status).toBe('active')
      expect(messages.map(({ word, details }) => [word, details.step, details.kind]).sort()).toEqual(
        on.map(step => ['step_failed', step, kind]).sort(),
      )
      const kept = await shop.query('SELECT DISTINCT step FROM evidence ORDER BY step')
      if (kind !== 'obsolete') expect(kept.map(row => row.step)).toEqual([...on].sort())
      neverWholeOverAnError(shop)
      await retriedToTheTruth(shop, progress)
    },
  )

  test.each([
    { name: 'a daily limit', kind: 'later', seconds: 3 * 3600 },
    { name: 'an open circuit', kind: 'circuit_open' },
    { name: '429 without end', kind: '429', retryAfter: 'absent' },
  ] as const)(
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

  test.each([
    { kind: 'missing_role', word: 'no_role' },
    { kind: 'plan_refused', word: 'no_plan' },
  ] as const)(
    'P17: $kind skips a step with its reason and no second try; a step that lost a part says so, and so does the shop',
    async ({ kind, word: cause }) => {
      const shop = await fresh()
      strike({ kind })
      const progress = await shop.load(STEPS)
      for (const step of ['ozon.funnel', 'ozon.returns'] as const) {
        expect(word(progress, step)).toMatchObject({ status: 'skipped', kind: cause })
        expect(struckRequests(step)).toBe(1)
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
    market.faults.set([{ kind: 'wrong_types', path, skip: 120 }])
    const progress = await shop.load(['ozon.finance'])
    expect(word(progress, 'ozon.finance')).toMatchObject({ status: 'failed', kind: 'shape' })
    const good = market.log.find({ path }).filter(entry => entry.fault === null)
    expect(good).toHaveLength(120)
    market.faults.clear()
    market.log.clear()
    const retried = await shop.load(['ozon.finance'])
    expect(retried).toMatchObject({ status: 'done', percent: 100 })
    const done = new Set(good.map(entry => JSON.stringify(entry.body)))
    const twice = market.log.find({ path }).filter(entry => done.has(JSON.stringify(entry.body)))
    // Days that are still being corrected are read again by every run.
    const open = twice.map(entry => (entry.body as { date: string }).date)
    expect(open.length).toBeLessThanOrEqual(31)
    const to = market.today()
    const { total } = market.truth('demo', { from: addDays(to, -364), to }).accruals
    const [row] = await shop.query(
      'SELECT count(*) AS accruals, sum(amount) AS total FROM fact_ozon_transactions',
    )
    expect(Number(row?.accruals)).toBe(total.accruals)
    expect(Math.round(Number(row?.total) * 100)).toBe(total.total)
  })
})
