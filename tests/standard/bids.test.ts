import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moscowDay } from '#contract/days.ts'
import { bids as ozonBids } from '../../loaders/ozon/ads/tables.ts'
import { bids as wbBids } from '../../loaders/wb/ads/tables.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { streamOf } from '../support/play.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'
import { BASE, openStreams, type Streams } from '../support/streams.ts'

const MINUTE = 60_000
/** Reads the bids every ten minutes for four hours, so that changes within an hour are seen, and four clock hours begin. */
const EVERY = 10
const LOOKS = 24
const START = Date.parse('2026-11-18T21:03:00.000Z')

/** A marketplace's bids by its truth and by its table: the object, and kopecks, or percent for a target share. */
const CASES = [
  {
    table: ozonBids,
    streams: ['ozon.ads.bids', 'ozon.ads.order_bids'],
    before: ['ozon.ads.campaigns'],
    truth: (sandbox: Sandbox) => ({ ...sandbox.truth().bids, ...sandbox.truth().shares }),
    nameOf: (row: Record<string, unknown>) => `${row.campaign_id}/${row.sku}`,
  },
  {
    table: wbBids,
    streams: ['wb.ads.bids'],
    before: ['wb.ads.campaigns'],
    truth: (sandbox: Sandbox) => sandbox.wbTruth().bids,
    nameOf: (row: Record<string, unknown>) => `${row.advert_id}/${row.nm_id}/${row.placement}`,
  },
] as const

let sandbox: Sandbox
let bench: Streams
let shopId = BASE
beforeAll(async () => {
  sandbox = await startSandbox()
  bench = await openStreams(sandbox)
})
afterAll(async () => {
  await bench.close()
  await sandbox.close()
})

describe.each(CASES)('$table.name', ({ table, streams, before, truth, nameOf }) => {
  interface Kept {
    readonly name: string
    readonly at: string
    readonly bid: number
  }
  const kept = async (shop: number): Promise<readonly Kept[]> =>
    (await bench.rows(table, shop)).map(line => {
      const row = JSON.parse(line) as Record<string, unknown>
      const bid = row.bid === null ? Number(row.target_cir) : Math.round(Number(row.bid) * 100)
      return { name: nameOf(row), at: String(row.seen_at), bid }
    })
  const look = async (runId: number, now: number, stopAfter?: number) => {
    const at = new Date(now).toISOString()
    for (const id of streams) {
      const stop = stopAfter === undefined ? {} : { stopAfter }
      const conditions = { shopId, runId, now: at, today: moscowDay(now), ...stop }
      const { error } = await bench.run(streamOf(id), conditions)
      if (error) expect(error.kind).toBe('cancelled')
    }
  }
  beforeAll(async () => {
    for (const id of before) await bench.run(streamOf(id), { shopId: BASE })
  })

  test('holds each change and every hour a whole picture, to the kopeck, and nothing else', async () => {
    shopId += 1
    const wanted: Kept[] = []
    let changes = 0
    for (let turn = 0; turn < LOOKS; turn += 1) {
      const now = START + turn * EVERY * MINUTE
      const at = new Date(now).toISOString()
      for (const [name, bid] of Object.entries(truth(sandbox))) {
        const last = wanted.findLast(one => one.name === name && one.at.slice(0, 13) === at.slice(0, 13))
        if (last?.bid === bid) continue
        if (last) changes += 1
        wanted.push({ name, at, bid })
      }
      await look(turn + 1, now)
      sandbox.advance((EVERY * MINUTE) / 86_400_000)
    }
    const byMoment = (rows: readonly Kept[]) => rows.map(({ name, at, bid }) => `${at} ${name} ${bid}`).sort()
    expect(byMoment(await kept(shopId))).toEqual(byMoment(wanted))
    // The test's world is alive: within an hour some bids changed and some did not.
    expect(changes).toBeGreaterThan(0)
    expect(wanted.length).toBeLessThan(Object.keys(truth(sandbox)).length * LOOKS)
  })

  test('holds nothing twice when a look is cut off and taken up, in the same run or by the next', async () => {
    shopId += 1
    await look(1, START, 1)
    await look(1, START + MINUTE)
    const first = await kept(shopId)
    expect(Object.fromEntries(first.map(({ name, bid }) => [name, bid]))).toEqual(truth(sandbox))
    expect(first).toHaveLength(Object.keys(truth(sandbox)).length)
    await look(2, START + 2 * MINUTE, 1)
    await look(3, START + 3 * MINUTE)
    expect(await kept(shopId)).toEqual(first)
  })
})
