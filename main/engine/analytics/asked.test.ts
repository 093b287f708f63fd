import { expect, test } from 'vitest'
import { openRecords } from '../../../tests/support/records.ts'
import { insertShop } from '../store/records/shops.ts'
import { askedOf } from './asked.ts'

const dims = openRecords()
const shop = { name: 'Дом', clientId: '7', perfClientId: null, demo: false }

test.each([
  ['an Ozon shop with keys of advertising', true, { marketplace: 'ozon', perfClientId: 'ads' }, []],
  ['an Ozon shop without them', false, { marketplace: 'ozon' }, []],
  ['a Wildberries token with promotion', true, { marketplace: 'wb' }, ['content', 'promotion']],
  ['a Wildberries token without it', false, { marketplace: 'wb' }, ['content']],
  ['a Wildberries token of which nobody has told yet', true, { marketplace: 'wb' }, []],
] as const)('%s: advertising can be known is %s', (_, advertises, of, roles) => {
  const { id, ...rest } = insertShop(dims, { ...shop, ...of })
  expect(askedOf({ ...rest, id, roles })).toMatchObject({ id, advertises })
})
