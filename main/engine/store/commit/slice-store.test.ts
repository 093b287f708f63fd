import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeDetector } from '../../../../loaders/core/declare/change-detector.ts'
import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import { id, optional, table, text } from '../../../../loaders/core/declare/table.ts'
import { openFilesIn } from '../../../../tests/support/open-files.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import {
  goods,
  goodsRow,
  load,
  saleRow,
  sales,
  shelf,
  shelfRow,
  sliceOf,
  streamInto,
} from '../../../../tests/support/store.ts'

/** Lines of an order that come together. */
const lines = table('dim_test_lines', {
  store: 'dims',
  key: ['order', 'line'],
  columns: { order: id(), line: id(), note: optional(text()) },
  grain: 'One row is a line of an order.',
})
const tags = table('dim_test_tags', {
  store: 'dims',
  key: ['order', 'tag'],
  columns: { order: id(), tag: id() },
  grain: 'One row is a tag of an order.',
})
const NOW = Date.parse('2026-02-01T10:00:00.000Z')
let stores: Memory
let shop = 0
beforeAll(async () => {
  stores = await openMemory([sales, shelf, goods, lines, tags], () => NOW)
})
afterAll(() => stores.close())
beforeEach(() => {
  shop += 1
})
const staging = () => readdirSync(stores.staging)
/** Without the name of the stage, which is its own. */
const namesIn = () =>
  staging()
    .map(name => name.slice(36))
    .sort()
const many = (count: number, day = '2026-01-01') =>
  Array.from({ length: count }, (_, sku) => saleRow(day, sku, 100))
const upsert = streamInto([sales])
const names = streamInto([goods], { mode: 'upsert' }, 'goods')
const stage = (of = upsert, slice = sliceOf('2026-01-01'), runId = 1) =>
  stores.store.stage(shop, of, slice, runId)
const inDims = (sql: string) => stores.dims.prepare(sql).pluck().all(shop)
const mirrored = async (sql: string) =>
  (await stores.facts.read(`${sql} WHERE shop_id = ${shop} ORDER BY ALL`)).map(row =>
    Object.values(row).join(' '),
  )
const version = (of: string) =>
  stores.dims.prepare('SELECT version FROM dim_versions WHERE name = ?').pluck().get(of)

describe('a stage', () => {
  afterEach(() => expect(staging()).toEqual([]))

  test.each([
    ['facts', upsert, { fact_test_sales: many(3) }],
    ['dims', names, { dim_test_goods: [goodsRow(1, 'a')] }],
  ] as const)('lets go of its files of %s, closed or given up', async (_, of, rows) => {
    for (const end of ['close', 'discard'] as const) {
      const one = await stage(of)
      one.add(rows)
      await one.flush()
      await one[end]()
      expect(openFilesIn(stores.staging), end).toEqual([])
      await one.discard()
    }
  })

  test('removes its other files when one of them cannot be removed', async () => {
    const one = await stage(streamInto([sales, shelf]))
    one.add({ fact_test_sales: many(3), fact_test_shelf: [shelfRow('2026-01-01', 1, 1)] })
    await one.close()
    const [first] = staging().filter(name => name.endsWith('fact_test_sales.parquet'))
    const stuck = join(stores.staging, String(first))
    rmSync(stuck)
    mkdirSync(stuck)
    await expect(one.discard()).rejects.toThrow()
    expect(staging()).toEqual([first])
    rmSync(stuck, { recursive: true })
  })

  test('takes rows of its own tables alone', async () => {
    const one = await stage()
    expect(() => one.add({ fact_test_shelf: [] })).toThrow(
      expect.objectContaining({ kind: 'shape', message: 'test does not write fact_test_shelf' }),
    )
    await one.discard()
  })

  test('says when there is enough of any table for a write, which it then does', async () => {
    const one = await stage(streamInto([sales, shelf]))
    expect(one.add({ fact_test_sales: many(1), fact_test_shelf: [shelfRow('2026-01-01', 1, 5)] })).toBe(false)
    expect(one.add({})).toBe(false)
    expect(one.add({ fact_test_sales: many(40_000), fact_test_shelf: [] })).toBe(true)
    expect(staging()).toEqual([])
    await one.flush()
    expect(namesIn()).toEqual(['-fact_test_sales.parquet', '-fact_test_shelf.parquet'])
    await one.discard()
  })

  test('of facts that is closed stays in its files with a manifest, until it is committed or discarded', async () => {
    for (const end of ['commit', 'discard'] as const) {
      const one = await stage()
      one.add({ fact_test_sales: many(3) })
      await one.close()
      expect(namesIn()).toEqual(['-fact_test_sales.parquet', '.read.json'])
      await one[end]()
      expect(staging()).toEqual([])
    }
    expect(await mirrored('SELECT count(*) FROM fact_test_sales')).toEqual(['3'])
  })

  test('of dims has no note: it is committed as soon as it is read', async () => {
    const one = await stage(names)
    one.add({ dim_test_goods: [goodsRow(1, 'a')] })
    await one.close()
    expect(namesIn()).toEqual(['-dim_test_goods.ndjson'])
    await one.commit()
    expect(inDims('SELECT name FROM dim_test_goods WHERE shop_id = ?')).toEqual(['a'])
    expect(inDims('SELECT slice_key FROM dim_checkpoints WHERE shop_id = ?')).toEqual(['2026-01-01'])
    expect(await mirrored('SELECT name FROM dim_test_goods')).toEqual(['a'])
    expect([...(await stores.store.done(shop, names, 1))]).toEqual([['2026-01-01', 1]])
    // Nothing of it stays in SQLite's memory.
    expect(stores.dims.prepare('SELECT name FROM sqlite_temp_master').all()).toEqual([])
  })

  test('whose rows a database refuses is of an unexpected shape, and all is as it was', async () => {
    const odd = 'CREATE TEMP TRIGGER odd BEFORE INSERT ON main.dim_test_goods BEGIN SELECT RAISE(ABORT, '
    const commit = () =>
      load(stores, shop, names, sliceOf('2026-01-01'), { dim_test_goods: [goodsRow(1, 'a')] })
    stores.dims.exec(`${odd}'CHECK constraint failed: price'); END`)
    await expect(commit()).rejects.toMatchObject({
      kind: 'shape',
      message: 'goods: CHECK constraint failed: price',
      cause: expect.objectContaining({ code: 'SQLITE_CONSTRAINT_TRIGGER' }),
    })
    stores.dims.exec(`DROP TRIGGER temp.odd; ${odd}'the disk is full'); END`)
    await expect(commit()).rejects.toThrow(/^the disk is full$/)
    stores.dims.exec('DROP TRIGGER temp.odd')
    expect(inDims('SELECT slice_key FROM dim_checkpoints WHERE shop_id = ?')).toEqual([])
    expect((await commit()).added).toBe(1)
  })

  test('that changes a row that is watched leaves an event of the moment, and an empty one none', async () => {
    const named = changeDetector(goods, [
      {
        type: 'NAME',
        kind: 'title',
        news: true,
        compare: (was, is) =>
          was.name === is.name ? [] : [{ field: 'name', before: was.name, after: is.name }],
      },
    ])
    const of: Stream = { ...names, detector: named }
    for (const rows of [[goodsRow(1, 'a')], [goodsRow(1, 'b')], []])
      await load(stores, shop, of, sliceOf('2026-01-01'), { dim_test_goods: rows })
    expect(
      inDims("SELECT created_at || ' ' || old_value || ' ' || new_value FROM event_log WHERE shop_id = ?"),
    ).toEqual([`${new Date(NOW).toISOString()} a b`])
  })

  test('that brings nothing new says so, and an empty or short one over rows is told with its days', async () => {
    const of = streamInto([sales], { mode: 'replace' })
    const read = (count: number) =>
      load(stores, shop, of, sliceOf('2026-01-01', '2026-01-03'), { fact_test_sales: many(count) })
    expect(await read(2)).toEqual({ rows: 2, added: 2, changed: 0, notice: null })
    expect(await read(2)).toEqual({ rows: 2, added: 0, changed: 0, notice: null })
    expect(await read(0)).toEqual({
      rows: 0,
      added: 0,
      changed: 0,
      notice: { word: 'empty_answer', details: { stream: 'test', from: '2026-01-01', to: '2026-01-03' } },
    })
    await read(40)
    expect((await read(5)).notice?.word).toBe('short_answer')
  })
})

describe('copies of dims', () => {
  const orders = streamInto([lines], { mode: 'upsert', parent: 'order' }, 'orders')
  const line = (order: number, of: number) => ({ order, line: of, note: null })
  const both = async () => {
    const sql = 'SELECT "order", line FROM dim_test_lines'
    const copy = await mirrored(sql)
    expect(copy).toEqual(
      stores.dims
        .prepare(`${sql} WHERE shop_id = ? ORDER BY 1, 2`)
        .raw()
        .all(shop)
        .map(row => (row as number[]).join(' ')),
    )
    return copy
  }

  test('lose the lines that an order lost', async () => {
    const read = (rows: ReturnType<typeof line>[]) =>
      load(stores, shop, orders, sliceOf('2026-01-01'), { dim_test_lines: rows })
    await read([line(1, 1), line(1, 2), line(2, 1)])
    expect(await both()).toEqual(['1 1', '1 2', '2 1'])
    await read([line(1, 2), line(1, 3)])
    expect(await both()).toEqual(['1 2', '1 3', '2 1'])
  })

  test('are made anew only where a row came, changed or went', async () => {
    const of = streamInto([lines, tags], { mode: 'replace', ids: 'order' }, 'tagged')
    const slice = sliceOf('2026-01-01', '2026-01-01', { ids: [1] })
    const read = async (rows: { order: number; line: number; note: string | null }[], tag: number[]) => {
      const before = Number(version('dim_test_tags') ?? 0)
      await load(stores, shop, of, slice, {
        dim_test_lines: rows,
        dim_test_tags: tag.map(each => ({ order: 1, tag: each })),
      })
      await both()
      return {
        writes: Number(version('dim_test_tags')) - before,
        tags: await mirrored('SELECT tag FROM dim_test_tags'),
        notes: await mirrored('SELECT note FROM dim_test_lines'),
      }
    }
    const noted = (note: string) => ({ ...line(1, 1), note })
    const all = { writes: 1, tags: ['7'], notes: ['a'] }
    expect(await read([noted('a')], [7])).toEqual(all)
    expect(await read([noted('a')], [7])).toEqual({ ...all, writes: 0 })
    expect(await read([noted('b')], [7])).toEqual({ ...all, notes: ['b'] })
    expect(await read([noted('b')], [])).toEqual({ writes: 1, tags: [], notes: ['b'] })
    expect(await read([noted('b')], [7, 8])).toEqual({ writes: 1, tags: ['7', '8'], notes: ['b'] })
    expect(await read([noted('b')], [8])).toEqual({ writes: 1, tags: ['8'], notes: ['b'] })
    // An empty answer over rows takes none away.
    expect(await read([], [])).toEqual({ writes: 0, tags: ['8'], notes: ['b'] })
  })

  test('lose what no slice asked for at the end, and are not made anew where there was nothing of it', async () => {
    const of = streamInto([lines], { mode: 'replace', ids: 'order' }, 'asked')
    const slices = [1, 2].map(order =>
      sliceOf('2026-01-01', '2026-01-01', { window: { start: `${order}`, days: 1 }, ids: [order] }),
    )
    for (const [at, slice] of slices.entries())
      await load(stores, shop, of, slice, { dim_test_lines: [line(at + 1, 1)] })
    const before = version('dim_test_lines')
    await stores.store.finish(shop, of, slices)
    expect(version('dim_test_lines')).toBe(before)
    await stores.store.finish(shop, of, slices.slice(1))
    expect(version('dim_test_lines')).toBe(Number(before) + 1)
    expect(await both()).toEqual(['2 1'])
    await stores.store.finish(shop, streamInto([lines], { mode: 'upsert' }), [])
    expect(await both()).toEqual(['2 1'])
    // Read again, an order has other lines.
    await load(stores, shop, of, slices[1] as Slice, { dim_test_lines: [line(2, 5)] })
    expect(await both()).toEqual(['2 5'])
  })
})

test('at the end of a snapshot what no slice asked for is zero; other streams of facts keep what they have', async () => {
  const day = (of: number) =>
    sliceOf(`2026-01-0${of}`, `2026-01-0${of}`, { window: { start: `${of}`, days: 1 }, ids: [1] })
  const shelves = streamInto([shelf], { mode: 'snapshot', zero: ['amount', 'worth'], ids: 'sku' }, 'shelf')
  await load(stores, shop, shelves, sliceOf('2026-01-01', '2026-01-01', { ids: [1, 2] }), {
    fact_test_shelf: [1, 2].map(sku => shelfRow('2026-01-01', sku, 5)),
  })
  await load(stores, shop, shelves, day(2), { fact_test_shelf: [shelfRow('2026-01-02', 1, 6)] })
  const held = () => mirrored('SELECT dt, sku, amount FROM fact_test_shelf')
  for (const write of [{ mode: 'replace', ids: 'sku' }, { mode: 'upsert' }] as const)
    await stores.store.finish(shop, streamInto([shelf], write, 'shelf'), [day(2)])
  expect(await held()).toEqual(['2026-01-01 1 5', '2026-01-01 2 5', '2026-01-02 1 6'])
  await stores.store.finish(shop, shelves, [day(2)])
  expect(await held()).toEqual(['2026-01-01 1 5', '2026-01-01 2 5', '2026-01-02 1 6', '2026-01-02 2 0'])
})

test('what was read is known by shop, stream and run', async () => {
  await load(stores, shop, upsert, sliceOf('2026-01-01'), {}, 1)
  await load(stores, shop, upsert, sliceOf('2026-01-02', '2026-01-02', { open: true }), {}, 2)
  await load(stores, shop, streamInto([sales], { mode: 'upsert' }, 'other'), sliceOf('2026-01-03'), {}, 1)
  await load(stores, shop + 1000, upsert, sliceOf('2026-01-04'), {}, 1)
  const done = async (runId: number) => [...(await stores.store.done(shop, upsert, runId))]
  expect(await done(1)).toEqual([['2026-01-01', 1]])
  expect((await done(2)).sort()).toEqual([
    ['2026-01-01', 1],
    ['2026-01-02', 2],
  ])
  expect([...(await stores.store.done(shop, names, 1))]).toEqual([])
})

test('ids are those of the days between, and of all days unless both ends are told', async () => {
  for (const of of [1, 2, 3])
    await load(stores, shop, upsert, sliceOf(`2026-01-0${of}`), {
      fact_test_sales: [saleRow(`2026-01-0${of}`, of, 1)],
    })
  const ids = (from?: string, to?: string) =>
    stores.store.ids(shop, { table: sales, column: 'sku' }, from, to)
  expect(await ids('2026-01-02', '2026-01-03')).toEqual([2, 3])
  expect(await ids()).toEqual([1, 2, 3])
  expect(await ids('2026-01-03')).toEqual([1, 2, 3])
  expect(await ids(undefined, '2026-01-01')).toEqual([1, 2, 3])
})

test('a stream remembers by shop and key, and forgets one thing at a time', async () => {
  const notes = stores.store.state(shop, upsert)
  const others = [stores.store.state(shop + 1000, upsert), stores.store.state(shop, names)]
  expect(await notes.get('a')).toBeNull()
  await notes.set('a', 'old')
  await notes.set('a', 'new')
  await notes.set('b', 'else')
  for (const other of others) {
    expect(await other.get('a')).toBeNull()
    await other.set('a', 'theirs')
  }
  await notes.set('a', null)
  expect([await notes.get('a'), await notes.get('b')]).toEqual([null, 'else'])
  for (const other of others) expect(await other.get('a')).toBe('theirs')
})

test('the days of streams reach from the first to the last of all their tables', async () => {
  const range = (...of: Parameters<typeof stores.store.range>[1]) => stores.store.range(shop, of)
  const shelves = streamInto([shelf], { mode: 'upsert' }, 'shelf')
  const on = async (...days: string[]) => {
    await load(stores, shop, upsert, sliceOf('2026-01-01'), {
      fact_test_sales: days.map(day => saleRow(day, 1, 1)),
    })
  }
  expect(await range(upsert, shelves, names)).toEqual({ from: null, to: null })
  await on('2026-01-05', '2026-01-07')
  expect(await range(upsert, shelves, names)).toEqual({ from: '2026-01-05', to: '2026-01-07' })
  await load(stores, shop, shelves, sliceOf('2026-01-01'), {
    fact_test_shelf: ['2026-01-03', '2026-01-06'].map(day => shelfRow(day, 1, 1)),
  })
  for (const order of [
    [upsert, shelves],
    [shelves, upsert],
  ])
    expect(await range(...order)).toEqual({ from: '2026-01-03', to: '2026-01-07' })
  await on('2026-01-02')
  await load(stores, shop, shelves, sliceOf('2026-01-09'), {
    fact_test_shelf: [shelfRow('2026-01-09', 1, 1)],
  })
  for (const order of [
    [upsert, shelves],
    [shelves, upsert],
  ])
    expect(await range(...order)).toEqual({ from: '2026-01-02', to: '2026-01-09' })
  expect(await range(names)).toEqual({ from: null, to: null })
})

test('a run that is taken up on another day reads again what can still change, and nothing that cannot', async () => {
  const stream = streamInto([sales])
  const done = async (runId: number) => [...(await stores.store.done(shop, stream, runId))]
  await load(stores, shop, stream, sliceOf('2026-01-30', '2026-01-30', { open: true }), {}, 5)
  await load(stores, shop, stream, sliceOf('2026-01-29'), {}, 5)
  expect((await done(5)).sort()).toEqual([
    ['2026-01-29', 5],
    ['2026-01-30', 5],
  ])
  await stores.facts.write(async connection => {
    // Two minutes before the day began in Moscow.
    await connection.run(
      `UPDATE checkpoints SET done_at = '2026-01-31T20:58:00.000Z' WHERE shop_id = ${shop}`,
    )
  })
  // Closed slices are done, whichever run read them; an open one was not read by this run.
  expect(await done(5)).toEqual([['2026-01-29', 0]])
})
