import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { ShopEvent } from '#contract/events.ts'
import { Marketplace } from '#contract/shop.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { TESTED } from '../support/marketplaces/index.ts'
import { sandbox, TODAY } from '../support/sandbox.ts'

const DAYS = 60

let market: Sandbox
let app: RunningEngine
beforeAll(async () => {
  market = await sandbox({ scale: 0.2, wbCards: 16, wbOrders: 2, contentSince: addDays(TODAY, -200) })
  app = await engine({ sandbox: market, key: null })
})
afterAll(async () => {
  await app.close()
  await market.close()
})

async function eventsOf(shopId: number): Promise<readonly ShopEvent[]> {
  const all: ShopEvent[] = []
  for (let before: number | null = null, more = true; more; ) {
    const query = { shopIds: [shopId], kinds: null, from: null, to: null, text: '', before }
    const page = await app.engine.handlers['events.list'](query)
    all.push(...page.events)
    before = page.events.at(-1)?.id ?? null
    more = page.more
  }
  return all
}
/** Progress shown while the shop's past was read, oldest first. */
const nightsTold = (shopId: number) =>
  app.events.flatMap(({ event, payload }) => {
    if (event !== 'sync.progress' || payload.shopId !== shopId) return []
    const looking = payload.steps.find(({ notices }) => notices.some(({ word }) => word === 'looking_back'))
    const { percent, secondsLeft } = payload
    return looking ? [{ percent, secondsLeft, slice: looking.slice, slices: looking.slices }] : []
  })
const ascending = (one: number, other: number) => one - other
const value = (of: string | readonly string[]) => (typeof of === 'string' ? of : JSON.stringify(of))

describe.each(Marketplace.options)('a demo shop of %s', marketplace => {
  test('is opened with sixty days of events, each noticed on its day by the detectors of any shop', async () => {
    const shop = await app.engine.handlers['shop.addDemo']({ marketplace })
    await app.load(TESTED[marketplace].changes.steps, shop)
    const nights = nightsTold(shop.id)
    // Each night advances the progress and is named.
    expect(nights.length).toBeGreaterThan(DAYS / 10)
    expect(nights.map(({ slice }) => slice)).toEqual(nights.map(({ slice }) => slice).toSorted(ascending))
    // Progress is sent a few times a second: a fast computer has passed the first nights by then.
    expect(nights[0]?.slice).toBeLessThan(DAYS / 2)
    expect(new Set(nights.map(({ slices }) => slices))).toEqual(new Set([DAYS]))
    expect(nights.at(-1)?.percent).toBeGreaterThan(20)
    for (const { secondsLeft } of nights) expect(secondsLeft).toBeNull()
    const first = addDays(TODAY, -DAYS)
    const truth = market
      .contentChanges(market.marketplaces[marketplace].demo.shop)
      .filter(({ day }) => day > first)
      .map(({ day, card, before, after }) => [day, String(card), value(before), value(after)].join(' '))
    const told = await eventsOf(shop.id)
    expect(
      told.map(({ day, productId, before, after }) => [day, productId, before, after].join(' ')).sort(),
    ).toEqual(truth.sort())
    expect(new Set(told.map(({ day }) => day)).size).toBeGreaterThan(DAYS / 2)
    expect(new Set(told.map(({ kind }) => kind)).size).toBe(3)
    // Nights that were read are not read again, and the marketplace shows today.
    market.log.clear()
    await app.load(TESTED[marketplace].changes.steps, shop)
    expect(await eventsOf(shop.id)).toEqual(told)
    expect(nightsTold(shop.id)).toEqual(nights)
    expect(market.log.entries.length).toBeLessThan(200)
  })
})

test('a shop that is no demo begins with no events', async () => {
  const own = await engine({ sandbox: market })
  await own.load(TESTED.ozon.changes.steps)
  expect(await own.query('SELECT id FROM event_log')).toEqual([])
  await own.close()
})
