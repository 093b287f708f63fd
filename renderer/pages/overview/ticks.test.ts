import { expect, it } from 'vitest'
import { addDays } from '#contract/days.ts'
import { ticksOf } from './ticks.ts'

const days = (first: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ from: addDays(first, index) }))
const months = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    from: `${2024 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`,
  }))

it('no more bars are named than fit', () => {
  expect(ticksOf(days('2026-11-01', 7), 'day', 10).map(({ point }) => point)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(ticksOf(days('2026-10-01', 30), 'day', 10).map(({ point }) => point)).toEqual([
    0, 3, 6, 9, 12, 15, 18, 21, 24, 27,
  ])
  expect(ticksOf(days('2026-10-01', 30), 'day', 0)).toHaveLength(1)
  expect(ticksOf([], 'day', 5)).toEqual([])
})

it('the year is said where there are several, at the first name and at each new year', () => {
  const years = (ticks: ReturnType<typeof ticksOf>) =>
    ticks.filter(({ year }) => year).map(({ point }) => point)
  expect(years(ticksOf(months(35), 'month', 40))).toEqual([0, 12, 24])
  expect(years(ticksOf(months(12), 'month', 40))).toEqual([])
  expect(years(ticksOf(days('2025-12-20', 30), 'day', 6))).toEqual([0, 15])
})

it('a long row of days is named by the first days of its months', () => {
  const row = days('2024-01-15', 1096)
  const ticks = ticksOf(row, 'day', 12)
  expect(ticks.length).toBeLessThanOrEqual(12)
  expect(ticks.every(({ point }) => row[point]?.from.endsWith('-01'))).toBe(true)
})
