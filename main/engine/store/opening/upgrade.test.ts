import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
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
import { openStores } from './open.ts'

const into = streamInto([sales])
let data: TempData
beforeEach(async () => {
  data = await tempData()
})
afterEach(() => data.remove())

const migrate = (store: string, name: string, sql: string) =>
  writeFileSync(join(data.migrationsDir, store, name), sql)
const backups = () => {
  const folder = join(data.dataDir, 'backups')
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

it('P25: upgrades the files of an earlier schema with a backup of each, and goes on from their checkpoints', async () => {
  const old = await data.open()
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 150)] })
  await old.close()
  for (const number of [2, 3, 4, 5]) {
    migrate('facts', `000${number}_more.sql`, `ALTER TABLE fact_test_sales ADD COLUMN more_${number} BIGINT;`)
    migrate('dims', `000${number}_more.sql`, `CREATE TABLE more_${number} (a INTEGER);`)
    const stores = await data.open()
    const [row] = await stores.facts.read(`SELECT amount, more_${number} FROM fact_test_sales`)
    expect(row).toEqual({ amount: '1.50', [`more_${number}`]: null })
    expect([...(await stores.store.done(1, into, 1)).keys()]).toEqual(['2026-01-01'])
    await stores.close()
  }
  const backups = readdirSync(join(data.dataDir, 'backups'))
  expect(backups.filter(file => file.startsWith('facts-'))).toHaveLength(3)
  expect(backups.filter(file => file.startsWith('dims-'))).toHaveLength(3)
})

it.each(['facts', 'dims'])('changes nothing when a migration of %s fails', async bad => {
  const old = await data.open()
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 150)] })
  await old.close()
  cpSync(data.migrationsDir, `${data.migrationsDir}-good`, { recursive: true })
  for (const store of ['facts', 'dims']) {
    migrate(store, '0002_good.sql', 'CREATE TABLE good (a INTEGER);')
    migrate(store, '0003_bad.sql', store === bad ? 'CREATE TABLE bad (a INTEGER); nonsense;' : 'SELECT 1;')
  }
  await expect(data.open()).rejects.toMatchObject({ kind: 'migration_failed' })
  const same = await openStores({
    dataDir: data.dataDir,
    migrationsDir: `${data.migrationsDir}-good`,
    tables,
  })
  expect(same.readOnly).toBe(false)
  expect(await same.facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name IN ('good', 'bad')")).toEqual(
    [],
  )
  expect(same.dims.prepare("SELECT name FROM sqlite_master WHERE name IN ('good', 'bad')").all()).toEqual([])
  expect(await same.facts.read('SELECT amount FROM fact_test_sales')).toEqual([{ amount: '1.50' }])
  await same.close()
})

it('leaves no file of facts behind when a folder that is new cannot be made', async () => {
  migrate('dims', '0002_bad.sql', 'nonsense;')
  await expect(data.open()).rejects.toMatchObject({ kind: 'migration_failed' })
  expect(existsSync(join(data.dataDir, 'facts.duckdb'))).toBe(false)
})

it('a failed attempt leaves no copy, however often it is tried, and pushes out none of another version', async () => {
  await (await data.open()).close()
  for (const number of [2, 3, 4]) {
    for (const store of ['facts', 'dims'])
      migrate(store, `000${number}_more.sql`, `CREATE TABLE more_${number} (a INTEGER);`)
    await (await data.open()).close()
  }
  const before = backups()
  expect(before.map(name => name.replace(/-\d{4}-.*\./, '.'))).toEqual(
    ['dims', 'facts'].flatMap(of =>
      [1, 2, 3].map(version => `${of}-v${version}.${of === 'dims' ? 'sqlite' : 'duckdb'}`),
    ),
  )
  migrate('facts', '0005_bad.sql', 'nonsense;')
  migrate('dims', '0005_good.sql', 'CREATE TABLE good (a INTEGER);')
  for (let attempt = 0; attempt < 4; attempt += 1)
    await expect(data.open()).rejects.toMatchObject({ kind: 'migration_failed' })
  expect(backups()).toEqual(before)
  expect(readdirSync(data.dataDir).filter(name => name.includes('upgrading'))).toEqual([])
})

it('copies that the first releases made count as a version each', async () => {
  await (await data.open()).close()
  const folder = join(data.dataDir, 'backups')
  cpSync(join(data.dataDir, 'dims.sqlite'), join(folder, 'dims-2026-01-01T00-00-00-000Z.sqlite'))
  cpSync(join(data.dataDir, 'dims.sqlite'), join(folder, 'dims-2026-01-02T00-00-00-000Z.sqlite'))
  cpSync(join(data.dataDir, 'dims.sqlite'), join(folder, 'dims-2026-01-03T00-00-00-000Z.sqlite'))
  migrate('dims', '0002_more.sql', 'CREATE TABLE more (a INTEGER);')
  await (await data.open()).close()
  expect(backups().map(name => name.slice(0, 15))).toEqual([
    'dims-2026-01-02',
    'dims-2026-01-03',
    expect.stringMatching(/^dims-v1-/),
  ])
})

it("a backup is what the file was, opens, and is its owner's alone", async () => {
  const old = await data.open()
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 150)] })
  await old.close()
  const before = readFileSync(join(data.dataDir, 'facts.duckdb'))
  migrate('facts', '0002_more.sql', 'ALTER TABLE fact_test_sales ADD COLUMN more BIGINT;')
  await (await data.open()).close()
  const [kept = ''] = backups()
  const path = join(data.dataDir, 'backups', kept)
  expect(kept).toMatch(/^facts-v1-/)
  expect(readFileSync(path).length).toBe(before.length)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  rmSync(join(data.migrationsDir, 'facts', '0002_more.sql'))
  cpSync(path, join(data.dataDir, 'facts.duckdb'))
  const back = await data.open()
  expect(back.readOnly).toBe(false)
  expect(await back.facts.read('SELECT amount FROM fact_test_sales')).toEqual([{ amount: '1.50' }])
  await back.close()
})

it('facts go back when dims refuse at the very last, and neither file is upgraded', async () => {
  const old = await data.open()
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 150)] })
  await old.close()
  const good = `${data.migrationsDir}-good`
  cpSync(data.migrationsDir, good, { recursive: true })
  migrate('facts', '0002_more.sql', 'CREATE TABLE more (a INTEGER);')
  // Only COMMIT checks what this violates.
  migrate(
    'dims',
    '0002_more.sql',
    'CREATE TABLE more (a INTEGER PRIMARY KEY, b INTEGER REFERENCES more(a) DEFERRABLE INITIALLY DEFERRED); INSERT INTO more VALUES (1, 2);',
  )
  await expect(data.open()).rejects.toMatchObject({ kind: 'migration_failed' })
  const same = await openStores({ dataDir: data.dataDir, migrationsDir: good, tables })
  expect(same.readOnly).toBe(false)
  expect(await same.facts.read('SELECT amount FROM fact_test_sales')).toEqual([{ amount: '1.50' }])
  expect(await same.facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'more'")).toEqual([])
  await same.close()
})

it('a first start and one without an upgrade leave no copies', async () => {
  for (let time = 0; time < 2; time += 1) await (await data.open()).close()
  expect(existsSync(join(data.dataDir, 'backups'))).toBe(false)
})

it('what lies among the copies and is none of ours stays there', async () => {
  await (await data.open()).close()
  const foreign = ['facts-notes.txt', 'letter.txt', 'old-dims-v1-2026.sqlite']
  for (const number of [2, 3, 4, 5]) {
    migrate('dims', `000${number}_more.sql`, `CREATE TABLE more_${number} (a INTEGER);`)
    await (await data.open()).close()
    for (const name of foreign) writeFileSync(join(data.dataDir, 'backups', name), '')
  }
  expect(backups().map(name => name.slice(0, 8))).toEqual([
    'dims-v2-',
    'dims-v3-',
    'dims-v4-',
    'facts-no',
    'letter.t',
    'old-dims',
  ])
})

it('of a version that was copied twice the newer copy stays, and of versions the newest, whatever their numbers', async () => {
  await (await data.open()).close()
  const folder = join(data.dataDir, 'backups')
  mkdirSync(folder)
  const old = ['v9-2025-01-01', 'v10-2025-02-01', 'v8-2025-03-01', 'v1-2025-04-01', 'v9-2025-05-01']
  for (const name of old) writeFileSync(join(folder, `facts-${name}.duckdb`), '')
  migrate('dims', '0002_more.sql', 'CREATE TABLE more (a INTEGER);')
  await (await data.open()).close()
  expect(backups().filter(name => name.startsWith('facts'))).toEqual([
    'facts-v1-2025-04-01.duckdb',
    'facts-v8-2025-03-01.duckdb',
    'facts-v9-2025-05-01.duckdb',
  ])
})

it.skipIf(!canMount())('says before it copies anything how much room it needs, for either file', async () => {
  const disk = smallDisk(60 << 20)
  try {
    const dataDir = join(disk.path, 'data')
    const open = () => openStores({ dataDir, migrationsDir: data.migrationsDir, tables })
    await (await open()).close()
    for (const [store, file] of [
      ['facts', 'facts.duckdb'],
      ['dims', 'dims.sqlite'],
    ] as const) {
      const needed = statSync(join(dataDir, file)).size + (32 << 20)
      migrate(store, '0002_more.sql', 'CREATE TABLE more (a INTEGER);')
      const ballast = join(disk.path, 'ballast')
      const { bavail, bsize } = statfsSync(disk.path)
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - needed + (1 << 20)))
      await expect(open()).rejects.toMatchObject({
        kind: 'disk_full',
        message: expect.stringMatching(new RegExp(`^an upgrade needs ${needed} bytes, \\d+ are free$`)),
      })
      rmSync(ballast)
      await (await open()).close()
    }
  } finally {
    disk.remove()
  }
})

it.skipIf(process.platform !== 'linux')('an upgrade leaves no handle open', async () => {
  const handles = () => readdirSync('/proc/self/fd').length
  const once = async () => {
    await (await data.open()).close()
    return handles()
  }
  await once()
  const before = await once()
  for (const store of ['facts', 'dims']) migrate(store, '0002_more.sql', 'CREATE TABLE more (a INTEGER);')
  expect(await once()).toBe(before)
  expect(backups()).toHaveLength(2)
})
