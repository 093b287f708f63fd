import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import { sliceKey } from '../../../../loaders/core/declare/slices.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import {
  load,
  saleRow,
  sales,
  shelf,
  sliceOf,
  streamInto,
  tempData,
} from '../../../../tests/support/store.ts'
import { removeShop } from '../records/remove.ts'
import { stagedFile } from './parquet-stage.ts'

const of = streamInto([sales], { mode: 'replace' })
const other: typeof shelf = { ...shelf, name: 'fact_test_other' as never }
const MANY = 3_000
const first = sliceOf('2026-03-01')
const second = sliceOf('2026-03-02', '2026-03-02', { ids: [9007199254740993n], open: true })
const rowsOf = ({ from }: Slice, kopecks = 100) => ({
  fact_test_sales: Array.from({ length: MANY }, (_, sku) => saleRow(from, sku, kopecks)),
})

let memory: Memory
let stores: Memory
/** The instant of the store's clock, where a test sets it. */
let at: string | null = null
beforeAll(async () => {
  memory = await openMemory([sales, shelf], () => (at === null ? Date.now() : Date.parse(at)))
})
beforeEach(async () => {
  stores = memory.nextLife()
  await stores.facts.exclusive(connection =>
    connection.run('DELETE FROM checkpoints; DELETE FROM fact_test_sales'),
  )
})
afterEach(() => {
  for (const name of readdirSync(memory.staging)) rmSync(join(memory.staging, name), { recursive: true })
})
afterAll(() => memory.close())

/** Reads a slice whole, and commits nothing. */
async function readWhole(slice: Slice, { shopId = 1, runId = 7, rows = rowsOf(slice), stream = of } = {}) {
  const stage = await stores.store.stage(shopId, stream, slice, runId)
  if (stage.add(rows)) await stage.flush()
  await stage.close()
  return stage
}
/** State that the next process finds: only files survive. */
function nextLife() {
  stores = stores.nextLife()
}
const kept = (slices: readonly Slice[], { shopId = 1, runId = 7, stream = of } = {}) =>
  stores.store.recovered(shopId, stream, slices, runId)
const keysKept = async (...asked: Parameters<typeof kept>) => [...(await kept(...asked)).keys()]
const held = async (shopId = 1) =>
  stores.facts.read(
    `SELECT CAST(dt AS VARCHAR) AS day, count(*) AS rows, sum(amount) AS amount FROM fact_test_sales WHERE shop_id = ${shopId} GROUP BY dt ORDER BY dt`,
  )
const staging = () => memory.staging
const fileOf = (ending: string) => {
  const name = readdirSync(staging()).find(one => one.endsWith(ending))
  return join(staging(), String(name))
}

test('P10: a slice that was read whole is committed by the next life of its run as it was read, and nothing of it stays in the folder', async () => {
  await readWhole(first)
  await readWhole(second)
  nextLife()
  expect(await held()).toEqual([])
  const found = await kept([first, { ...second, open: false }])
  expect([...found.keys()].sort()).toEqual([sliceKey(first), sliceKey(second)])
  const results = await Promise.all([...found.values()].map(stage => stage.commit(false)))
  expect(results.map(({ added }) => added)).toEqual([MANY, MANY])
  expect(await held()).toEqual([
    { day: '2026-03-01', rows: MANY, amount: '3000.00' },
    { day: '2026-03-02', rows: MANY, amount: '3000.00' },
  ])
  // The second was open when it was read: it counts for its run alone.
  expect([...(await stores.store.done(1, of, 7)).keys()].sort()).toEqual([sliceKey(first), sliceKey(second)])
  expect([...(await stores.store.done(1, of, 8)).keys()]).toEqual([sliceKey(first)])
  expect(readdirSync(staging())).toEqual([])
})

test('a slice that was still open on an earlier day of Moscow is read again, and leaves nothing', async () => {
  onTestFinished(() => {
    at = null
  })
  at = '2026-03-02T20:59:59.000Z'
  await readWhole(first)
  await readWhole(second)
  nextLife()
  expect((await keysKept([first, second])).sort()).toEqual([sliceKey(first), sliceKey(second)])
  nextLife()
  at = '2026-03-02T21:00:01.000Z'
  expect(await keysKept([first, second])).toEqual([sliceKey(first)])
  nextLife()
  expect(await keysKept([second])).toEqual([])
})

test('P10: it outlives lives that do not come to it, and can be forgotten', async () => {
  await readWhole(first)
  nextLife()
  nextLife()
  const found = await kept([first])
  nextLife()
  expect(found.size).toBe(1)
  const [stage] = (await kept([first])).values()
  await stage?.discard()
  expect(readdirSync(staging())).toEqual([])
  expect(await keysKept([first])).toEqual([])
})

test('what another run has read of the same slice goes, whichever of them is found first', async () => {
  for (const runs of [
    [6, 7],
    [7, 6],
    [6, 7],
    [7, 6],
  ]) {
    for (const runId of runs) await readWhole(first, { runId })
    nextLife()
    const found = await kept([first])
    expect([...found.keys()]).toEqual([sliceKey(first)])
    await found.get(sliceKey(first))?.discard()
    expect(readdirSync(staging())).toEqual([])
  }
})

test('a slice without any rows is kept too', async () => {
  await readWhole(first, { rows: { fact_test_sales: [] } })
  nextLife()
  const [stage] = (await kept([first])).values()
  expect(await stage?.commit()).toMatchObject({ rows: 0, notice: null })
  expect([...(await stores.store.done(1, of, 7)).keys()]).toEqual([sliceKey(first)])
})

test('what was not read to its end is cleared at the start', async () => {
  const stage = await stores.store.stage(1, of, first, 7)
  stage.add(rowsOf(first))
  await stage.flush()
  writeFileSync(join(staging(), 'anything.ndjson'), '{}')
  nextLife()
  expect(readdirSync(staging())).toEqual([])
  expect(await keysKept([first])).toEqual([])
})

test('what was committed or discarded leaves no note', async () => {
  await (await readWhole(first)).commit()
  await (await readWhole(second)).discard()
  expect(readdirSync(staging())).toEqual([])
})

test.each([
  ['its rows are cut off', () => truncateSync(fileOf('.parquet'), 4_096)],
  [
    'its rows are spoilt',
    () => {
      const handle = openSync(fileOf('.parquet'), 'r+')
      writeSync(handle, Buffer.alloc(64), 0, 64, 2_048)
      closeSync(handle)
    },
  ],
  ['its note is cut off', () => truncateSync(fileOf('.read.json'), 80)],
  ['its note is of another shape', () => writeFileSync(fileOf('.read.json'), '{"shopId":1}')],
])('P10: where %s, as by a power cut, it is read again', async (_, spoil) => {
  await readWhole(first)
  spoil()
  nextLife()
  expect(await keysKept([first])).toEqual([])
  expect(readdirSync(staging())).toEqual([])
  await load(stores, 1, of, first, rowsOf(first, 200), 7)
  expect(await held()).toEqual([{ day: '2026-03-01', rows: MANY, amount: '6000.00' }])
})

test('another run of the stream reads by itself and forgets what is older than its own reading', async () => {
  await readWhole(first, { runId: 7 })
  nextLife()
  expect(await keysKept([first], { runId: 8 })).toEqual([])
  expect(await keysKept([first], { runId: 7 })).toEqual([])
  expect(readdirSync(staging())).toEqual([])
})

test('a slice that its run does not ask for any more is forgotten, and so is the second of two', async () => {
  await readWhole(first)
  await readWhole(second)
  await readWhole(second)
  nextLife()
  expect(await keysKept([second])).toEqual([sliceKey(second)])
  expect(readdirSync(staging())).toHaveLength(2)
})

test('other shops and streams are left alone', async () => {
  const other = streamInto([sales], { mode: 'upsert' }, 'other')
  await readWhole(first, { shopId: 1 })
  await readWhole(first, { shopId: 2 })
  await readWhole(first, { stream: other })
  nextLife()
  expect(await keysKept([first], { shopId: 2 })).toEqual([sliceKey(first)])
  expect(await keysKept([first], { stream: other })).toEqual([sliceKey(first)])
  expect(await keysKept([first])).toEqual([sliceKey(first)])
  expect(readdirSync(staging())).toHaveLength(6)
})

test.each([
  ['one more', [sales], [sales, shelf]],
  ['one less', [sales, shelf], [sales]],
])('a stream that writes %s table by now reads again', async (_, before, now) => {
  const into = (tables: typeof before) => streamInto(tables, { mode: 'replace' })
  await readWhole(first, { stream: into(before) })
  nextLife()
  expect(await keysKept([first], { stream: into(now) })).toEqual([])
  expect(readdirSync(staging())).toEqual([])
})

test('nothing of a removed shop stays in the folder', async () => {
  await readWhole(first, { shopId: 1 })
  await readWhole(first, { shopId: 2 })
  nextLife()
  await removeShop(stores, 1)
  expect(readdirSync(staging())).toHaveLength(2)
  expect(await keysKept([first], { shopId: 1 })).toEqual([])
  expect(await keysKept([first], { shopId: 2 })).toEqual([sliceKey(first)])
})

test('an upgrade of the tables forgets what was staged for the old ones', async () => {
  const data = await tempData()
  onTestFinished(() => data.remove())
  const old = await data.open()
  const stage = await old.store.stage(1, of, first, 7)
  stage.add(rowsOf(first))
  await stage.close()
  await old.close()
  expect(readdirSync(join(data.dataDir, 'staging'))).toHaveLength(2)
  writeFileSync(
    join(data.migrationsDir, 'facts', '0002_more.sql'),
    'ALTER TABLE fact_test_sales ADD COLUMN more TEXT;',
  )
  const upgraded = await data.open()
  expect((await upgraded.store.recovered(1, of, [first], 7)).size).toBe(0)
  expect(readdirSync(join(data.dataDir, 'staging'))).toEqual([])
  await upgraded.close()
})

test('all is forgotten that earlier lives left, where no shop is named', async () => {
  await readWhole(first, { shopId: 1 })
  await readWhole(first, { shopId: 2 })
  nextLife()
  stores.recovered.clear()
  expect(readdirSync(staging())).toEqual([])
  for (const shopId of [1, 2]) expect(await keysKept([first], { shopId })).toEqual([])
})

test('a slice without rows is not looked for on the disk; one whose rows are gone is read again', async () => {
  const both = streamInto([sales, shelf], { mode: 'replace' })
  await readWhole(first, { stream: both, rows: rowsOf(first) })
  nextLife()
  expect(await keysKept([first], { stream: both })).toEqual([sliceKey(first)])
  rmSync(fileOf(stagedFile('', sales.name)))
  nextLife()
  expect(await keysKept([first], { stream: both })).toEqual([])
  expect(readdirSync(staging())).toEqual([])
})

test('of two tables of a stream, each has to be one that was written then', async () => {
  await readWhole(first, { stream: streamInto([sales, shelf], { mode: 'replace' }) })
  nextLife()
  expect(await keysKept([first], { stream: streamInto([sales, other], { mode: 'replace' }) })).toEqual([])
  expect(readdirSync(staging())).toEqual([])
})

test('what lies in the folder and is no note of ours goes, folders too', () => {
  mkdirSync(join(staging(), 'spilled'))
  for (const name of ['spilled/a.tmp', '.read.json', 'x.read.json.part'])
    writeFileSync(join(staging(), name), '{}')
  nextLife()
  expect(readdirSync(staging())).toEqual([])
})

test('a slice that could still change is read anew on another day, and one that could not is committed', async () => {
  await readWhole(first)
  await readWhole(second)
  for (const name of readdirSync(staging()).filter(one => one.endsWith('.read.json'))) {
    const note = JSON.parse(readFileSync(join(staging(), name), 'utf8'))
    writeFileSync(join(staging(), name), JSON.stringify({ ...note, askedAt: '2026-03-02T20:00:00.000Z' }))
  }
  nextLife()
  expect(await keysKept([first, second])).toEqual([sliceKey(first)])
  expect(readdirSync(staging()).filter(name => name.endsWith('.read.json'))).toHaveLength(1)
})
