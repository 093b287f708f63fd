import { expect, it } from 'vitest'
import { words } from '#i18n'
import type { Bucket } from './buckets.ts'
import { partsOf, saysOf } from './says.ts'

const SHOPS = [
  { id: 1, name: 'Дом' },
  { id: 2, name: 'Сад' },
]
const bar = (part: Partial<Bucket>): Bucket => ({
  from: '2026-11-16',
  to: '2026-11-22',
  units: 12,
  revenue: 1_234_500,
  adSpend: 50_000,
  days: 7,
  known: 7,
  whole: 7,
  lacking: [],
  unfinished: false,
  adsPartial: false,
  ...part,
})
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
const said = (part: Partial<Bucket>, currency = 'RUB', adCurrency = 'RUB') =>
  plain(saysOf(bar(part), SHOPS, { currency, adCurrency }, words('ru')))
const parts = (part: Partial<Bucket>, shops = SHOPS) => partsOf(bar(part), shops, words('ru')).map(plain)

it('a bar is one sentence', () => {
  expect(said({})).toBe('16 ноя – 22 ноя 2026: заказано на 12 345 ₽, 12 шт., расход на рекламу 500 ₽')
  expect(said({ adSpend: null })).toBe('16 ноя – 22 ноя 2026: заказано на 12 345 ₽, 12 шт.')
  expect(said({}, 'KZT')).toMatch(/12 345 ₸.* 500 ₽$/)
  expect(said({}, 'KZT', 'XXX')).toMatch(/12 345 ₸.* 500 ¤$/)
  expect(said({ revenue: null, adSpend: null })).toBe('16 ноя – 22 ноя 2026: заказано 12 шт.')
})

it('what was not loaded is said to be so, and is no zero', () => {
  expect(said({ units: null, revenue: null })).toBe('16 ноя – 22 ноя 2026: не загружено')
  expect(said({ units: 0, revenue: 0 })).toContain('на 0 ₽, 0 шт.')
})

it('a bar of one shop tells its days once, whether they were cut off or are not known', () => {
  const alone = (part: Partial<Bucket>) => parts(part, SHOPS.slice(0, 1))
  expect(alone({ lacking: [1], known: 5 })).toEqual(['5 из 7 дней'])
  expect(alone({ lacking: [1], days: 3, known: 2 })).toEqual(['2 из 7 дней'])
  expect(alone({ days: 3, known: 3 })).toEqual(['3 из 7 дней'])
  expect(alone({ lacking: [1], days: 3, known: 2, unfinished: true })).toEqual([
    'последний день не закончен',
    '2 из 7 дней',
  ])
  expect(alone({ days: 3, known: 3, unfinished: true })).toEqual(['последний день не закончен'])
})

it('a bar that is not whole says what it lacks', () => {
  expect(parts({})).toEqual([])
  expect(parts({ days: 3 })).toEqual(['3 из 7 дней'])
  expect(parts({ unfinished: true })).toEqual(['последний день не закончен'])
  expect(parts({ unfinished: true, days: 1, whole: 1 })).toEqual(['день не закончен'])
  expect(parts({ lacking: [2] })).toEqual(['не за все дни: Сад'])
  expect(parts({ lacking: [2], days: 1, known: 0, whole: 1 })).toEqual(['нет данных: Сад'])
  expect(parts({ lacking: [1, 2], days: 5, known: 2 })).toEqual(['5 из 7 дней', 'не за все дни: Дом, Сад'])
  expect(parts({ units: null, revenue: null, lacking: [1, 2] })).toEqual([])
})
