import { expect, test } from 'vitest'
import type { HostUrls } from '#contract/host.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { Keys, Marketplace } from '#contract/shop.ts'
import { ozon } from '../../../loaders/ozon/api.ts'
import { wb } from '../../../loaders/wb/api.ts'
import { type Answering, json, openings } from '../../../tests/support/answers.ts'
import { openMemory } from '../../../tests/support/records.ts'
import { CLAIMS, wbKeys } from '../../../tests/support/wb.ts'
import { openClock } from '../clock.ts'
import type { Stores } from '../store/opening/open.ts'
import { findShop, insertShop, type NewShop, type ShopRow } from '../store/records/shops.ts'
import { secretsOf } from './keys.ts'
import { marketplaceSessions } from './sessions.ts'

const { opened, serve } = openings()

const OZON: Keys = { marketplace: 'ozon', clientId: '42', apiKey: 'key', performance: null }
const ENDS = '2026-12-05T12:00:00.000Z'
const ROLES = { expires_at: ENDS, roles: [{ name: 'Admin', methods: ['/v1'] }] }
interface World {
  readonly keys: Keys
  readonly answer: Answering
  /** Hosts that answer otherwise. */
  readonly but?: Partial<Record<HostName, Answering>>
  readonly shop?: Partial<NewShop>
  /** When a marketplace last responded, ms; null: never. */
  readonly heard?: number | null
}
/** A shop with these keys, whose marketplace answers as the test says. */
async function world({ keys, answer, but = {}, shop, heard = null }: World) {
  const server = await serve(answer)
  const stores = await openMemory([])
  const { marketplace } = keys
  const hosts = Object.keys((marketplace === 'wb' ? wb : ozon).hosts) as HostName[]
  const urls = new Map<HostName, string>()
  for (const name of hosts) {
    const other = but[name]
    urls.set(name, other ? (await serve(other)).url : server.url)
  }
  const one = marketplaceSessions({
    stores: stores as unknown as Stores,
    host: (async () => secretsOf(keys)) as never,
    vault: 'v',
    hosts: Object.fromEntries(urls) as HostUrls,
    pace: 1000,
    failed: () => {},
    clock: openClock({ now: Date.now, remembered: heard, remember: () => {}, told: () => {} }),
    now: Date.now,
  })
  opened(stores)
  opened(one)
  const added = insertShop(stores.dims, shopOf(marketplace, shop))
  const known = () => findShop(stores.dims, added.id) as ShopRow
  return {
    known,
    asked: () => server.asked.map(({ url }) => url),
    prepare: () =>
      one.prepare(
        known(),
        1,
        new AbortController().signal,
        () => {},
        false,
        () => {},
      ),
  }
}
const shopOf = (marketplace: Marketplace, rest: Partial<NewShop> = {}): NewShop => ({
  name: 'Shop',
  marketplace,
  clientId: marketplace === 'wb' ? CLAIMS.sid : '42',
  perfClientId: null,
  demo: false,
  ...rest,
})

test('a run of Wildberries begins without a ping: its token says itself how long it lives and what it opens', async () => {
  const { known, asked, prepare } = await world({ keys: wbKeys(), answer: reply => json(reply, 200, {}) })
  await prepare()
  expect(asked()).toEqual([])
  expect(known()).toMatchObject({ keyExpiresAt: new Date(CLAIMS.exp * 1000).toISOString() })
  expect(known().roles).toContain('promotion')
})

test('a token that has ended begins no run, and is not sent either', async () => {
  const keys = wbKeys({ exp: Math.floor(Date.now() / 1000) - 60 })
  const { asked, prepare } = await world({ keys, answer: reply => json(reply, 200, {}) })
  await expect(prepare()).rejects.toMatchObject({ kind: 'expired_key' })
  expect(asked()).toEqual([])
})

test('a clock that nobody has confirmed for long is confirmed by a ping before a run', async () => {
  const heard = Date.now() - 90 * 86_400_000
  const { asked, prepare } = await world({ keys: wbKeys(), answer: reply => json(reply, 200, {}), heard })
  await prepare()
  expect(asked()).toContain('/ping')
  const before = asked().length
  await prepare()
  expect(asked()).toHaveLength(before)
})

test('a token that is refused begins no run, though the first service does not respond', async () => {
  const { prepare } = await world({
    keys: wbKeys(),
    answer: reply => json(reply, 401, { title: 'unauthorized', detail: 'token problem; token is malformed' }),
    but: { 'wb-content': reply => json(reply, 500, {}) },
    heard: Date.now() - 90 * 86_400_000,
  })
  await expect(prepare()).rejects.toMatchObject({ kind: 'bad_key' })
})

test('what Ozon failed to say of a key is known as before: its end and its methods', async () => {
  const shop = { keyExpiresAt: ENDS, roles: ['/v1'] }
  const { known, prepare } = await world({
    keys: OZON,
    shop,
    answer: (reply, { url }) => json(reply, url === '/v1/roles' ? 502 : 200, {}),
  })
  await prepare()
  expect(known()).toMatchObject(shop)
})

test('what Ozon says of a key takes the place of what was known', async () => {
  const { known, prepare } = await world({
    keys: OZON,
    shop: { keyExpiresAt: '2026-11-30T12:00:00.000Z', roles: ['/v3'] },
    answer: (reply, { url }) => json(reply, 200, url === '/v1/roles' ? ROLES : {}),
  })
  await prepare()
  expect(known()).toMatchObject({ keyExpiresAt: ENDS, roles: ['/v1'] })
})
