import { afterAll, beforeAll, expect, test } from 'vitest'
import { days, each, ofItsDay } from '../../../../loaders/core/declare/slices.ts'
import { type Stream, step } from '../../../../loaders/core/declare/stream.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import { goods, shelf, sliceOf, streamInto } from '../../../../tests/support/store.ts'
import { coverage } from '../queries/coverage.ts'
import { checkpoint } from './checkpoints.ts'

let stores: Memory
beforeAll(async () => {
  stores = await openMemory([goods, shelf])
})
afterAll(() => stores.close())

const cut = each(days(7, { first: 30, again: 7 }), 2, { table: goods, column: 'sku' })
const parts: Stream = { ...streamInto([shelf], { mode: 'upsert' }, 'parts'), slices: cut }
const other: Stream = { ...parts, id: 'test.others' }
const daily: Stream = { ...parts, id: 'test.daily', slices: ofItsDay(async () => []) }
const slice = (from: string, to: string, batch?: string, start = from) => ({
  ...sliceOf(from, to, batch === undefined ? {} : { batch }),
  window: { start, days: 7 },
})
const first = ['2026-03-02', '2026-03-08'] as const
const second = ['2026-03-09', '2026-03-15'] as const

async function read(shopId: number, of: Stream, all: readonly ReturnType<typeof slice>[]) {
  for (const one of all) {
    const { sql } = checkpoint([
      { shopId, stream: of, slice: one, runId: 1, askedAt: '2026-03-20T10:00:00.000Z', rows: 1 },
    ])
    await stores.facts.write(async connection => void (await connection.run(sql)))
  }
}
const left = async (shopId: number, { id }: Stream = parts) =>
  (
    await stores.facts.read(
      `SELECT slice_key FROM checkpoints WHERE shop_id = ${shopId} AND stream_id = '${id}' ORDER BY ALL`,
    )
  ).map(row => row.slice_key)

test('batches that the ids of now do not make any more are forgotten once those of now were read, and coverage stays', async () => {
  const now = [slice(...first, 'a'), slice(...first, 'c'), slice(...second, 'a')]
  const before = [...now, slice(...first, 'b'), slice(...second, 'b'), slice(...second)]
  await read(1, parts, before)
  await read(1, other, before)
  await read(2, parts, before)
  const steps = [step('test', { lane: 'main', refresh: 'daily' }, [parts])]
  const covered = await coverage(stores, 1, steps)
  await stores.store.finish(1, parts, now)
  expect(await left(1)).toEqual([
    '2026-03-02/7#a',
    '2026-03-02/7#c',
    // The window as a whole is no batch of it.
    '2026-03-09/7',
    '2026-03-09/7#a',
  ])
  expect(await coverage(stores, 1, steps)).toEqual(covered)
  // Another stream and another shop keep theirs.
  expect(await left(1, other)).toHaveLength(before.length)
  expect(await left(2)).toHaveLength(before.length)
})

test('a batch that knows days which those of now do not reach stays, as does one of another window', async () => {
  const start = first[0]
  await read(3, parts, [
    slice('2026-03-04', first[1], 'a', start),
    slice(...first, 'b'),
    slice(...second, 'b'),
  ])
  await stores.store.finish(3, parts, [slice('2026-03-04', first[1], 'a', start)])
  expect(await left(3)).toEqual(['2026-03-02/7#a', '2026-03-02/7#b', '2026-03-09/7#b'])
})

test('a stream whose batches belong to their day forgets none, nor one that asks for nothing', async () => {
  await read(4, daily, [slice(...first, 'a'), slice(...first, 'b')])
  await stores.store.finish(4, daily, [slice(...first, 'a')])
  await stores.store.finish(4, { ...daily, slices: cut }, [])
  expect(await left(4, daily)).toHaveLength(2)
})
