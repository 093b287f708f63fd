import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import { int, table, text } from '../../../../loaders/core/declare/table.ts'
import { type TempData, tempData } from '../../../../tests/support/store.ts'
import type { Stores } from '../opening/open.ts'
import { relationsOf } from '../schema/tables.ts'
import { transaction } from '../sqlite/connection.ts'
import { openNdjsonStage, type StageFile } from '../staging/ndjson-stage.ts'
import { countWrite, mirrorOf, type Writes } from './mirror.ts'

const tags = table('dim_test_tags', {
  store: 'dims',
  key: ['tag', 'sku'],
  columns: { tag: text(), sku: int(), note: text() },
  grain: 'One row is a tag of a product.',
})
let data: TempData
let stores: Stores
beforeEach(async () => {
  data = await tempData([tags])
  stores = await data.open()
})
afterEach(async () => {
  await stores.close()
  data.remove()
})

const ROWS = 'SELECT shop_id, tag, sku, note FROM dim_test_tags ORDER BY ALL'
const mirrored = async () => (await stores.facts.read(ROWS)).map(row => Object.values(row).join(' '))
const held = () =>
  (stores.dims.prepare(ROWS.replace('ALL', '1, 2, 3')).raw().all() as unknown[][]).map(row => row.join(' '))
const put = (shopId: number, sku: number, note: string): Writes =>
  transaction(stores.dims, () => {
    stores.dims
      .prepare('INSERT OR REPLACE INTO dim_test_tags (shop_id, tag, sku, note) VALUES (?, ?, ?, ?)')
      .run(shopId, 'new', sku, note)
    return countWrite(stores.dims, [tags])
  })
const drop = (where: string): Writes =>
  transaction(stores.dims, () => {
    stores.dims.exec(`DELETE FROM dim_test_tags WHERE ${where}`)
    return countWrite(stores.dims, [tags])
  })
/** A row as a loader has staged it. */
async function staged(sku: number, note: string): Promise<StageFile> {
  const stage = openNdjsonStage(stores.staging, `${sku}-${note.length}`, tags)
  stage.add([{ tag: 'new', sku, note }])
  stage.close()
  return stage
}
async function apply(shopId: number, sku: number, note: string, writes: Writes) {
  const stage = await staged(sku, note)
  await stores.mirror.apply(shopId, [stage.staged], writes)
  stage.remove()
}
/** Puts a row into the mirror that SQLite does not have, by which a copy of the whole is seen. */
const mark = (of = 'dim_test_tags', row = "(99, 'mark', 1, '')") =>
  stores.facts.write(async connection => void (await connection.run(`INSERT INTO ${of} VALUES ${row}`)))
const isMarked = async () => (await mirrored()).some(row => row.startsWith('99'))

test('a copy of a shop is what its tables hold, be it many rows, one or none, and other shops stay as they are', async () => {
  put(2, 1, 'other')
  await stores.mirror.refresh(2, [tags], put(2, 2, 'other'))
  for (const rows of [2, 1, 0, 3]) {
    drop('shop_id = 1')
    let writes = drop('FALSE')
    for (let sku = 1; sku <= rows; sku += 1) writes = put(1, sku, `of ${rows}`)
    await stores.mirror.refresh(1, [tags], writes)
    expect(await mirrored()).toEqual(held())
    expect(held()).toHaveLength(rows + 2)
  }
  expect(readdirSync(stores.staging)).toEqual([])
})

test('any number of rows of any length comes over', async () => {
  stores.dims.exec(`INSERT INTO dim_test_tags SELECT 1, 'old', value, printf('%0200d', value) FROM
    (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 6000) SELECT value FROM n)`)
  await stores.mirror.refresh(1, [tags], put(1, 1, 'я'.repeat(600_000)))
  expect(
    await stores.facts.read(
      'SELECT count(*) AS rows, sum(sku)::BIGINT AS skus, max(length(note)) AS longest FROM dim_test_tags',
    ),
  ).toEqual([{ rows: 6001, skus: (6000 * 6001) / 2 + 1, longest: 600_000 }])
})

test('a write that came over is known, and nothing is copied again for it', async () => {
  await apply(1, 1, 'a', put(1, 1, 'a'))
  await stores.mirror.refresh(1, [tags], put(1, 2, 'b'))
  await stores.mirror.apply(1, [{ ...(await staged(3, 'c')).staged, rows: 0 }], drop('FALSE'))
  expect(await mirrored()).toEqual(held())
  await mark()
  await stores.mirror.rebuild()
  expect(await isMarked()).toBe(true)
})

test('a write that did not come over is not forgotten for one that did: the whole is copied', async () => {
  put(1, 1, 'lost')
  await apply(1, 2, 'came', put(1, 2, 'came'))
  await stores.mirror.refresh(2, [tags], put(2, 3, 'came'))
  expect(await mirrored()).toEqual(['1 new 2 came', '2 new 3 came'])
  await stores.mirror.rebuild()
  expect(await mirrored()).toEqual(['1 new 1 lost', '1 new 2 came', '2 new 3 came'])
  await mark()
  await stores.mirror.rebuild()
  expect(await isMarked()).toBe(true)
})

test('a write that comes late, behind a copy of the whole, does not bring back what was', async () => {
  const first = put(1, 1, 'older')
  put(1, 1, 'newer')
  await stores.mirror.rebuild()
  await apply(1, 1, 'older', first)
  expect(await mirrored()).toEqual(['1 new 1 newer'])
  await mark()
  await stores.mirror.rebuild()
  expect(await isMarked()).toBe(true)
})

test('the app’s own tables are copied when anything changed, and the loaders’ are not', async () => {
  const settings = () => stores.facts.read('SELECT key, value FROM settings ORDER BY key')
  const set = (value: string) =>
    stores.dims.prepare("INSERT OR REPLACE INTO settings VALUES ('language', ?)").run(value)
  set('"ru"')
  await stores.mirror.refreshOwn()
  expect(await settings()).toEqual([{ key: 'language', value: '"ru"' }])
  await mark('settings', "('mark', '1')")
  await stores.mirror.refreshOwn()
  expect(await settings()).toHaveLength(2)
  await mark()
  set('"en"')
  await stores.mirror.refreshOwn()
  expect(await settings()).toEqual([{ key: 'language', value: '"en"' }])
  expect(await isMarked()).toBe(true)
})

test('what is for the files themselves has no copy', async () => {
  const tables = await stores.facts.read('SELECT table_name AS name FROM duckdb_tables()')
  const names = tables.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['dim_test_tags', 'shops', 'settings', 'mirrors']))
  for (const own of ['dim_versions', 'dim_stamp']) expect(names).not.toContain(own)
  const copies = (await stores.facts.read('SELECT name FROM mirrors')).map(({ name }) => name)
  for (const ofFacts of ['checkpoints', 'stamp', 'owners']) expect(copies).not.toContain(ofFacts)
})

test('a table of another shape is made anew with its rows, and one that is no more goes', async () => {
  await apply(1, 1, 'a', put(1, 1, 'a'))
  const mirror = (of: readonly Table[]) =>
    mirrorOf(stores.facts, stores.dims, relationsOf(of), of, stores.staging).rebuild()
  stores.dims.exec("ALTER TABLE dim_test_tags ADD COLUMN more TEXT NOT NULL DEFAULT 'm'")
  await mirror([{ ...tags, columns: { ...tags.columns, more: text() } }])
  expect(await stores.facts.read('SELECT * FROM dim_test_tags')).toEqual([
    { shop_id: 1, tag: 'new', sku: 1, note: 'a', more: 'm' },
  ])
  await mirror([])
  await expect(stores.facts.read('SELECT * FROM dim_test_tags')).rejects.toThrow('does not exist')
  expect(await stores.facts.read("SELECT * FROM mirrors WHERE name = 'dim_test_tags'")).toEqual([])
  expect(await stores.facts.read('SELECT count(*) > 0 AS there FROM mirrors')).toEqual([{ there: true }])
})
