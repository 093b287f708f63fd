import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { openFactRecords, openRecords } from '../../../../tests/support/records.ts'
import type { Facts } from '../duckdb/connection.ts'
import { startRun } from '../records/runs.ts'
import { insertShop } from '../records/shops.ts'
import { relationsOf } from '../schema/tables.ts'
import type { Dims } from '../sqlite/connection.ts'
import { pairFiles } from './pairing.ts'
import { owesRecheck, pair, stampOfDims, stampOfFacts } from './stamp.ts'

let facts: Facts
let dims: Dims
beforeEach(async () => {
  facts = await openFactRecords()
  dims = openRecords()
  onTestFinished(() => facts.close())
})

const early = '2026-01-01T00:00:00.000Z'
const late = '2026-02-02T00:00:00.000Z'
const run = (sql: string) => facts.exclusive(connection => connection.run(sql))
const meeting = (newFacts = false) => pairFiles({ facts, dims, relations: relationsOf([]), newFacts })
const words = async (newFacts = false) => (await meeting(newFacts)).notices.map(({ word }) => word)
const connect = () =>
  insertShop(dims, { name: 'Дом', marketplace: 'wb', clientId: 'a', perfClientId: null, demo: false })
/** Stamps of the files: so many commits, and the time of the last. */
async function stamped(ofFacts: number | null, ofDims: number | null) {
  await pair(facts, dims, { pair: 'us', generation: 0, at: early }, 'together')
  if (ofFacts === null) await run('DELETE FROM stamp')
  else await run(`UPDATE stamp SET generation = ${ofFacts}, committed_at = '${early}'`)
  if (ofDims === null) dims.exec('DELETE FROM dim_stamp')
  else dims.exec(`UPDATE dim_stamp SET generation = ${ofDims}, committed_at = '${late}'`)
}
/** A copy of dims in facts, and an open slice of a run that dims may not know. */
const copied = async () => {
  await run('CREATE TABLE mirrors (name VARCHAR PRIMARY KEY, version BIGINT, shape VARCHAR)')
  await run(
    `INSERT INTO checkpoints VALUES (1, 's', 'k', '2026-01-01', '2026-01-01', true, 7, 1, '${early}')`,
  )
  await run("INSERT INTO owners VALUES (1, 'wb', 'a', false, 'Дом')")
  connect()
}
const left = async () => ({
  mirrors: (await facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'mirrors'")).length,
  run: (await facts.read('SELECT run_id FROM checkpoints'))[0]?.run_id,
})

test('two new files become a pair, and there is nothing to tell', async () => {
  expect(await meeting(true)).toEqual({ generation: 0, notices: [] })
  expect(stampOfDims(dims)).toEqual(await stampOfFacts(facts))
  expect(owesRecheck(dims)).toBe(false)
})

test('files that go together keep the copies and the runs, and count on from the facts', async () => {
  await copied()
  for (const heard of [4, 3]) {
    await stamped(4, heard)
    expect(await meeting()).toEqual({ generation: 4, notices: [] })
    expect(stampOfDims(dims)).toMatchObject({ pair: 'us', generation: 4 })
  }
  expect(await left()).toEqual({ mirrors: 1, run: 7 })
  expect(await facts.read('SELECT shop_id FROM owners')).toEqual([{ shop_id: 1 }])
  connect()
  await meeting()
  // Whose the facts of a shop are is written down before the first of them.
  expect(await facts.read('SELECT shop_id FROM owners ORDER BY 1')).toEqual([{ shop_id: 1 }, { shop_id: 2 }])
})

test('dims that lack writes which facts have copied are behind, though both count the same commits', async () => {
  await copied()
  await run("INSERT INTO mirrors VALUES ('dim_ozon_products', 5, ''), ('dim_gone', 0, '')")
  dims.exec("INSERT INTO dim_versions VALUES ('dim_ozon_products', 5)")
  await stamped(4, 4)
  expect(await words()).toEqual([])
  expect((await left()).mirrors).toBe(1)
  dims.exec("UPDATE dim_versions SET version = 4 WHERE name = 'dim_ozon_products'")
  expect(await words()).toEqual(['dims_behind'])
  expect((await left()).mirrors).toBe(0)
  expect(await words()).toEqual([])
})

test('one that says nothing yet takes over the pair of the other', async () => {
  await stamped(0, null)
  expect(await words()).toEqual([])
  expect(stampOfDims(dims)).toMatchObject({ pair: 'us', generation: 0 })
  await stamped(null, 0)
  expect(await words()).toEqual([])
  expect(await stampOfFacts(facts)).toMatchObject({ pair: 'us', generation: 0 })
})

test('facts that are behind are told with what is missing, and owed; copies and later runs count for nothing', async () => {
  await copied()
  await stamped(3, 5)
  expect(await meeting()).toEqual({
    generation: 3,
    notices: [{ word: 'facts_behind', details: { since: early, until: late, count: 2 } }],
  })
  expect(owesRecheck(dims)).toBe(true)
  expect(stampOfDims(dims)).toMatchObject({ pair: 'us', generation: 3, at: early })
  expect(await left()).toEqual({ mirrors: 0, run: 0 })
  expect(await words()).toEqual([])
})

test('a run that dims know keeps its slices, whatever else was lost', async () => {
  await copied()
  for (let id = 1; id <= 7; id += 1)
    startRun(dims, { shopId: 1, first: false, trigger: 'person', startedAt: early })
  await stamped(9, 5)
  expect(await words()).toEqual(['dims_behind'])
  expect((await left()).run).toBe(7)
  dims.exec('DELETE FROM runs WHERE id = 7')
  await stamped(9, 5)
  expect(await words()).toEqual(['dims_behind'])
  expect((await left()).run).toBe(0)
})

test('facts that are gone are told with their last instant, and go on under the pair of dims', async () => {
  await stamped(null, 5)
  expect((await meeting(true)).notices).toEqual([{ word: 'facts_lost', details: { until: late } }])
  expect(await stampOfFacts(facts)).toMatchObject({ pair: 'us', generation: 0 })
  expect(stampOfDims(dims)).toMatchObject({ pair: 'us', generation: 0 })
})

test('dims that are gone are told with the last instant of the facts, and so are facts without a shop', async () => {
  await stamped(5, null)
  await run("INSERT INTO owners VALUES (4, 'wb', 'a', false, 'Дом'), (5, 'wb', 'b', false, 'Сад')")
  expect((await meeting()).notices).toEqual([
    { word: 'dims_lost', details: { since: early } },
    { word: 'orphans', details: { count: 2 } },
  ])
  expect(await stampOfFacts(facts)).toMatchObject({ pair: 'us', generation: 5 })
  await run('DELETE FROM owners WHERE shop_id = 5')
  expect((await meeting()).notices).toEqual([{ word: 'orphans', details: { count: 1 } }])
})

test('files of the first releases bear no stamp: new facts beside a list of shops are lost ones', async () => {
  expect(await words(true)).toEqual([])
  for (const table of ['stamp', 'owners']) await run(`DELETE FROM ${table}`)
  dims.exec('DELETE FROM dim_stamp')
  connect()
  expect(await words(false)).toEqual([])
  await run('DELETE FROM stamp')
  dims.exec('DELETE FROM dim_stamp')
  expect(await words(true)).toEqual(['facts_lost'])
  expect(owesRecheck(dims)).toBe(true)
})
