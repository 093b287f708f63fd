import { expect, it, vi } from 'vitest'
import { words } from '#i18n'
import { comparedOf } from './compared.ts'
import { sample } from './sample.ts'

const said = (part: Parameters<typeof sample>[0], minutes = -180) => {
  vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(minutes)
  return comparedOf(sample(part), words('ru')).replace(/[\u00a0\u202f]/g, ' ')
}
const until = { until: '2026-11-27T09:15:00Z', previous: '2026-11-26T09:15:00Z' }

it('whole days are compared with the days before them', () => {
  expect(said({})).toBe('Сравнение с 26 ноя 2026 · время московское')
})

it('a last day that is not over is compared up to the same minute', () => {
  expect(said({ comparedUntil: until })).toBe(
    'До 12:15 мск. Сравнение с 26 ноя 2026 до 12:15 мск · время московское',
  )
})

it('orders that were read no further than a day before the last say no minute of it', () => {
  expect(said({ to: '2026-11-28', comparedUntil: until })).toBe('Сравнение с 26 ноя 2026 · время московское')
})

it('where nothing was known before, there is nothing to compare with', () => {
  const { units, revenue, adSpend } = sample()
  const none = { previous: null }
  const part = { units: { ...units, ...none }, revenue: { ...revenue, ...none } }
  expect(said(part)).toMatch(/^Сравнение с/)
  expect(said({ ...part, adSpend: { ...adSpend, ...none } })).toBe(
    'Нет данных для сравнения · время московское',
  )
})

it('figures that are not known now are compared with nothing', () => {
  const { units, revenue, adSpend } = sample()
  const none = { value: null }
  expect(
    said({
      units: { ...units, ...none },
      revenue: { ...revenue, ...none },
      adSpend: { ...adSpend, ...none },
    }),
  ).toMatch(/^Нет данных для сравнения/)
})

it('a computer in another time zone is told which times are Moscow’s', () => {
  expect(said({}, -600)).toMatch(/ · дни московские, .*\(UTC\+10\)$/)
  expect(said({}, 210)).toMatch(/\(UTC−3:30\)$/)
})
