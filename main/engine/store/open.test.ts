import { spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TempData } from '../../../tests/support/store.ts'
import {
  goods,
  goodsRow,
  load,
  saleRow,
  sales,
  sliceOf,
  streamInto,
  tempData,
} from '../../../tests/support/store.ts'

const CHILD = fileURLToPath(new URL('../../../tests/support/store-child.ts', import.meta.url))
const into = streamInto([sales])
let data: TempData
beforeEach(async () => {
  data = await tempData()
})
afterEach(() => data.remove())

/** Starts a process that commits slices; `words` fills with what it has said. */
function child() {
  const words: string[] = []
  const started = spawn(process.execPath, [CHILD, data.dataDir, data.migrationsDir])
  started.stdout.setEncoding('utf8')
  let rest = ''
  started.stdout.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    words.push(...lines)
  })
  started.stderr.setEncoding('utf8').on('data', text => words.push(`error ${text}`))
  const said = async (word: string) => {
    while (!words.includes(word)) {
      if (started.exitCode !== null) throw new Error(words.join('\n'))
      await setTimeout(5)
    }
  }
  const kill = () =>
    new Promise<void>(resolve => {
      started.once('close', () => resolve())
      started.kill('SIGKILL')
    })
  return { words, said, kill }
}
const migrate = (store: string, name: string, sql: string) =>
  writeFileSync(join(data.migrationsDir, store, name), sql)

it('P11: after SIGKILL at any moment each slice is there with its checkpoint or not at all', async () => {
  for (const [round, pause] of [0, 7, 19, 41, 83, 160].entries()) {
    const one = child()
    await one.said(round === 0 ? 'ready' : 'slice 0')
    await setTimeout(pause)
    await one.kill()

    const stores = await data.open()
    expect(readdirSync(join(data.dataDir, 'staging'))).toEqual([])
    const slices = await stores.facts.read(
      'SELECT CAST(sku // 10000 AS INTEGER) AS slice, count(*) AS rows FROM fact_test_sales GROUP BY 1 ORDER BY 1',
    )
    const done = await stores.store.done(1, into, 1)
    expect(slices.map(row => `slice ${row.slice}`).sort()).toEqual([...done.keys()].sort())
    for (const row of slices) expect(row.rows).toBe(3000)
    for (const word of one.words) if (word.startsWith('slice')) expect(done.has(word)).toBe(true)

    const names = stores.dims.prepare('SELECT count(*) AS rows FROM dim_test_goods').get() as { rows: number }
    const dimsDone = await stores.store.done(1, streamInto([goods], { mode: 'upsert' }, 'goods'), 1)
    expect(names.rows).toBe(dimsDone.size * 300)
    const [mirror] = await stores.facts.read('SELECT count(*) AS rows FROM dim_test_goods')
    expect(mirror?.rows).toBe(names.rows)
    await stores.close()
  }
})

it('P26: a second process and a second opening in the same process are refused, and the first goes on', async () => {
  const one = child()
  await one.said('ready')
  await expect(data.open()).rejects.toMatchObject({ kind: 'data_in_use' })
  await one.kill()
  const stores = await data.open()
  await expect(data.open()).rejects.toMatchObject({ kind: 'data_in_use' })
  const other = child()
  await expect(other.said('ready')).rejects.toThrow(/data_in_use|locked/)
  await load(stores, 1, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 1)] })
  await stores.close()
})

it('sets aside a write-ahead log that cannot be replayed, and the lost slices count as not read', async () => {
  const one = child()
  await one.said('slice 2')
  await one.kill()
  const log = join(data.dataDir, 'facts.duckdb.wal')
  const bytes = readFileSync(log)
  bytes.fill(0x5a, 40, Math.min(bytes.length, 4000))
  writeFileSync(log, bytes)

  const stores = await data.open()
  expect(stores.notices.map(notice => notice.word)).toEqual(['log_set_aside'])
  expect(readdirSync(data.dataDir).filter(file => file.includes('.wal.broken-'))).toHaveLength(1)
  const [left] = await stores.facts.read('SELECT count(*) AS rows FROM fact_test_sales')
  expect(left?.rows).toBe((await stores.store.done(1, into, 1)).size * 3000)
  await load(stores, 1, into, sliceOf('2026-01-01', '2026-01-01', { key: 'slice 0' }), {
    fact_test_sales: [saleRow('2026-01-01', 1, 1)],
  })
  await stores.close()
})

it('reads on after a log that was cut off in the middle of a record', async () => {
  const one = child()
  await one.said('slice 2')
  await one.kill()
  const log = join(data.dataDir, 'facts.duckdb.wal')
  truncateSync(log, Math.floor(readFileSync(log).length * 0.7))
  const stores = await data.open()
  const [left] = await stores.facts.read('SELECT count(*) AS rows FROM fact_test_sales')
  expect(left?.rows).toBe((await stores.store.done(1, into, 1)).size * 3000)
  await stores.close()
})

it('says that a file is no database, and leaves it as it is', async () => {
  await (await data.open()).close()
  for (const file of ['facts.duckdb', 'dims.sqlite']) {
    const path = join(data.dataDir, file)
    const good = readFileSync(path)
    writeFileSync(path, 'this is a letter to my aunt, and no database at all'.repeat(400))
    await expect(data.open()).rejects.toMatchObject({ kind: 'data_unreadable' })
    expect(readFileSync(path, 'utf8')).toMatch(/^this is a letter/)
    writeFileSync(path, good)
  }
  await (await data.open()).close()
})

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
  const same = await openWith(`${data.migrationsDir}-good`)
  expect(same.readOnly).toBe(false)
  expect(await same.facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name IN ('good', 'bad')")).toEqual(
    [],
  )
  expect(same.dims.prepare("SELECT name FROM sqlite_master WHERE name IN ('good', 'bad')").all()).toEqual([])
  expect(await same.facts.read('SELECT amount FROM fact_test_sales')).toEqual([{ amount: '1.50' }])
  await same.close()
})

it('leaves no file of facts behind when the very first migration fails', async () => {
  migrate('facts', '0002_bad.sql', 'nonsense;')
  await expect(data.open()).rejects.toMatchObject({ kind: 'migration_failed' })
  expect(existsSync(join(data.dataDir, 'facts.duckdb'))).toBe(false)
})

it('opens a newer database for reading only', async () => {
  const old = await data.open()
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 150)] })
  await old.close()
  cpSync(data.migrationsDir, `${data.migrationsDir}-old`, { recursive: true })
  migrate('dims', '0002_later.sql', 'CREATE TABLE later (a INTEGER);')
  await (await data.open()).close()

  const stores = await openWith(`${data.migrationsDir}-old`)
  expect(stores.readOnly).toBe(true)
  expect(await stores.facts.read('SELECT amount FROM fact_test_sales')).toEqual([{ amount: '1.50' }])
  for await (const rows of stores.query('SELECT count(*) AS shops FROM shops'))
    expect(rows).toEqual([{ shops: 0 }])
  const write = load(stores, 1, into, sliceOf('2026-01-02'), {
    fact_test_sales: [saleRow('2026-01-02', 1, 1)],
  })
  await expect(write).rejects.toMatchObject({ kind: 'read_only' })
  const dims = load(stores, 1, streamInto([goods]), sliceOf('2026-01-02'), {
    dim_test_goods: [goodsRow(1, 'a')],
  })
  await expect(dims).rejects.toMatchObject({ kind: 'read_only' })
  await stores.close()
})

async function openWith(migrationsDir: string) {
  const { openStores } = await import('./open.ts')
  const { tables } = await import('../../../tests/support/store.ts')
  return openStores({ dataDir: data.dataDir, migrationsDir, tables })
}
