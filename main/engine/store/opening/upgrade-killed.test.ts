import { spawn } from 'node:child_process'
import { cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
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

const CHILD = fileURLToPath(new URL('../../../../tests/support/upgrade-child.ts', import.meta.url))
const ROUNDS = 12
const into = streamInto([sales])
let data: TempData
beforeEach(async () => {
  data = await tempData()
})
afterEach(() => data.remove())

const migrate = (store: string, name: string, sql: string) =>
  writeFileSync(join(data.migrationsDir, store, name), sql)

it('P11: an upgrade that is killed at any moment leaves every row, and the next start ends it', async () => {
  const old = await data.open()
  const rows = Array.from({ length: 60_000 }, (_, sku) => saleRow('2026-01-01', sku, sku, `note ${sku}`))
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: rows })
  await old.close()
  const files = `${data.dataDir}-old`
  cpSync(data.dataDir, files, { recursive: true })
  migrate('facts', '0002_note.sql', "UPDATE fact_test_sales SET note = note || '!';")
  migrate('facts', '0003_more.sql', 'ALTER TABLE fact_test_sales ADD COLUMN more BIGINT;')
  migrate('facts', '0004_more.sql', 'UPDATE fact_test_sales SET more = sku;')
  migrate('dims', '0002_more.sql', 'CREATE TABLE more (a INTEGER);')
  const good = `${data.migrationsDir}-three`
  cpSync(data.migrationsDir, good, { recursive: true })
  // The last step fails in every second round: a kill must leave the same after a failed attempt.
  migrate('facts', '0005_bad.sql', 'nonsense;')
  // The duration on this computer decides when to kill.
  const whole = await upgradeWhole(good)
  let before = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    rmSync(data.dataDir, { recursive: true })
    cpSync(files, data.dataDir, { recursive: true })
    if (!(await upgradeKilled(round % 2 === 0 ? good : data.migrationsDir, (whole * round) / ROUNDS)))
      before += 1
    const stores = await openStores({ dataDir: data.dataDir, migrationsDir: good, tables })
    const [held] = await stores.facts.read(
      "SELECT count(*) AS rows, sum(more)::BIGINT AS more, count_if(note LIKE '%!') AS noted, count_if(note LIKE '%!!') AS twice FROM fact_test_sales",
    )
    expect(held).toEqual({ rows: 60_000, more: 1_799_970_000, noted: 60_000, twice: 0 })
    expect(stores.dims.prepare('SELECT count(*) FROM more').pluck().get()).toBe(0)
    expect(stores.notices.map(({ word }) => word).filter(word => word !== 'orphans')).toEqual([])
    expect(readdirSync(data.dataDir).filter(name => name.includes('upgrading'))).toEqual([])
    await stores.close()
  }
  expect(before).toBeGreaterThan(ROUNDS / 4)
})

it('P11: a move of rows that is killed at any moment has not happened or is whole, and the next start ends it', async () => {
  const old = await data.open()
  const rows = Array.from({ length: 60_000 }, (_, sku) =>
    saleRow('2026-01-01', 60_000 - sku, sku, `note ${sku}`),
  )
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: rows })
  await old.close()
  const files = `${data.dataDir}-old`
  cpSync(data.dataDir, files, { recursive: true })
  migrate(
    'facts',
    '0002_sorted.sql',
    '-- idle: by number.\nCREATE TABLE moved AS SELECT * FROM fact_test_sales ORDER BY sku;\nDROP TABLE fact_test_sales;\nALTER TABLE moved RENAME TO fact_test_sales;',
  )
  const whole = await upgradeWhole(data.migrationsDir, 'open')
  let before = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    rmSync(data.dataDir, { recursive: true })
    cpSync(files, data.dataDir, { recursive: true })
    if (!(await upgradeKilled(data.migrationsDir, (whole * round) / ROUNDS, 'open'))) before += 1
    const stores = await openStores({
      dataDir: data.dataDir,
      migrationsDir: data.migrationsDir,
      tables,
    })
    const held = () =>
      stores.facts.read(
        'SELECT count(*) AS rows, count(DISTINCT sku) AS skus, sum(amount)::VARCHAR AS amount FROM fact_test_sales',
      )
    const all = [{ rows: 60_000, skus: 60_000, amount: '17999700.00' }]
    expect(await held()).toEqual(all)
    await stores.idleWork.run()
    expect(await held()).toEqual(all)
    const [first] = await stores.facts.read('SELECT sku FROM fact_test_sales ORDER BY rowid LIMIT 1')
    expect(first).toEqual({ sku: 1 })
    expect(stores.notices.map(({ word }) => word).filter(word => word !== 'orphans')).toEqual([])
    await stores.close()
  }
  expect(before).toBeGreaterThan(ROUNDS / 4)
})

it('P11: a copy without gaps that is killed at any moment leaves the file or has its place, and the next start ends it', async () => {
  const old = await data.open()
  await old.facts.write(c => c.run('CREATE TABLE gap AS SELECT hash(range) AS n FROM range(6_000_000)'))
  const rows = Array.from({ length: 60_000 }, (_, sku) => saleRow('2026-01-01', sku, sku, `note ${sku}`))
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: rows })
  await old.facts.checkpoint()
  await old.facts.write(c => c.run('DROP TABLE gap'))
  await old.close()
  const file = join(data.dataDir, 'facts.duckdb')
  const { size } = statSync(file)
  const files = `${data.dataDir}-old`
  cpSync(data.dataDir, files, { recursive: true })
  const whole = await upgradeWhole(data.migrationsDir, 'open')
  expect(statSync(file).size).toBeLessThan(size / 4)
  let before = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    rmSync(data.dataDir, { recursive: true })
    cpSync(files, data.dataDir, { recursive: true })
    await upgradeKilled(data.migrationsDir, (whole * round) / ROUNDS, 'open')
    if (statSync(file).size > size / 2) before += 1
    const stores = await data.open()
    const held = () =>
      stores.facts.read(
        'SELECT count(*) AS rows, count(DISTINCT sku) AS skus, sum(amount)::VARCHAR AS amount FROM fact_test_sales',
      )
    const all = [{ rows: 60_000, skus: 60_000, amount: '17999700.00' }]
    expect(await held()).toEqual(all)
    expect(readdirSync(stores.staging)).toEqual([])
    await stores.idleWork.run()
    expect(statSync(file).size).toBeLessThan(size / 4)
    expect(await held()).toEqual(all)
    expect(stores.notices.map(({ word }) => word).filter(word => word !== 'orphans')).toEqual([])
    await stores.close()
  }
  expect(before).toBeGreaterThan(ROUNDS / 4)
})

/** A process that opens the folder when it is told to, after it has reported that it is ready. */
async function upgrading(migrationsDir: string) {
  const child = spawn(process.execPath, [CHILD, data.dataDir, migrationsDir])
  let words = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    words += text
  })
  const gone = new Promise(resolve => child.once('close', resolve))
  const says = async (word: string) => {
    while (!words.includes(word)) await setTimeout(2)
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
    return words
  }
  await says('ready')
  return { says, kill }
}

/** Duration of an undisturbed upgrade after a given output, ms. */
async function upgradeWhole(migrationsDir: string, from = 'ready'): Promise<number> {
  const { says, kill } = await upgrading(migrationsDir)
  await says(from)
  const begun = performance.now()
  await says('over')
  const ms = performance.now() - begun
  await kill()
  return ms
}

/** Kills the upgrade so many ms after a given output. Returns whether it had finished by then. */
async function upgradeKilled(migrationsDir: string, ms: number, from = 'ready'): Promise<boolean> {
  const { says, kill } = await upgrading(migrationsDir)
  await says(from)
  await setTimeout(ms)
  return (await kill()).includes('over')
}
