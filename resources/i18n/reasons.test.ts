import { describe, expect, it } from 'vitest'
import type { Missing } from '#contract/overview.ts'
import { words } from './index.ts'
import { brieflyOf, reasonsOf } from './reasons.ts'

const ONE = [{ id: 1, name: 'Дом' }]
const TWO = [...ONE, { id: 2, name: 'Сад' }]
const missing = (part: Partial<Missing>): Missing => ({
  reason: 'history',
  shopId: 1,
  step: 'ozon.orders',
  since: '2026-08-31',
  until: null,
  ...part,
})
const said = (list: readonly Missing[], shops = ONE) =>
  reasonsOf(list, shops, words('ru')).map(sentence => sentence.replace(/\u00a0/g, ' '))

it('a reason is said with its day; the shop is named where there are several', () => {
  expect(said([missing({})])).toEqual(['Заказы: данные с 31 авг 2026'])
  expect(said([missing({})], TWO)).toEqual(['Дом, заказы: данные с 31 авг 2026'])
})

it('what several datasets of a shop have in common is said once', () => {
  expect(said([missing({}), missing({ step: 'ozon.ads' })], TWO)).toEqual([
    'Дом, заказы, реклама: данные с 31 авг 2026',
  ])
  expect(said([missing({}), missing({ shopId: 2, step: 'wb.orders' })], TWO)).toHaveLength(2)
})

it.each([
  ['not_loaded', 'Заказы: ещё нет данных'],
  ['late', 'Заказы: данные по 12 ноя 2026'],
  ['not_served', 'Заказы: данные с 31 авг 2026, более ранних маркетплейс не даёт'],
  ['hole', 'Заказы: не хватает дней до 31 авг 2026'],
  ['untold', 'Заказы: нет статистики по части кампаний'],
  ['unfinished', 'Заказы: день ещё не закончен'],
] as const)('%s has its sentence', (reason, sentence) => {
  const until = reason === 'late' ? '2026-11-12' : null
  expect(said([missing({ reason, until })])).toEqual([sentence])
})

it('what the keys of a shop do not open is not to be waited for', () => {
  const ads = (shopId: number, step: string) => missing({ reason: 'no_access', shopId, step, since: null })
  expect(said([ads(1, 'ozon.ads')])).toEqual(['ключи рекламы не указаны'])
  expect(said([ads(1, 'ozon.ads'), ads(2, 'wb.ads')], TWO)).toEqual([
    'Дом, ключи рекламы не указаны',
    'Сад, в токене нет категории «Продвижение»',
  ])
  expect(brieflyOf([ads(1, 'ozon.ads'), ads(2, 'wb.ads')], TWO, words('ru'))).toBe(
    'нет ключей рекламы (Дом); токен без «Продвижения» (Сад)',
  )
})

it('several currencies are nobody’s fault', () => {
  expect(said([missing({ reason: 'currencies', shopId: null, step: null, since: null })])).toEqual([
    'Суммы в разных валютах',
  ])
})

describe('in the few words of a tile', () => {
  const brief = (list: readonly Missing[], shops = TWO, language: 'ru' | 'en' = 'ru') =>
    brieflyOf(list, shops, words(language)).replace(/\u00a0/g, ' ')

  it('the day stands before the shop, which is named where others have more', () => {
    expect(brief([missing({})])).toBe('заказы с 31 авг 2026 (Дом)')
    expect(brief([missing({})], ONE)).toBe('заказы с 31 авг 2026')
    expect(brief([missing({})], TWO, 'en')).toBe('orders since 31 Aug 2026 (Дом)')
  })

  it('where all shops lack it, it is known since the latest of their days', () => {
    const later = missing({ reason: 'not_served', shopId: 2, step: 'wb.orders', since: '2026-09-01' })
    expect(brief([later, missing({})])).toBe('заказы с 1 сен 2026')
    expect(brief([missing({}), later])).toBe('заказы с 1 сен 2026')
  })

  it('where all shops are late, it is known until the earliest of their days', () => {
    const late = (shopId: number, until: string) => missing({ reason: 'late', shopId, since: null, until })
    expect(brief([late(1, '2026-11-12')])).toBe('заказы по 12 ноя 2026 (Дом)')
    expect(brief([late(1, '2026-11-12'), late(2, '2026-11-10')])).toBe('заказы по 10 ноя 2026')
    expect(brief([late(2, '2026-11-10'), late(1, '2026-11-12')], TWO, 'en')).toBe('orders up to 10 Nov 2026')
  })

  it('several datasets and several reasons are listed', () => {
    expect(brief([missing({}), missing({ step: 'ozon.ads' })])).toBe('заказы, реклама с 31 авг 2026 (Дом)')
    expect(brief([missing({}), missing({ reason: 'not_loaded', shopId: 2, since: null })])).toBe(
      'заказы с 31 авг 2026 (Дом); заказы: ещё не загружено (Сад)',
    )
  })

  it.each([
    ['not_loaded', 'заказы: ещё не загружено'],
    ['not_served', 'заказы с 31 авг 2026'],
    ['hole', 'заказы: пропуск до 31 авг 2026'],
    ['untold', 'заказы: нет части статистики'],
    ['unfinished', 'заказы по целым дням'],
    ['currencies', 'суммы в разных валютах'],
  ] as const)('%s has its words', (reason, sentence) => {
    expect(brief([missing({ reason })], ONE)).toBe(sentence)
  })
})
