import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FaultKind } from '../../sandbox/faults.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engines } from '../support/engines.ts'
import { sandbox } from '../support/sandbox.ts'

/** A step of each marketplace whose first method is hit, and others beside it. */
const MARKETS = {
  ozon: {
    struck: 'ozon.orders',
    path: '/v3/posting/fbo/list',
    others: ['ozon.catalogue', 'ozon.returns', 'ozon.prices'],
  },
  wb: { struck: 'wb.orders', path: '/api/v1/supplier/orders', others: ['wb.content', 'wb.prices_stocks'] },
} as const

let market: Sandbox
beforeAll(async () => {
  market = await sandbox({ scale: 0.1, wbCards: 4, wbOrders: 2 })
})
const start = engines(() => market)
afterAll(() => market.close())

async function struckBy(kind: FaultKind, of: keyof typeof MARKETS) {
  const { struck, path, others } = MARKETS[of]
  const shop = await start(of === 'wb' ? { key: market.tokens.second } : {})
  market.faults.set([{ kind, path }])
  market.log.clear()
  const { steps } = await shop.load([...others, struck])
  const word = steps.find(({ step }) => step === struck)
  const beside = steps.filter(({ step }) => step !== struck && others.includes(step as never))
  const kept = await shop.query('SELECT step, request, length(answer) AS length FROM evidence')
  return { shop, word, beside, kept, requests: market.log.count({ path }) }
}

describe.each(['ozon', 'wb'] as const)('an answer of %s beyond all measure', of => {
  const { path } = MARKETS[of]
  test.each(['endless', 'bomb', 'deep', 'huge_ids'] as const)(
    '(%s) spoils its own step, in its own word and with its place, and is kept with its request',
    async kind => {
      const { word, beside, kept, requests } = await struckBy(kind, of)
      expect(word).toMatchObject({ status: 'failed', kind: 'shape' })
      expect(word?.message).toContain(path)
      expect(beside.map(({ status }) => status)).toEqual(beside.map(() => 'done'))
      expect(kept.length).toBeGreaterThanOrEqual(1)
      for (const { request, length } of kept) {
        expect(String(request)).toContain(path)
        expect(Number(length)).toBeGreaterThan(0)
      }
      // A retry would bring the same.
      expect(requests).toBeLessThanOrEqual(8)
    },
  )

  test('(far_dates) ends in a word that is no accident, and every table can be read', async () => {
    const { shop, word, beside } = await struckBy('far_dates', of)
    expect(word?.kind).not.toBe('internal')
    if (word?.status === 'failed')
      expect(word).toMatchObject({ kind: 'shape', message: expect.stringContaining(path) })
    expect(beside.map(({ status }) => status)).toEqual(beside.map(() => 'done'))
    await shop.query('SELECT * FROM datasets')
    await shop.query(of === 'ozon' ? 'SELECT * FROM fact_ozon_orders' : 'SELECT * FROM fact_wb_orders')
  })
})

test('a cursor that always moves over pages without a row is an unfamiliar form before long', async () => {
  const { word, beside, requests } = await struckBy('moving_cursor', 'ozon')
  expect(word).toMatchObject({ status: 'failed', kind: 'shape' })
  expect(word?.message).toContain(MARKETS.ozon.path)
  expect(beside.map(({ status }) => status)).toEqual(beside.map(() => 'done'))
  // A hundred of each slice that was in progress.
  expect(requests).toBeLessThan(2_000)
})
