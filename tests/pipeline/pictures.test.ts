import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import { pictureName } from '../../main/engine/pictures/name.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { passing } from '../support/passing.ts'
import { sandbox } from '../support/sandbox.ts'

const PNG = '89504e470d0a1a0a'
let market: Sandbox
let of: RunningEngine
let time: ReturnType<typeof passing>
beforeAll(async () => {
  market = await sandbox({ scale: 0.05 })
  time = passing(market, `${market.today()}T09:00:00Z`)
  of = await engine({ sandbox: market, now: time.now })
  await of.connect(market.tokens.demo)
})
afterAll(async () => {
  await of.close()
  await market.close()
})

const folder = () => join(of.dataDir, 'pictures')
const pictures = () =>
  existsSync(folder())
    ? readdirSync(folder())
        .filter(name => /^[0-9a-f]{32}$/.test(name))
        .toSorted()
    : []
/** Names of the main photos of all products. */
const expected = async () => {
  const rows = await of.query(
    'SELECT main_image_url AS url FROM dim_ozon_products UNION SELECT main_image_url FROM dim_wb_products',
  )
  const urls = rows.flatMap(({ url }) => (url === null ? [] : [new URL(String(url))]))
  return [...new Set(urls.map(pictureName))].toSorted()
}

test('a command that only loads fetches none', async () => {
  const shops = await of.engine.handlers['shop.list']()
  for (const shop of shops)
    await of.load(
      [
        `${shop.marketplace}.${shop.marketplace === 'ozon' ? 'catalogue' : 'content'}`,
        `${shop.marketplace}.orders`,
      ],
      shop,
    )
  expect((await expected()).length).toBeGreaterThan(5)
  expect(pictures()).toEqual([])
})

test('once the app watches, each product of both marketplaces gets its picture, and pages name it', async () => {
  const wanted = await expected()
  of.engine.watch(time.ticks)
  await expect.poll(pictures, { timeout: 600_000 }).toEqual(wanted)
  for (const name of wanted)
    expect(readFileSync(join(folder(), name)).subarray(0, 8).toString('hex')).toBe(PNG)
  const overview = await of.engine.handlers['overview.get']({
    shopIds: null,
    from: addDays(market.today(), -6),
    to: market.today(),
  })
  const named = overview.top.map(({ picture }) => picture?.slice('/pictures/'.length))
  expect(named.length).toBeGreaterThan(0)
  for (const name of named) expect(wanted).toContain(name)
}, 900_000)

test('those of a removed shop go with it', async () => {
  const [first, second] = await of.engine.handlers['shop.list']()
  if (!first || !second) throw new Error('there are two shops')
  await of.engine.handlers['shop.remove']({ shopId: first.id, name: first.name })
  await expect.poll(pictures, { timeout: 60_000 }).toEqual(await expected())
  expect(pictures().length).toBeGreaterThan(0)
})
