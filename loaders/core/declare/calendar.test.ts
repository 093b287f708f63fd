import { expect, test } from 'vitest'
import type { Cut } from './calendar.ts'
import { calendar } from './calendar.ts'
import { sliceKey } from './slices.ts'

const spans = async (cut: Cut, today: string, first: number, over?: true) => {
  const slices = await calendar(cut, { first, again: 20, ...(over && { over }) })({
    today,
    now: () => `${today}T09:00:00.000Z`,
    first: true,
    may: () => true,
    ids: async () => [],
  })
  return slices.map(slice => [slice.from, slice.to, slice.open, sliceKey(slice)])
}

test('halves of months: the present one ends today, the oldest is whole, and each is named by its own days', async () => {
  expect(await spans('halves', '2026-03-20', 40)).toEqual([
    ['2026-03-16', '2026-03-20', true, '2026-03-16/16'],
    ['2026-03-01', '2026-03-15', true, '2026-03-01/15'],
    ['2026-02-16', '2026-02-28', true, '2026-02-16/13'],
    ['2026-02-01', '2026-02-15', false, '2026-02-01/15'],
  ])
})

test('months that are over: the present one is left out, also on its last day, and December leads to November', async () => {
  expect(await spans('months', '2026-01-31', 62, true)).toEqual([
    ['2025-12-01', '2025-12-31', false, '2025-12-01/31'],
  ])
  expect(await spans('months', '2026-02-01', 63, true)).toEqual([
    ['2026-01-01', '2026-01-31', true, '2026-01-01/31'],
    ['2025-12-01', '2025-12-31', false, '2025-12-01/31'],
  ])
  expect((await spans('months', '2024-03-01', 2)).map(([from, to]) => [from, to])).toEqual([
    ['2024-03-01', '2024-03-01'],
    ['2024-02-01', '2024-02-29'],
  ])
})

test('no half-month has more than sixteen days, and none is left out within two years', async () => {
  const halves = (await spans('halves', '2026-11-24', 730)).toReversed()
  for (const [index, [from]] of halves.entries())
    if (index > 0)
      expect(Date.parse(String(from)) - Date.parse(String(halves[index - 1]?.[1]))).toBe(86_400_000)
  for (const [from, to] of halves)
    expect((Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000).toBeLessThan(16)
})
