import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { engine } from '../support/engine.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

let market: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'prilavok-lost-'))
const whole = join(folder, 'whole')
const early = join(folder, 'early.duckdb')
let contents: unknown
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  const loader = await engine({ sandbox: market, startDay: RECENTLY, dataDir: whole })
  // The first load is stopped after its first steps, and the facts file is copied at that moment.
  await loader.load(['ozon.catalogue', 'ozon.orders'])
  await loader.close()
  copyFileSync(join(whole, 'facts.duckdb'), early)
  const again = await engine({ sandbox: market, startDay: RECENTLY, dataDir: whole })
  expect((await again.load()).status).toBe('done')
  contents = await again.query(contentsSql())
  await again.close()
})
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const copied = (name: string) => {
  const dataDir = join(folder, name)
  cpSync(whole, dataDir, { recursive: true })
  return dataDir
}
const opened = (dataDir: string, key: null | undefined = undefined) =>
  engine({ sandbox: market, startDay: RECENTLY, dataDir, ...(key === null && { key }) })
const words = ({ events }: Awaited<ReturnType<typeof engine>>) =>
  events.flatMap(({ event, payload }) => (event === 'app.notice' ? [payload.word] : []))

test.each(['older', 'gone'])(
  'P10: a load that was done is not done any more when its facts are %s: what is missing is asked for again by itself',
  async how => {
    const dataDir = copied(how)
    rmSync(join(dataDir, 'facts.duckdb'))
    if (how === 'older') copyFileSync(early, join(dataDir, 'facts.duckdb'))
    const running = await opened(dataDir)
    expect(words(running)).toEqual([how === 'older' ? 'facts_behind' : 'facts_lost'])
    const { shop } = running
    expect(await running.engine.handlers['sync.status']({ shopId: shop.id })).toMatchObject({
      status: 'interrupted',
      trigger: 'recheck',
    })
    const before = market.log.entries.length
    running.engine.resume()
    expect(await running.engine.ended(shop.id)).toMatchObject({ status: 'done', trigger: 'recheck' })
    expect(await running.query(contentsSql())).toEqual(contents)
    const asked = market.log.entries.slice(before)
    expect(asked.filter(({ path }) => path === '/v1/finance/accrual/by-day').length).toBeGreaterThan(10)
    await running.close()

    const next = await opened(dataDir)
    expect(words(next)).toEqual([])
    expect(await next.engine.handlers['sync.status']({ shopId: shop.id })).toMatchObject({ status: 'done' })
    await next.close()
  },
)

test('a cabinet that is connected again finds its history, and another that comes first does not inherit it', async () => {
  const dataDir = copied('listless')
  rmSync(join(dataDir, 'dims.sqlite'))
  const running = await opened(dataDir, null)
  expect(words(running)).toEqual(['dims_lost', 'orphans'])
  const { handlers } = running.engine
  expect(await handlers['shop.orphans']()).toMatchObject([
    { shopId: 1, marketplace: 'ozon', clientId: market.keys.demo.clientId, demo: false },
  ])
  const other = await running.connect(market.keys.second)
  expect(other.id).toBe(2)
  await running.load(undefined, other)
  const [inherited] = await running.query('SELECT count(*) AS rows FROM fact_ozon_orders WHERE shop_id = 1')
  const [own] = await running.query('SELECT count(*) AS rows FROM fact_ozon_orders WHERE shop_id = 2')
  expect(Number(inherited?.rows)).toBeGreaterThan(0)
  expect(Number(own?.rows)).toBeGreaterThan(0)

  const before = market.log.entries.length
  const back = await running.connect(market.keys.demo)
  expect(back.id).toBe(1)
  expect(await handlers['shop.orphans']()).toEqual([])
  await running.load(undefined, back)
  expect(await running.query(contentsSql(1))).toEqual(contents)
  // Past days of finance were loaded before the loss.
  const again = market.log.entries.slice(before).filter(({ path }) => path === '/v1/finance/accrual/by-day')
  expect(again.length).toBeLessThan(60)
  await running.close()
})

test('data without a shop is removed on request alone, and a shop of the list is none', async () => {
  const dataDir = copied('removed')
  rmSync(join(dataDir, 'dims.sqlite'))
  const running = await opened(dataDir, null)
  const { handlers } = running.engine
  await expect(handlers['shop.removeOrphan']({ shopId: 7 })).rejects.toMatchObject({ kind: 'no_shop' })
  const other = await running.connect(market.keys.second)
  await expect(handlers['shop.removeOrphan']({ shopId: other.id })).rejects.toMatchObject({ kind: 'no_shop' })
  await handlers['shop.removeOrphan']({ shopId: 1 })
  expect(await handlers['shop.orphans']()).toEqual([])
  const [left] = await running.query('SELECT count(*) AS rows FROM fact_ozon_orders')
  expect(Number(left?.rows)).toBe(0)
  await running.close()
})

test('a keychain that refuses a cabinet leaves its waiting data as it was', async () => {
  const dataDir = copied('refused')
  rmSync(join(dataDir, 'dims.sqlite'))
  let refuse = true
  const running = await engine({
    sandbox: market,
    startDay: RECENTLY,
    dataDir,
    key: null,
    between:
      host =>
      async (name, ...args) => {
        if (name === 'keys.set' && refuse) throw new Error('locked')
        return host(name, ...args)
      },
  })
  await expect(running.connect(market.keys.demo)).rejects.toThrow('locked')
  expect(await running.engine.handlers['shop.list']()).toEqual([])
  expect(await running.engine.handlers['shop.orphans']()).toMatchObject([{ shopId: 1 }])
  refuse = false
  expect((await running.connect(market.keys.demo)).id).toBe(1)
  const [kept] = await running.query('SELECT count(*) AS rows FROM fact_ozon_orders')
  expect(Number(kept?.rows)).toBeGreaterThan(0)
  await running.close()
})
