// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeyCheck, Shop } from '#contract/shop.ts'
import { words } from '#i18n'
import { close, open, page, press, questions, reply, showPage, type } from '../../other-end.tsx'

beforeEach(open)
afterEach(close)

const { t } = words('en')
const shop = (id: number, name: string): Shop => ({
  id,
  name,
  marketplace: 'wb',
  clientId: null,
  perfClientId: null,
  demo: false,
  status: 'active',
  loaded: true,
  messages: [],
  keyExpiresAt: null,
  createdAt: '2026-11-29T10:00:00.000Z',
  updated: { at: null, triedAt: null, orders: null, behind: [], failed: [], failedSince: null },
})
const SHOPS = [shop(1, 'First'), shop(2, 'Second')]

const VALID: KeyCheck = {
  verdict: 'valid',
  kind: null,
  shopName: null,
  subscription: null,
  expiresAt: null,
  services: [],
  warnings: [],
}

async function openShops() {
  const { ShopsPage } = await import('./ShopsPage.tsx')
  await showPage(<ShopsPage />)
  await reply(SHOPS, 'shop.list')
  await reply([], 'shop.orphans')
}
async function choose(name: string, action: string) {
  await press(t('shops.actions', { name }))
  await press(action)
}

it('keys that were being checked when their dialog was closed take no place of the old ones', async () => {
  await openShops()
  await choose('First', t('shops.updateKeys.wb'))
  await type('one.two.three')
  await press(t('action.save'))
  expect(questions()).toEqual(['shop.checkKeys'])
  await press(t('action.cancel'))
  await reply(VALID)
  expect(questions()).toEqual([])
})

it('a dialog that was closed while it worked closes no other when it is done', async () => {
  await openShops()
  await choose('First', t('shops.rename'))
  await type('Renamed')
  await press(t('action.save'))
  expect(questions()).toEqual(['shop.rename'])
  await press(t('action.cancel'))
  await choose('Second', t('shops.remove'))
  expect(page()).toContain(t('shops.remove.title', { name: 'Second' }))
  await reply({ ...SHOPS[0], name: 'Renamed' })
  await reply([{ ...SHOPS[0], name: 'Renamed' }, SHOPS[1]])
  expect(page()).toContain('Renamed')
  expect(page()).toContain(t('shops.remove.title', { name: 'Second' }))
})
