import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
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
import { openDuckDb } from '../duckdb/connection.ts'
import { openStores, type Stores } from './open.ts'

const into = streamInto([sales])
const LONG = 200_000
let data: TempData
beforeEach(async () => {
  data = await tempData()
})
afterEach(() => data.remove())

const migrate = (name: string, sql: string) => writeFileSync(join(data.migrationsDir, 'facts', name), sql)
const sorted = `-- idle: rows lie by their numbers.
CREATE TABLE moved AS SELECT * FROM fact_test_sales ORDER BY sku;
DROP TABLE fact_test_sales;
ALTER TABLE moved RENAME TO fact_test_sales;`
const history = async ({ facts }: Stores) =>
  (await facts.read('SELECT number FROM migrations ORDER BY number')).map(row => row.number)
const lying = async ({ facts }: Stores) =>
  (await facts.read('SELECT sku FROM fact_test_sales ORDER BY rowid')).map(row => row.sku)
/** A folder of the version before, with rows of a day. */
async function older(skus: readonly number[]): Promise<void> {
  const old = await data.open()
  const rows = skus.map(sku => saleRow('2026-01-01', sku, sku * 100))
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: rows })
  await old.close()
}

describe('a migration that waits for an idle moment', () => {
  it('is left where rows are, which are read and written meanwhile, and then moves them all', async () => {
    await older([3, 1, 2])
    migrate('0002_sorted.sql', sorted)
    migrate('0003_again.sql', sorted)
    const stores = await data.open()
    expect(await history(stores)).toEqual([1])
    expect(existsSync(join(data.dataDir, 'backups'))).toBe(false)
    await load(stores, 1, into, sliceOf('2026-01-02'), { fact_test_sales: [saleRow('2026-01-02', 0, 100)] })
    expect(await lying(stores)).toEqual([3, 1, 2, 0])
    await Promise.all([stores.idleWork.run(), stores.idleWork.run()])
    expect(await history(stores)).toEqual([1, 2, 3])
    expect(await lying(stores)).toEqual([0, 1, 2, 3])
    // Nothing is left to do, and new rows are written as before.
    await stores.idleWork.run()
    await load(stores, 1, into, sliceOf('2026-01-02'), { fact_test_sales: [saleRow('2026-01-02', 0, 200)] })
    await stores.close()
    const next = await data.open()
    expect(next.notices.map(({ word }) => word)).toEqual(['orphans'])
    expect(await next.facts.read('SELECT sku, amount FROM fact_test_sales ORDER BY sku LIMIT 2')).toEqual([
      { sku: 0, amount: '2.00' },
      { sku: 1, amount: '1.00' },
    ])
    await next.close()
  })

  it('is done at once in a new file, and before another that cannot wait', async () => {
    await older([2, 1])
    migrate('0002_sorted.sql', sorted)
    migrate('0003_more.sql', 'ALTER TABLE fact_test_sales ADD COLUMN more BIGINT;')
    migrate('0004_again.sql', sorted)
    const stores = await data.open()
    expect(await history(stores)).toEqual([1, 2, 3])
    await stores.close()
    rmSync(data.dataDir, { recursive: true })
    const anew = await data.open()
    expect(await history(anew)).toEqual([1, 2, 3, 4])
    await anew.close()
  })

  it('that fails is told once, leaves all as it was, and is tried again by the next start', async () => {
    await older([2, 1])
    migrate('0002_sorted.sql', `${sorted}\nINSERT INTO missing VALUES (1);`)
    const stores = await data.open()
    await expect(stores.idleWork.run()).rejects.toThrow('missing')
    expect(await history(stores)).toEqual([1])
    expect(await lying(stores)).toEqual([2, 1])
    await stores.facts.write(connection => connection.run('CREATE TABLE missing (a INTEGER)'))
    await stores.idleWork.run()
    expect(await lying(stores)).toEqual([2, 1])
    await stores.close()
    const next = await data.open()
    await next.idleWork.run()
    expect(await lying(next)).toEqual([1, 2])
    await next.close()
  })

  it('lets others write between its parts, and does them all again after a kill among them', async () => {
    await older([3, 2, 1])
    const parts = `-- idle: in parts.\n-- part\n${sorted}\n-- part\nCREATE TABLE IF NOT EXISTS other (a INTEGER);\n-- part\nINSERT INTO missing VALUES (1);`
    migrate('0002_parts.sql', parts)
    const stores = await data.open()
    const running = stores.idleWork.run().catch(error => error.message)
    const written = load(stores, 1, into, sliceOf('2026-01-02'), {
      fact_test_sales: [saleRow('2026-01-02', 0, 100)],
    })
    expect(await running).toContain('missing')
    await written
    // The parts before the failed one stay, and so do rows written between them.
    expect(await history(stores)).toEqual([1])
    expect(await lying(stores)).toEqual([1, 2, 3, 0])
    await stores.facts.write(connection => connection.run('CREATE TABLE missing (a INTEGER)'))
    await stores.close()
    const next = await data.open()
    await next.idleWork.run()
    expect(await history(next)).toEqual([1, 2])
    expect(await lying(next)).toEqual([0, 1, 2, 3])
    await next.close()
  })

  it('of dims is done at the start', async () => {
    await older([1])
    writeFileSync(
      join(data.migrationsDir, 'dims', '0002_soon.sql'),
      '-- idle: no.\nCREATE TABLE soon (a INTEGER);',
    )
    const stores = await data.open()
    expect(stores.dims.prepare('SELECT count(*) FROM soon').pluck().get()).toBe(0)
    await stores.close()
  })

  it.skipIf(!canMount())('begins nothing where the disk has no room for it', async () => {
    const disk = smallDisk(96 << 20)
    try {
      const dataDir = join(disk.path, 'data')
      const open = () => openStores({ dataDir, migrationsDir: data.migrationsDir, tables })
      const old = await open()
      const rows = Array.from({ length: 300_000 }, (_, at) =>
        saleRow('2026-01-01', LONG - at, at, `note ${at * 7919}`),
      )
      await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: rows })
      await old.close()
      migrate('0002_sorted.sql', sorted)
      const stores = await open()
      const { size } = statSync(join(dataDir, 'facts.duckdb'))
      const { bavail, bsize } = statfsSync(dataDir)
      writeFileSync(join(disk.path, 'other'), Buffer.alloc(Math.max(0, bavail * bsize - size / 2)))
      await expect(stores.idleWork.run()).rejects.toMatchObject({ kind: 'disk_full' })
      expect(statSync(join(dataDir, 'facts.duckdb')).size).toBe(size)
      expect(await history(stores)).toEqual([1])
      rmSync(join(disk.path, 'other'))
      await stores.close()
    } finally {
      disk.remove()
    }
  })

  it('is broken off by whoever closes the files, and the next start does it', async () => {
    await older(Array.from({ length: LONG }, (_, at) => LONG - at))
    migrate(
      '0002_sorted.sql',
      `-- idle: long.\n${'UPDATE fact_test_sales SET amount = amount + 0;\n'.repeat(60)}${sorted}`,
    )
    const stores = await data.open()
    const running = stores.idleWork.run()
    await stores.facts.read('SELECT 1')
    await stores.close()
    await running
    expect(readdirSync(data.dataDir)).not.toContain('facts.duckdb.wal')
    const next = await data.open()
    expect(next.notices.map(({ word }) => word)).toEqual(['orphans'])
    expect(await history(next)).toEqual([1])
    expect((await lying(next)).slice(0, 2)).toEqual([LONG, LONG - 1])
    await next.idleWork.run()
    expect((await lying(next)).slice(0, 2)).toEqual([1, 2])
    await next.close()
  })
})

describe.each(releases)('the data folder of %s', release => {
  const migrationsDir = join(import.meta.dirname, '../../../../resources/migrations')
  const KEYS =
    "SELECT DISTINCT table_name AS name FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY' ORDER BY 1"
  const ofLoaders = (names: readonly string[]) => names.filter(name => /^(fact|log|hist|snap)_/.test(name))
  type Read = Pick<Stores['facts'], 'read'>
  async function columnsOf(facts: Read): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = await facts.read(
      'SELECT table_name, list(column_name ORDER BY column_index) AS columns FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal GROUP BY 1',
    )
    return new Map(found.map(row => [String(row.table_name), row.columns as string[]]))
  }
  /** Each table of facts whole, in these columns. */
  async function contents(facts: Read, columns: ReadonlyMap<string, readonly string[]>) {
    const whole = [...columns].map(async ([name, of]) => {
      const all = of.map(column => `"${column}"`)
      return [name, await facts.read(`SELECT ${all} FROM "${name}" ORDER BY ALL`)] as const
    })
    return new Map(await Promise.all(whole))
  }

  test('P25: is converted row for row, and loses the indexes of its facts alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prilavok-older-'))
    try {
      unpackRelease(release, join(folder, 'data'))
      const open = () => openStores({ dataDir: join(folder, 'data'), migrationsDir, tables: allTables })
      const keys = async (facts: Read) => (await facts.read(KEYS)).map(({ name }) => String(name))
      const old = await openDuckDb(join(folder, 'data', 'facts.duckdb'), { readOnly: true, staging: folder })
      expect(ofLoaders(await keys(old)).length).toBeGreaterThan(15)
      const dropped = new Set(['fact_ozon_transactions.category'])
      const columns = new Map(
        [...(await columnsOf(old))]
          .filter(([name]) => ofLoaders([name]).length > 0)
          .map(([name, all]) => [name, all.filter(column => !dropped.has(`${name}.${column}`))]),
      )
      const before = await contents(old, columns)
      expect([...before.values()].filter(rows => rows.length > 0).length).toBeGreaterThan(10)
      await old.close()
      const stores = await open()
      // Nothing waits for the conversion at the start.
      expect(ofLoaders(await keys(stores.facts)).length).toBeGreaterThan(15)
      await stores.idleWork.run()
      expect(ofLoaders(await keys(stores.facts))).toEqual([])
      expect(await keys(stores.facts)).toEqual(
        expect.arrayContaining(['checkpoints', 'owners', 'stamp', 'shops']),
      )
      expect(await contents(stores.facts, columns)).toEqual(before)
      await stores.close()
      const next = await open()
      expect(await contents(next.facts, columns)).toEqual(before)
      await next.close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
