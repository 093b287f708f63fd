import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allTables } from '../../../../loaders/index.ts'
import { releases, unpackRelease } from '../../../../tests/support/release.ts'
import { canMount, smallDisk } from '../../../../tests/support/small-disk.ts'
import type { TempData } from '../../../../tests/support/store.ts'
import {
  load,
  saleRow,
  sales,
  sliceOf,
  streamInto,
  tables,
  tempData,
} from '../../../../tests/support/store.ts'
import { VIEWS } from '../../analytics/views.ts'
import { compact } from './compact.ts'
import { openStores, type Stores } from './open.ts'

const into = streamInto([sales])
const DAYS = ['2026-01-03', '2026-01-01', '2026-01-02']
let data: TempData
let dataDir: string
beforeEach(async () => {
  data = await tempData()
  dataDir = data.dataDir
})
afterEach(() => data.remove())

const open = () => openStores({ dataDir, migrationsDir: data.migrationsDir, tables })
const file = () => join(dataDir, 'facts.duckdb')
const copy = () => join(dataDir, 'staging', 'compacted.duckdb')
const left = () => readdirSync(join(dataDir, 'staging')).filter(name => name.startsWith('compacted'))
/** Which file it is: another one that takes its place has another number. */
const inode = () => statSync(file()).ino

/** Puts a table of so many bytes at the beginning of the file, does the rest, and drops it. */
async function around(stores: Pick<Stores, 'facts'>, bytes: number, rest: () => Promise<void>) {
  const { facts } = stores
  await facts.write(c => c.run(`CREATE TABLE ballast AS SELECT hash(range) AS n FROM range(${bytes / 8})`))
  await facts.checkpoint()
  await rest()
  await facts.checkpoint()
  await facts.write(c => c.run('DROP TABLE ballast'))
  await facts.checkpoint()
}
/** A folder with rows of two shops behind a gap of so many bytes. */
async function gappy(bytes = 32 << 20, each = 20_000): Promise<Stores> {
  const stores = await open()
  await around(stores, bytes, async () => {
    for (const day of DAYS)
      for (const shop of [2, 1]) {
        const rows = Array.from({ length: each }, (_, at) =>
          saleRow(day, each - at, at * shop, `${day} ${(at * 7919) % each}`),
        )
        await load(stores, shop, into, sliceOf(day), { fact_test_sales: rows })
      }
    await stores.facts.write(c =>
      c.run('CREATE VIEW sold AS SELECT sum(amount) AS amount FROM fact_test_sales'),
    )
  })
  return stores
}
const rowsOf = ({ facts }: Stores) =>
  facts.read(
    'SELECT count(*) AS rows, count(DISTINCT (shop_id, dt, sku)) AS keys, sum(hash(s))::VARCHAR AS all FROM fact_test_sales AS s',
  )
const sizeOf = async ({ facts }: Stores) =>
  (
    await facts.read(
      "SELECT block_size, used_blocks, free_blocks FROM pragma_database_size() WHERE database_name = 'facts'",
    )
  )[0] as { block_size: number; used_blocks: number; free_blocks: number }
const KEYS =
  "SELECT table_name, constraint_text FROM duckdb_constraints() WHERE database_name = 'facts' ORDER BY ALL"

describe('a file of facts that is mostly free', () => {
  it('is copied into one without gaps, row for row, with what belongs to it and by day', async () => {
    const stores = await gappy()
    const [rows, keys] = [await rowsOf(stores), await stores.facts.read(KEYS)]
    expect(keys.length).toBeGreaterThan(10)
    const before = await sizeOf(stores)
    expect(before.free_blocks).toBeGreaterThan(before.used_blocks)
    const { size } = statSync(file())
    await Promise.all([stores.idleWork.run(), stores.idleWork.run()])
    expect(statSync(file()).size).toBeLessThan(size / 4)
    const after = await sizeOf(stores)
    expect(after.block_size).toBe(65_536)
    expect(after.free_blocks).toBeLessThan(after.used_blocks / 10)
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(left()).toEqual([])
    expect(await rowsOf(stores)).toEqual(rows)
    expect(await stores.facts.read(KEYS)).toEqual(keys)
    expect(await stores.facts.read('SELECT amount FROM sold')).toEqual([{ amount: '17999100.00' }])
    const [groups] = await stores.facts.read(
      "SELECT max(rows) AS most FROM (SELECT sum(count) AS rows FROM pragma_storage_info('fact_test_sales') WHERE column_name = 'sku' AND segment_type <> 'VALIDITY' GROUP BY row_group_id)",
    )
    expect(groups).toEqual({ most: 30_720 })
    const order = await stores.facts.read(
      'SELECT shop_id, CAST(dt AS VARCHAR) AS day, min(rowid) AS first, max(rowid) - min(rowid) + 1 AS length FROM fact_test_sales GROUP BY ALL ORDER BY first',
    )
    expect(order.map(({ shop_id, day }) => [shop_id, day])).toEqual(
      [1, 2].flatMap(shop => DAYS.toSorted().map(day => [shop, day])),
    )
    expect(order.every(({ length }) => length === 20_000)).toBe(true)
    // What comes is written as before, and a second time there is nothing to do.
    await load(stores, 1, into, sliceOf('2026-01-04'), { fact_test_sales: [saleRow('2026-01-04', 1, 100)] })
    const is = inode()
    await stores.idleWork.run()
    expect(inode()).toBe(is)
    await stores.close()
    const next = await open()
    expect(next.notices.map(({ word }) => word)).toEqual(['orphans'])
    expect(await next.facts.read('SELECT count(*) AS rows FROM fact_test_sales')).toEqual([{ rows: 120_001 }])
    await next.idleWork.run()
    expect(inode()).toBe(is)
    await next.close()
  })

  it('is left alone where the gap is small, or smaller than the rest', async () => {
    const stores = await gappy(8 << 20, 10)
    const { block_size, used_blocks, free_blocks } = await sizeOf(stores)
    expect(free_blocks).toBeGreaterThan(used_blocks)
    expect(free_blocks * block_size).toBeLessThan(16 << 20)
    const is = inode()
    await stores.idleWork.run()
    expect(inode()).toBe(is)
    const more = 'CREATE TABLE more AS SELECT hash(range) AS n FROM range(5_000_000)'
    await around(stores, 24 << 20, () => stores.facts.write(async c => void (await c.run(more))))
    const larger = await sizeOf(stores)
    expect(larger.free_blocks * block_size).toBeGreaterThan(16 << 20)
    expect(larger.free_blocks).toBeLessThan(larger.used_blocks)
    await stores.idleWork.run()
    expect(inode()).toBe(is)
    await stores.close()
  })

  it('answers the questions under way before the copy takes its place', async () => {
    const stores = await gappy()
    const is = inode()
    const asked = stores.facts
      .query('SELECT sku FROM fact_test_sales ORDER BY sku')
      [Symbol.asyncIterator]() as AsyncIterator<readonly unknown[]>
    let rows = (await asked.next()).value.length
    const running = stores.idleWork.run()
    await expect.poll(() => existsSync(copy())).toBe(true)
    // Other questions wait for nothing.
    await stores.facts.read('SELECT 1')
    const copies = "SELECT 1 FROM duckdb_databases() WHERE database_name = 'compacted'"
    await expect.poll(() => stores.facts.read(copies)).toEqual([])
    expect(inode()).toBe(is)
    for (let next = await asked.next(); !next.done; next = await asked.next()) rows += next.value.length
    expect(rows).toBe(120_000)
    await running
    expect(inode()).not.toBe(is)
    await stores.close()
  })

  it('keeps its place where something was written meanwhile, and is copied in the next idle moment', async () => {
    const stores = await gappy()
    const is = inode()
    const asked = stores.facts.query('SELECT sku FROM fact_test_sales')[Symbol.asyncIterator]()
    await asked.next()
    const running = stores.idleWork.run()
    await expect.poll(() => existsSync(copy())).toBe(true)
    await load(stores, 1, into, sliceOf('2026-01-04'), { fact_test_sales: [saleRow('2026-01-04', 1, 100)] })
    await running
    expect(inode()).toBe(is)
    expect(left()).toEqual([])
    await asked.return?.(undefined)
    const rows = await rowsOf(stores)
    expect(rows).toMatchObject([{ rows: 120_001, keys: 120_001 }])
    await expect
      .poll(async () => {
        await stores.idleWork.run()
        return inode()
      })
      .not.toBe(is)
    expect(await rowsOf(stores)).toEqual(rows)
    await stores.close()
  })

  it('keeps its place where the copy is not what it is', async () => {
    const stores = await gappy()
    const is = inode()
    let asked = 0
    let written: Promise<unknown> = Promise.resolve()
    const copying = compact({
      facts: {
        ...stores.facts,
        // Tells of no write, and lets one happen behind the first table.
        writes() {
          asked += 1
          if (asked === 3) written = stores.facts.write(c => c.run('DELETE FROM checkpoints'))
          return 0
        },
      },
      file: file(),
      staging: stores.staging,
      relations: stores.relations,
      interruptibly: (_, work) => work(),
      pause: async () => true,
    })
    await expect(copying).rejects.toThrow('the copy differs from its file')
    await written
    expect(inode()).toBe(is)
    expect(left()).toEqual([])
    await stores.close()
  })

  it('of a later version is left alone', async () => {
    const stores = await gappy()
    await stores.facts.write(c =>
      c.run("INSERT INTO migrations SELECT max(number) + 1, 'later', now() FROM migrations"),
    )
    await stores.close()
    const is = inode()
    const later = await open()
    expect(later.readOnly).toBe(true)
    await later.idleWork.run()
    expect(inode()).toBe(is)
    await later.close()
  })

  it('keeps its place when it is closed meanwhile', async () => {
    const stores = await gappy(160 << 20, 60_000)
    const is = inode()
    const running = stores.idleWork.run()
    await expect.poll(() => existsSync(copy()), { interval: 5 }).toBe(true)
    await stores.close()
    await running
    expect(inode()).toBe(is)
    expect(left()).toEqual([])
    const next = await open()
    expect(await rowsOf(next)).toMatchObject([{ rows: 360_000 }])
    await next.idleWork.run()
    expect(inode()).not.toBe(is)
    expect(await rowsOf(next)).toMatchObject([{ rows: 360_000, keys: 360_000 }])
    await next.close()
  })
})

describe.skipIf(!canMount())('a disk without room for the copy', () => {
  const room = (folder: string) => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  it('is told before it is begun, and where it fills up meanwhile, and the file stays', async () => {
    const disk = smallDisk(256 << 20)
    try {
      dataDir = join(disk.path, 'data')
      const ballast = join(disk.path, 'other')
      const old = await gappy(96 << 20, 60_000)
      const rows = await rowsOf(old)
      const is = inode()
      const { used_blocks, block_size } = await sizeOf(old)
      writeFileSync(ballast, Buffer.alloc(room(disk.path) - used_blocks * block_size - (16 << 20)))
      await expect(old.idleWork.run()).rejects.toMatchObject({
        kind: 'disk_full',
        message: expect.stringContaining('a copy of the facts needs'),
      })
      // Once: it would fail again.
      await old.idleWork.run()
      rmSync(ballast)
      await old.close()

      const stores = await open()
      const running = stores.idleWork.run()
      running.catch(() => {})
      while (!existsSync(copy())) await setImmediate()
      writeFileSync(ballast, Buffer.alloc(room(disk.path) - (1 << 20)))
      await expect(running).rejects.toMatchObject({ kind: 'disk_full' })
      expect(left()).toEqual([])
      expect(inode()).toBe(is)
      rmSync(ballast)
      expect(await rowsOf(stores)).toEqual(rows)
      await load(stores, 1, into, sliceOf('2026-01-04'), { fact_test_sales: [saleRow('2026-01-04', 1, 100)] })
      await stores.close()
      const next = await open()
      await next.idleWork.run()
      expect(inode()).not.toBe(is)
      expect(await rowsOf(next)).toMatchObject([{ rows: 360_001, keys: 360_001 }])
      await next.close()
    } finally {
      disk.remove()
    }
  })
})

describe.each(releases)('the data folder of %s', release => {
  it('is copied with all its tables and views', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prilavok-compact-'))
    try {
      dataDir = join(folder, 'data')
      unpackRelease(release, dataDir)
      const migrationsDir = join(import.meta.dirname, '../../../../resources/migrations')
      const stores = await openStores({ dataDir, migrationsDir, tables: allTables })
      await stores.idleWork.run()
      await around(stores, 64 << 20, () =>
        stores.facts.write(async c => {
          await c.run(VIEWS)
          // Written anew behind the ballast.
          for (const { name, store } of stores.relations)
            if (store === 'facts' && /^(fact|log|hist|snap)_/.test(name))
              await c.run(
                `CREATE TABLE "moved" AS FROM "${name}"; DELETE FROM "${name}"; INSERT INTO "${name}" FROM moved; DROP TABLE moved`,
              )
        }),
      )
      const names = await stores.facts.read('SELECT table_name AS name FROM duckdb_tables() ORDER BY ALL')
      expect(names.length).toBeGreaterThan(60)
      const contents = () =>
        Promise.all(
          names.map(({ name }) => stores.facts.read(`SELECT hash(t) AS h FROM "${name}" AS t ORDER BY h`)),
        )
      const views = () =>
        Promise.all(
          ['order_lines', 'ad_days', 'product_skus'].map(name =>
            stores.facts.read(`SELECT count(*) AS rows, sum(hash(t))::VARCHAR AS h FROM ${name} AS t`),
          ),
        )
      const before = [await contents(), await views()]
      const is = inode()
      await stores.idleWork.run()
      expect(inode()).not.toBe(is)
      expect([await contents(), await views()]).toEqual(before)
      await stores.close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
