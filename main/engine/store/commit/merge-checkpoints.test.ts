import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batches, ofItsDay, sliceKey, today } from '../../../../loaders/core/declare/slices.ts'
import { type Step, type Stream, step } from '../../../../loaders/core/declare/stream.ts'
import { addDays } from '../../../../loaders/core/parse/time.ts'
import { allStreams, marketplaceOf } from '../../../../loaders/index.ts'
import {
  goods,
  goodsRow,
  load,
  shelf,
  shelfRow,
  sliceOf,
  streamInto,
  type TempData,
  tempData,
} from '../../../../tests/support/store.ts'
import { VIEWS } from '../../analytics/views.ts'
import type { Stores } from '../opening/open.ts'
import { coverage } from '../queries/coverage.ts'
import { mergeCheckpoints } from './merge-checkpoints.ts'

let data: TempData
let stores: Stores
beforeAll(async () => {
  data = await tempData()
  stores = await data.open()
})
afterAll(async () => {
  await stores.close()
  data.remove()
})

const stock: Stream = {
  ...streamInto([shelf], { mode: 'snapshot', zero: ['amount'] }, 'stock'),
  slices: batches(1, { table: goods, column: 'sku' }),
}
const names: Stream = { ...streamInto([goods], { mode: 'upsert' }, 'names'), slices: today() }
const windows = streamInto([shelf], { mode: 'upsert' }, 'windows')
const of: readonly Step[] = [step('test', { lane: 'main', refresh: 'daily' }, [stock, names, windows])]
const count = async (table: string) =>
  (await stores.facts.read(`SELECT count(*) AS rows FROM ${table}`))[0]?.rows as number
const countDims = () => stores.dims.prepare('SELECT count(*) FROM dim_checkpoints').pluck().get()

let shops = 0
test('whatever days were read, coverage is as it was before, and each stretch of days before the newest is one row', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 2 }),
      fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }),
      async (read, parts, mergedOn) => {
        shops += 1
        const shopId = shops
        const day = (nth: number) => addDays('2026-03-25', nth)
        const rowsBefore = await count('checkpoints')
        const dimsBefore = Number(countDims())
        for (const nth of read.toSorted((a, b) => a - b)) {
          const dt = day(nth)
          for (let part = 0; part < parts; part += 1)
            await load(
              stores,
              shopId,
              stock,
              sliceOf(dt, dt, { window: { start: dt, days: 1 }, batch: `${part}`, open: true, ids: [part] }),
              {
                fact_test_shelf: [shelfRow(dt, part, 5)],
              },
            )
          await load(stores, shopId, names, sliceOf(dt, dt, { open: true }), {
            dim_test_goods: [goodsRow(1, dt)],
          })
          if (mergedOn.includes(nth)) await mergeCheckpoints(stores, [stock, names, windows], dt)
        }
        await load(stores, shopId, windows, sliceOf(day(3), day(5), { open: true }), {})
        const before = await coverage(stores, shopId, of)
        await mergeCheckpoints(stores, [stock, names, windows], day(13))
        expect(await coverage(stores, shopId, of)).toEqual(before)
        const over = read.filter(nth => nth < Math.max(...read))
        const stretches = over.filter(nth => !over.includes(nth - 1)).length
        // The newest day keeps its slices; the window is no slice of its day, and stays too.
        expect((await count('checkpoints')) - rowsBefore).toBe(stretches + parts + 1)
        expect(Number(countDims()) - dimsBefore).toBe(stretches + 1)
        const done = await stores.store.done(shopId, windows, 1)
        expect([...done.keys()]).toEqual([sliceKey(sliceOf(day(3), day(5)))])
      },
    ),
    { numRuns: 8 },
  ))

test('a merged row has the days, the rows, and the last run and instant of those that it stands for', async () => {
  const shopId = 400
  const said = (table: string) =>
    `SELECT CAST(from_day AS VARCHAR) AS first, CAST(to_day AS VARCHAR) AS last, CAST(run_id AS INTEGER) AS run, CAST(rows AS INTEGER) AS rows, CAST(done_at AS VARCHAR) AS done FROM ${table} WHERE shop_id = ${shopId} ORDER BY first`
  const told = async () => [
    await stores.facts.read(said('checkpoints')),
    stores.dims.prepare(said('dim_checkpoints')).all() as { done: string }[],
  ]
  const done: string[][] = [[], []]
  for (const [run, dt] of [
    [3, '2026-04-01'],
    [5, '2026-04-02'],
    [4, '2026-04-03'],
    [6, '2026-04-05'],
  ] as const) {
    const skus = [1, 2].slice(0, run - 2)
    await load(
      stores,
      shopId,
      stock,
      sliceOf(dt),
      { fact_test_shelf: skus.map(sku => shelfRow(dt, sku, 5)) },
      run,
    )
    await load(
      stores,
      shopId,
      names,
      sliceOf(dt),
      { dim_test_goods: skus.map(sku => goodsRow(sku, dt)) },
      run,
    )
    for (const [at, rows] of (await told()).entries()) done[at]?.push(String(rows.at(-1)?.done))
  }
  // Each store by itself: an app without streams of the other has nothing to merge there.
  await mergeCheckpoints(stores, [stock], '2026-04-10')
  await mergeCheckpoints(stores, [names], '2026-04-10')
  const merged = (at: number) => [
    { first: '2026-04-01', last: '2026-04-03', run: 5, rows: 5, done: done[at]?.[2] },
    { first: '2026-04-05', last: '2026-04-05', run: 6, rows: 2, done: done[at]?.[3] },
  ]
  expect(await told()).toEqual([merged(0), merged(1)])
})

test('slices of today are left alone: a run that is taken up does not read them again', async () => {
  const shopId = 500
  const slice = sliceOf('2026-11-28', '2026-11-28', {
    window: { start: '2026-11-28', days: 1 },
    batch: 'a',
    open: true,
  })
  await load(stores, shopId, stock, slice, { fact_test_shelf: [shelfRow('2026-11-28', 1, 5)] }, 7)
  const dims = countDims()
  await mergeCheckpoints(stores, [stock, names], '2026-11-28')
  expect([...(await stores.store.done(shopId, stock, 7)).keys()]).toEqual([sliceKey(slice)])
  expect(countDims()).toBe(dims)
})

test('no figure stands on a stream whose checkpoints are merged, and those of every snapshot are', () => {
  const merged = new Set(allStreams.flatMap(({ id, slices }) => (slices.ofItsDay ? [id] : [])))
  for (const marketplace of ['ozon', 'wb'] as const) {
    const { figures, steps } = marketplaceOf(marketplace)
    for (const figure of Object.values(figures)) {
      // Of a snapshot it counts alone that its day was read.
      if (figure === null || figure.snapshot) continue
      for (const id of figure.streams) expect(merged.has(id), id).toBe(false)
      // The spans of a step are found by the beginning of their names.
      const own = steps.find(({ id }) => id === figure.step)?.streams ?? []
      for (const { id } of own) expect(id.startsWith(`${figure.step}.`), id).toBe(true)
    }
  }
  for (const id of VIEWS.match(/ozon\.ads\.\w+/g) ?? []) expect(merged.has(id), id).toBe(false)
  const kept = allStreams.filter(({ id, write }) => write.mode === 'snapshot' && !merged.has(id))
  expect(kept.map(({ id }) => id)).toEqual([])
  expect(ofItsDay(async () => []).ofItsDay).toBe(true)
})
