import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import type { RunningEngine } from '../support/engine.ts'
import { engines } from '../support/engines.ts'
import { sandbox } from '../support/sandbox.ts'

let market: Sandbox
const fresh = engines(() => market)
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
})
afterAll(() => market.close())

const runsOf = (of: RunningEngine, limit = 50) =>
  of.engine.handlers['runs.list']({ shopIds: null, limit, before: null })

describe('what ran', () => {
  test('is listed newest first, a page at a time: what started it, what it loaded and how long it took', async () => {
    const shop = await fresh()
    const only = ['ozon.catalogue', 'ozon.orders', 'ozon.prices']
    await shop.load(only)
    await shop.load(['ozon.orders'])
    const [again, first] = await runsOf(shop)
    if (!first || !again) throw new Error('two runs were made')
    expect(first).toMatchObject({ trigger: 'person', first: true, status: 'done', changed: 0, responses: 0 })
    expect(first.rows).toBeGreaterThan(100)
    expect(first.added).toBeGreaterThan(100)
    expect(first.requests).toBeGreaterThan(10)
    expect(first.waited).toBeGreaterThanOrEqual(0)
    expect(first.steps.map(({ step }) => step)).toEqual(only)
    // The same days once more: nothing is new or changed.
    expect(again).toMatchObject({ first: false, status: 'done', added: 0, changed: 0 })
    expect(again.rows).toBeGreaterThan(0)
    expect(again.steps.map(({ step }) => step)).toEqual(['ozon.orders'])
    expect(await runsOf(shop, 1)).toEqual([again])
    const older = await shop.engine.handlers['runs.list']({ shopIds: null, limit: 10, before: again.runId })
    expect(older).toEqual([first])
  })

  test('keeps responses that did not fit their schema, with their requests, and shows them truncated', async () => {
    const shop = await fresh()
    market.faults.set([{ kind: 'wrong_types', path: '/v5/product/info/prices' }])
    await shop.load(['ozon.catalogue', 'ozon.prices'])
    const [run] = await runsOf(shop)
    expect(run).toMatchObject({ status: 'failed', responses: 1 })
    const kept = await shop.engine.handlers['runs.responses']({ runId: run?.runId ?? 0 })
    expect(kept).toHaveLength(1)
    expect(kept[0]).toMatchObject({ step: 'ozon.prices', status: 200 })
    expect(kept[0]?.request).toContain('POST ozon-seller/v5/product/info/prices')
    expect(kept[0]?.answer.length).toBeLessThanOrEqual(16_384)
    expect(JSON.stringify(kept)).not.toContain(market.keys.demo.apiKey)
    expect(await shop.engine.handlers['runs.responses']({ runId: 999 })).toEqual([])
  })

  test('has a line for the first wait that the marketplace asked a step for, not for every request', async () => {
    const shop = await fresh()
    market.faults.set([{ kind: '429', path: '/v3/posting/fbo/list', times: 3, seconds: 1 }])
    await shop.load(['ozon.catalogue', 'ozon.orders'])
    const lines = await shop.engine.handlers['log.list']({ limit: 1000 })
    expect(lines.filter(({ word }) => word === 'asked_to_wait')).toMatchObject([
      { shopId: shop.shop.id, step: 'ozon.orders', details: { seconds: 1 } },
    ])
    const [run] = await runsOf(shop)
    expect(run?.waited).toBeGreaterThanOrEqual(1000)
  })

  test('is in the log: every run and step with its words, and no key', async () => {
    const shop = await fresh()
    market.faults.set([{ kind: 'missing_role', path: '/v1/returns/list' }])
    await shop.load(['ozon.catalogue', 'ozon.returns'])
    const lines = await shop.engine.handlers['log.list']({ limit: 1000 })
    const about = lines.map(({ word, step }) => [word, step].filter(Boolean).join(' '))
    expect([...about.slice(0, 2), about.at(-1)]).toEqual(['engine_started', 'run_started', 'run_ended'])
    expect(about.slice(2, -1).sort()).toEqual(['step_done ozon.catalogue', 'step_skipped ozon.returns'])
    const of = (word: string) => lines.find(line => line.word === word)?.details
    expect(of('run_started')).toEqual({ trigger: 'person', steps: 'ozon.catalogue,ozon.returns' })
    expect(of('step_done')).toMatchObject({ rows: expect.any(Number), added: expect.any(Number) })
    expect(of('step_skipped')).toMatchObject({ kind: 'no_role' })
    expect(JSON.stringify(lines)).not.toContain(market.keys.demo.apiKey)
    const told = shop.events.flatMap(({ event, payload }) => (event === 'log.line' ? payload : []))
    expect(lines.slice(0, told.length)).toEqual(told)
    expect(told.length).toBeGreaterThan(0)
  })
})
