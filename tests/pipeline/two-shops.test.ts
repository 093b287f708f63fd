import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ozon } from '../../loaders/ozon/api.ts'
import { tables } from '../../loaders/ozon/index.ts'
import type { DemoKey, Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { departures } from '../support/departures.ts'
import { engine } from '../support/engine.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

/** Steps with many requests whose documented limits allow a load within a test at real speed. */
const QUICK = [
  'ozon.catalogue',
  'ozon.content',
  'ozon.orders',
  'ozon.finance',
  'ozon.returns',
  'ozon.stocks',
  'ozon.prices',
]

let market: Sandbox
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
})
afterAll(() => market.close())

/** The contents of a shop that is loaded alone, in its own folder. */
async function alone(of: Sandbox, key: DemoKey, only?: readonly string[]) {
  const one = await engine({ sandbox: of, key, startDay: RECENTLY })
  try {
    await one.load(only)
    return await one.query(contentsSql())
  } finally {
    await one.close()
  }
}

describe('P26: two shops in one data folder', () => {
  test('that load side by side hold what each of them holds alone, and no row of the other', async () => {
    const both = await engine({ sandbox: market, startDay: RECENTLY })
    const second = await both.connect(market.keys.second)
    const ended = await Promise.all([both.load(), both.load(undefined, second)])
    for (const progress of ended) expect(progress).toMatchObject({ status: 'done', percent: 100 })
    expect(await both.query(contentsSql(both.shop.id))).toEqual(await alone(market, market.keys.demo))
    expect(await both.query(contentsSql(second.id))).toEqual(await alone(market, market.keys.second))
    const shops = new Set<number>()
    for (const { name } of tables)
      for (const row of await both.query(`SELECT DISTINCT shop_id FROM ${name}`))
        shops.add(Number(row.shop_id))
    expect([...shops].sort()).toEqual([both.shop.id, second.id])

    // Removing a shop removes its own data only.
    const before = await both.query(contentsSql(second.id))
    await both.engine.handlers['shop.remove']({ shopId: both.shop.id, name: both.shop.name })
    expect(await both.query(contentsSql(second.id))).toEqual(before)
    for (const { rows } of await both.query(contentsSql(both.shop.id))) expect(rows).toBe(0)
    await both.close()
  })

  test('that load in parallel at the real limits keep them, and neither waits for the other', async () => {
    const real = await sandbox({ scale: 0.1, speedup: 1, limits: true })
    const sent = departures()
    try {
      const both = await engine({ sandbox: real, pace: 1 })
      const second = await both.connect(real.keys.second)
      const ended = await Promise.all([both.load(QUICK), both.load(QUICK, second)])
      for (const progress of ended) expect(progress.status).toBe('done')
      await both.close()
      for (const { clientId } of [real.keys.demo, real.keys.second]) {
        expect(sent.count(clientId)).toBeGreaterThan(400)
        expect(sent.busiest(1000, clientId)).toBeLessThanOrEqual(50)
        // Each method that has a limit of its own keeps it, too.
        const bucketOf = ({ method, path }: { method: string; path: string }) =>
          ozon.buckets({ host: 'ozon-seller', method: method as 'POST', path })[0]
        const paced = sent
          .methods(clientId)
          .map(bucketOf)
          .filter(({ every }) => every > 0)
        expect(paced.length).toBeGreaterThan(4)
        for (const { name, every, burst = 1 } of paced)
          expect(
            sent.busiest(5 * every, clientId, one => bucketOf(one).name === name),
            name,
          ).toBeLessThanOrEqual(burst + 5)
      }
      // Each has its own buckets.
      expect(sent.busiest(1000)).toBeGreaterThan(50)
    } finally {
      sent.stop()
      await real.close()
    }
  })

  test('at the limits of the demo, all steps at once, never get a 429', async () => {
    const fast = await sandbox({ scale: 0.1, speedup: 60, limits: true })
    try {
      const both = await engine({ sandbox: fast, pace: 60, startDay: RECENTLY })
      const second = await both.connect(fast.keys.second)
      const ended = await Promise.all([both.load(), both.load(undefined, second)])
      for (const progress of ended) expect(progress.status).toBe('done')
      await both.close()
      expect(fast.log.find({ status: 429 })).toEqual([])
    } finally {
      await fast.close()
    }
  })
})

test('P20: two shops with one Performance account share its only report slot: both end, and no report is ordered twice', async () => {
  const shared = await sandbox({ scale: 0.1, speedup: 500, limits: true })
  try {
    const { demo, second } = shared.keys
    const both = await engine({ sandbox: shared, pace: 500 })
    const twin = await both.connect({
      ...second,
      perfClientId: demo.perfClientId,
      perfClientSecret: demo.perfClientSecret,
    })
    const ads = ['ozon.catalogue', 'ozon.ads']
    const ended = await Promise.all([both.load(ads), both.load(ads, twin)])
    for (const progress of ended)
      expect(progress.steps.map(step => [step.step, step.status, step.message])).toEqual(
        ads.map(id => [id, 'done', null]),
      )
    const ofAds = (id: number) =>
      both.query(`SELECT * EXCLUDE (shop_id) FROM fact_ozon_ad_daily WHERE shop_id = ${id} ORDER BY ALL`)
    const rows = await ofAds(both.shop.id)
    expect(rows.length).toBeGreaterThan(100)
    expect(await ofAds(twin.id)).toEqual(rows)
    await both.close()
    // Two orders of one report, one for each shop.
    const orders = new Map<string, number>()
    for (const { body, status } of shared.log.find({ path: '/api/client/statistics/json' }))
      if (status === 200) orders.set(JSON.stringify(body), (orders.get(JSON.stringify(body)) ?? 0) + 1)
    expect([...new Set(orders.values())]).toEqual([2])
  } finally {
    await shared.close()
  }
})
