import { expect, it } from 'vitest'
import type { Missing } from '#contract/overview.ts'
import { words } from '#i18n'
import { reasonsOf } from './reasons.ts'

const ONE = [{ id: 1, name: 'Дом' }]
const TWO = [...ONE, { id: 2, name: 'Сад' }]
const missing = (part: Partial<Missing>): Missing => ({
  reason: 'history',
  shopId: 1,
  step: 'ozon.orders',
  since: '2026-08-31',
  ...part,
})
const said = (list: readonly Missing[], shops = ONE) =>
  reasonsOf(list, shops, words('ru')).map(sentence => sentence.replace(/\u00a0/g, ' '))

it('a reason is said with its day; the shop is named where there are several', () => {
  expect(said([missing({})])).toEqual(['Заказы — есть с 31 авг 2026'])
  expect(said([missing({})], TWO)).toEqual(['Дом: заказы — есть с 31 авг 2026'])
})

it('what several datasets of a shop have in common is said once', () => {
  expect(said([missing({}), missing({ step: 'ozon.ads' })], TWO)).toEqual([
    'Дом: заказы, реклама — есть с 31 авг 2026',
  ])
  expect(said([missing({}), missing({ shopId: 2, step: 'wb.orders' })], TWO)).toHaveLength(2)
})

it.each([
  ['not_loaded', 'Заказы — ещё не загружено'],
  ['not_served', 'Заказы — есть с 31 авг 2026, раньше маркетплейс не отдаёт'],
  ['hole', 'Заказы — пропуск до 31 авг 2026'],
  ['unfinished', 'Заказы — только за целые дни'],
] as const)('%s has its sentence', (reason, sentence) => {
  expect(said([missing({ reason })])).toEqual([sentence])
})

it('several currencies are nobody’s fault', () => {
  expect(said([missing({ reason: 'currencies', shopId: null, step: null, since: null })])).toEqual([
    'Суммы в разных валютах',
  ])
})
