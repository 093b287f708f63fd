import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Kopecks } from '../../../../loaders/core/parse/money.ts'
import { transactionLines, transactions } from '../../../../loaders/ozon/finance/tables.ts'
import { openFilesIn } from '../../../../tests/support/open-files.ts'
import { sliceOf, streamInto, tempData } from '../../../../tests/support/store.ts'
import type { Stores } from '../opening/open.ts'

const of = streamInto([transactionLines], { mode: 'replace' })
const line = (operation_id: number, dt: string, amount: number) => ({
  operation_id,
  line: 1,
  dt,
  sku: null,
  quantity: null,
  kind: 'fee',
  type_id: null,
  type_name: null,
  amount: amount as Kopecks,
  seller_price: null,
  sale_price: null,
  bonus: null,
  coinvestment: null,
  commission_ratio: null,
})
const DAYS = Array.from({ length: 12 }, (_, index) => `2026-10-${String(index + 1).padStart(2, '0')}`)

let folder: Awaited<ReturnType<typeof tempData>>
let stores: Stores
beforeEach(async () => {
  folder = await tempData([transactions, transactionLines])
  stores = await folder.open()
})
afterEach(async () => {
  await stores.close()
  folder.remove()
})

type RowsOf = (day: string, index: number) => ReturnType<typeof line>[]

/** Stages a slice a day. */
async function stageAll(rowsOf: RowsOf, runId = 1) {
  const stages = []
  for (const [index, day] of DAYS.entries()) {
    const stage = await stores.store.stage(1, of, sliceOf(day), runId)
    if (stage.add({ [transactionLines.name]: rowsOf(day, index) })) await stage.flush()
    stages.push(stage)
  }
  return stages
}
/** Stages a slice a day and commits all of them at once. */
const commitAll = async (rowsOf: RowsOf, runId = 1) =>
  Promise.allSettled((await stageAll(rowsOf, runId)).map(stage => stage.commit()))
const held = () =>
  stores.facts.read('SELECT dt, operation_id, amount FROM fact_ozon_transaction_lines ORDER BY operation_id')
const done = async () => [...(await stores.store.done(1, of, 1)).keys()].sort()

test('a window that was read from an earlier day stays known from that day when a later run clips it', async () => {
  const window = (from: string) =>
    sliceOf(from, '2026-10-12', { window: { start: 'window', days: 1 }, open: true })
  const commit = async (from: string, runId: number) => {
    const stage = await stores.store.stage(1, of, window(from), runId)
    stage.add({ [transactionLines.name]: [line(1, '2026-10-09', 100)] })
    await stage.commit()
  }
  await commit('2026-10-05', 1)
  await commit('2026-10-09', 2)
  await commit('2026-10-07', 3)
  expect(
    await stores.facts.read('SELECT CAST(from_day AS VARCHAR) AS first, run_id FROM checkpoints'),
  ).toEqual([{ first: '2026-10-05', run_id: 3 }])
})

test('slices that are committed side by side are all there, each with its rows and its checkpoint', async () => {
  const results = await commitAll((day, index) => [line(index, day, 100 + index)])
  expect(results.map(result => result.status === 'fulfilled' && result.value.rows)).toEqual(DAYS.map(() => 1))
  expect(await held()).toEqual(
    DAYS.map((dt, index) => ({ dt, operation_id: index, amount: `1.${String(index).padStart(2, '0')}` })),
  )
  expect(await done()).toEqual(DAYS)
})

test('a key that two of them bring is kept once, and neither slice is lost', async () => {
  const results = await commitAll((day, index) => [line(index, day, 1), line(1000, day, index)])
  expect(results.every(result => result.status === 'fulfilled')).toBe(true)
  expect((await held()).filter(row => row.operation_id === 1000)).toHaveLength(1)
  expect(await done()).toEqual(DAYS)
})

test('one whose rows the disk has spoilt fails alone', async () => {
  const many = 60_000
  const stages = await stageAll((day, index) =>
    Array.from({ length: index === 5 ? many : 1 }, (_, row) => line(index * many + row, day, 1)),
  )
  // So many rows are on disk before the commit; others wait for it in memory.
  const staging = join(folder.dataDir, 'staging')
  const [file, ...others] = readdirSync(staging)
  expect(others).toEqual([])
  const handle = openSync(join(staging, String(file)), 'r+')
  writeSync(handle, Buffer.alloc(4_096))
  closeSync(handle)
  const results = await Promise.allSettled(stages.map(stage => stage.commit()))
  expect(results.map(result => result.status === 'fulfilled')).toEqual(DAYS.map((_, index) => index !== 5))
  expect(await done()).toEqual(DAYS.filter((_, index) => index !== 5))
})

test('read again side by side, days that lost rows hold what the last answers said', async () => {
  await commitAll((day, index) => [line(index, day, 1), line(100 + index, day, 2)])
  await commitAll((day, index) => [line(index, day, 3)], 2)
  expect(await held()).toEqual(DAYS.map((dt, index) => ({ dt, operation_id: index, amount: '0.03' })))
})

test('a slice that is given up closes and removes all of its files, also where one thing of it cannot be removed', async () => {
  const stage = await stores.store.stage(1, of, sliceOf('2026-10-01'), 1)
  const many = Array.from({ length: 3000 }, (_, n) => line(n, '2026-10-01', 1))
  stage.add({ [transactionLines.name]: many })
  await stage.flush()
  const staging = join(folder.dataDir, 'staging')
  const [name = ''] = readdirSync(staging)
  // In place of its note.
  mkdirSync(join(staging, name.replace(/-fact_.*/, '.read.json')))
  await expect(stage.discard()).rejects.toThrow()
  expect(readdirSync(staging).filter(file => file.endsWith('.parquet'))).toEqual([])
  if (process.platform === 'linux') expect(openFilesIn(staging)).toEqual([])
})
