import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TempData } from '../../../../tests/support/store.ts'
import { bidRow, bids, load, sales, sliceOf, streamInto, tempData } from '../../../../tests/support/store.ts'
import type { Stores } from '../opening/open.ts'

let data: TempData
let stores: Stores
let shop = 0
beforeAll(async () => {
  data = await tempData()
  stores = await data.open()
})
afterAll(async () => {
  await stores.close()
  data.remove()
})

const into = streamInto([bids], { mode: 'log', at: 'seen_at', ids: 'campaign' })
const bidsOf = async (shopId: number) =>
  (
    await stores.facts.read(
      `SELECT seen_at, sku, bid, state FROM log_test_bids WHERE shop_id = ${shopId} ORDER BY seen_at, sku`,
    )
  ).map(({ seen_at, sku, bid, state }) => `${String(seen_at).slice(11, 16)} ${sku} ${bid} ${state}`)
const look = (
  shopId: number,
  time: string,
  told: Readonly<Record<number, number>>,
  state: string | null = null,
) => {
  const at = `2026-05-01T${time}:00.000Z`
  const slice = sliceOf('2026-05-01', '2026-05-01', {
    window: { start: 'a', days: 1 },
    ids: [7],
    open: true,
    at,
  })
  const rows = Object.entries(told).map(([sku, bid]) => bidRow(7, Number(sku), at, bid, state))
  return load(stores, shopId, into, slice, { log_test_bids: rows })
}

it('writes what changed since the last look, and everything at the first look of an hour', async () => {
  const shopId = ++shop
  expect((await look(shopId, '10:02', { 1: 100, 2: 200 })).rows).toBe(2)
  expect((await look(shopId, '10:17', { 1: 100, 2: 250 })).rows).toBe(1)
  expect((await look(shopId, '10:32', { 1: 100, 2: 250 })).rows).toBe(0)
  expect((await look(shopId, '10:47', { 1: 100, 2: 200 })).rows).toBe(1)
  expect((await look(shopId, '11:01', { 1: 100, 2: 200 })).rows).toBe(2)
  expect(await bidsOf(shopId)).toEqual([
    '10:02 1 1.00 null',
    '10:02 2 2.00 null',
    '10:17 2 2.50 null',
    '10:47 2 2.00 null',
    '11:01 1 1.00 null',
    '11:01 2 2.00 null',
  ])
})

it('counts any column as news, and the coming and going of nothing too', async () => {
  const shopId = ++shop
  await look(shopId, '10:00', { 1: 100 })
  await look(shopId, '10:10', { 1: 100 }, 'paused')
  await look(shopId, '10:20', { 1: 100 }, 'paused')
  await look(shopId, '10:30', { 1: 100 })
  expect(await bidsOf(shopId)).toEqual(['10:00 1 1.00 null', '10:10 1 1.00 paused', '10:30 1 1.00 null'])
})

it('says nothing of a key that was away for a look and came back as it was', async () => {
  const shopId = ++shop
  await look(shopId, '10:00', { 1: 100, 2: 200 })
  await look(shopId, '10:10', { 2: 200 })
  await look(shopId, '10:20', { 1: 100, 2: 200 })
  expect(await bidsOf(shopId)).toEqual(['10:00 1 1.00 null', '10:00 2 2.00 null'])
})

it('takes a look that comes again after a crash for the same one', async () => {
  const shopId = ++shop
  for (let time = 0; time < 2; time += 1) await look(shopId, '10:00', { 1: 100 })
  expect(await bidsOf(shopId)).toEqual(['10:00 1 1.00 null'])
})

it('P9: does not listen to rows of a clock that stood in the future', async () => {
  const shopId = ++shop
  await look(shopId, '23:00', { 1: 500 })
  await look(shopId, '10:00', { 1: 100 })
  await look(shopId, '10:10', { 1: 100 })
  await look(shopId, '23:10', { 1: 500 })
  expect(await bidsOf(shopId)).toEqual(['10:00 1 1.00 null', '23:00 1 5.00 null'])
})

it('P21: tells for a day of a campaign that fell silent', async () => {
  const shopId = ++shop
  await look(shopId, '10:00', { 1: 100 })
  expect((await look(shopId, '11:00', {})).notice?.word).toBe('empty_answer')
  const later = sliceOf('2026-05-03', '2026-05-03', { ids: [7], at: '2026-05-03T10:00:00.000Z' })
  expect((await load(stores, shopId, into, later, {})).notice).toBeNull()
  expect(await bidsOf(shopId)).toEqual(['10:00 1 1.00 null'])
})

it('leaves a second table of which a look told nothing as it is', async () => {
  const shopId = ++shop
  const at = '2026-05-01T10:00:00.000Z'
  const two = streamInto([bids, sales], { mode: 'log', at: 'seen_at', ids: 'campaign' })
  const slice = sliceOf('2026-05-01', '2026-05-01', { ids: [7], at })
  const rows = { log_test_bids: [bidRow(7, 1, at, 100)] }
  expect(await load(stores, shopId, two, slice, rows)).toMatchObject({ rows: 1, added: 1, changed: 0 })
  expect(await bidsOf(shopId)).toEqual(['10:00 1 1.00 null'])
})
