import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { cli } from '../support/cli.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { startKeychain } from '../support/keychain.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

const FILES = ['answers', 'datasets', 'doctor', 'log', 'runs', 'settings', 'shops', 'versions']
const README = 'что внутри и чего нет'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-diagnostics-'))
let market: Sandbox
let running: RunningEngine
let shops: readonly Shop[]
let files: Readonly<Record<string, string>>

const opened = (bytes: Uint8Array): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, file]) => [name, strFromU8(file)]))
// biome-ignore lint/suspicious/noExplicitAny: whatever the file holds.
const read = (name: string): any => JSON.parse(files[`${name}.json`] ?? '')
const column = async (sql: string): Promise<readonly string[]> =>
  (await running.query(sql)).map(row => String(Object.values(row)[0]))

beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  running = await engine({ sandbox: market, startDay: RECENTLY, dataDir: join(folder, 'data') })
  const wb = await running.connect(market.tokens.demo)
  await running.engine.handlers['shop.rename']({ shopId: running.shop.id, name: 'Лавка' })
  await running.engine.handlers['shop.rename']({ shopId: wb.id, name: 'Лавка на Wildberries' })
  await running.load()
  await running.load(undefined, wb)
  // Responses with orders that do not fit their schema are captured.
  market.faults.set([
    { kind: 'wrong_types', path: '/v*/posting/*' },
    { kind: 'wrong_types', path: '/api/v1/supplier/*' },
  ])
  await running.load(['ozon.orders'])
  await running.load(['wb.orders'], wb)
  market.faults.clear()
  shops = await running.engine.handlers['shop.list']()
  files = opened(
    await running.engine.surroundings['diagnostics.make']({ app: '1.2.3', readme: README, findings: [] }),
  )
})
afterAll(async () => {
  await running.close()
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Which of the texts are in which file. */
const found = (words: readonly (string | null)[]): readonly string[] =>
  Object.entries(files).flatMap(([name, text]) =>
    words.filter(word => word && text.includes(word)).map(word => `${name}: ${word}`),
  )

describe('the diagnostics of loaded shops', () => {
  test('open, and every file of them can be read', async () => {
    expect(Object.keys(files).sort()).toEqual(['README.txt', ...FILES.map(name => `${name}.json`)].sort())
    expect(files['README.txt']).toBe(README)
    for (const name of FILES) expect(read(name)).toBeTypeOf('object')
    expect(read('versions')).toMatchObject({ app: '1.2.3', node: process.versions.node })
    expect(read('versions').duckdb).toMatch(/^v\d/)
    expect(read('versions').sqlite).toMatch(/^3\./)
  })

  test('tell what ran, what failed, what is there and what was not understood', async () => {
    const { runId } = read('runs')[0]
    expect(read('runs').find((run: { runId: number }) => run.runId === runId).steps[0]).toMatchObject({
      step: 'wb.orders',
      status: 'failed',
      kind: 'shape',
    })
    expect(read('datasets').map(({ step }: { step: string }) => step)).toContain('ozon.ads')
    expect(read('log').length).toBeGreaterThan(10)
    const { faults, tables, coverage } = read('doctor')
    expect(faults).toEqual([])
    expect(tables).toEqual(await running.engine.tables())
    expect(coverage.length).toBeGreaterThan(20)
    const kept = read('answers') as { step: string; answer: string; request: string }[]
    expect(new Set(kept.map(({ step }) => step))).toEqual(new Set(['ozon.orders', 'wb.orders']))
    const ozon = kept.find(({ step }) => step === 'ozon.orders')
    expect(ozon?.request).toContain('/posting/')
    expect(ozon?.answer).toContain('"posting_number"')
  })

  test('hold no key, no token and no secret', () => {
    const keys = Object.values(market.keys).flatMap(key => [key.apiKey, key.perfClientSecret])
    const tokens = Object.values(market.tokens).map(({ token }) => token)
    const parts = [...keys, ...tokens].flatMap(secret =>
      secret ? [secret, secret.slice(0, secret.length / 2), secret.slice(secret.length / 2)] : [],
    )
    expect(found(parts)).toEqual([])
  })

  test('hold neither the names of the shops nor their ids, but for the end of these', () => {
    expect(
      found(shops.flatMap(({ name, clientId, perfClientId }) => [name, clientId, perfClientId])),
    ).toEqual([])
    const [first] = read('shops')
    expect(first.clientId).toBe(`***${market.keys.demo.clientId.slice(-3)}`)
    expect(first).toMatchObject({ id: shops[0]?.id, marketplace: 'ozon', status: 'active' })
    expect(first).not.toHaveProperty('name')
  })

  test('hold nothing of an order: no number, no place, no product', async () => {
    const own = await Promise.all([
      column('SELECT DISTINCT posting_number FROM fact_ozon_orders'),
      column('SELECT DISTINCT order_number FROM fact_ozon_orders'),
      column('SELECT DISTINCT srid FROM fact_wb_orders'),
      column("SELECT DISTINCT region_name FROM fact_wb_orders WHERE region_name <> ''"),
      column('SELECT DISTINCT name FROM dim_ozon_products'),
      column('SELECT DISTINCT sku FROM fact_ozon_orders'),
      column('SELECT DISTINCT cluster_to FROM fact_ozon_orders WHERE cluster_to IS NOT NULL'),
    ])
    for (const values of own) expect(values.length).toBeGreaterThan(2)
    expect(found(own.flat())).toEqual([])
  })
})

describe('doctor --zip', () => {
  test('writes the same into a file, with what the doctor found', async () => {
    await running.close()
    const keychain = await startKeychain('unlocked', join(folder, 'keychain'))
    const file = join(folder, 'diagnostics.zip')
    const args = ['doctor', '--json', '--zip', file]
    const key = market.keys.demo
    const ended = await cli({ args, dataDir: running.dataDir, sandbox: market, key, env: keychain.env })
    await keychain.close()
    expect(ended.stdout).toContain('"written"')
    files = opened(readFileSync(file))
    expect(files['README.txt']).toContain('Чего здесь нет')
    expect(read('doctor').findings.length).toBeGreaterThan(3)
    expect(read('doctor').tables.length).toBeGreaterThan(20)
    expect(found([...shops.map(({ name }) => name), folder, market.keys.demo.apiKey])).toEqual([])
  })
})
