// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeyCheck } from '#contract/shop.ts'
import { words } from '#i18n'
import {
  asked,
  close,
  open,
  page,
  press,
  questions,
  reply,
  shopOf,
  showPage,
  type,
} from '../../other-end.tsx'

beforeEach(open)
afterEach(close)

const { t } = words('en')
const SHOPS = [shopOf(1, { name: 'First' }), shopOf(2, { name: 'Second' })]

const VALID: KeyCheck = {
  verdict: 'valid',
  kind: null,
  shopName: null,
  subscription: null,
  expiresAt: null,
  services: [],
  warnings: [],
}

async function openShops(shops = SHOPS) {
  const { ShopsPage } = await import('./ShopsPage.tsx')
  await showPage(<ShopsPage />)
  await reply(shops, 'shop.list')
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

it('keys are saved without ads as they were checked, and a secret that was typed for the ads is not sent', async () => {
  const without = t('wizard.check.saveWithoutAds')
  await openShops([
    shopOf(1, { name: 'First', marketplace: 'ozon', clientId: '123', perfClientId: 'ads@ozon' }),
  ])
  await choose('First', t('shops.updateKeys.ozon'))
  await type('wrong', t('keys.perfClientSecret'))
  await press(t('action.save'))
  await reply({ ...VALID, verdict: 'partial', kind: 'bad_key' }, 'shop.checkKeys')
  // What was not checked is not saved: a key of another marketplace would be sent to this one.
  await type('one.two.three', t('keys.apiKey'))
  expect(page()).not.toContain(without)
  await type('', t('keys.apiKey'))
  expect(page()).toContain(without)
  await type('wrong again', t('keys.perfClientSecret'))
  await press(without)
  expect(asked).toMatchObject([
    {
      name: 'shop.updateKeys',
      input: {
        shopId: 1,
        keys: { marketplace: 'ozon', clientId: '123', apiKey: null, performance: null },
      },
    },
  ])
})
