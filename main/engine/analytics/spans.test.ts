import { expect, test } from 'vitest'
import { covers, joined } from './spans.ts'

const spans = [
  { from: '2026-01-01', to: '2026-01-07' },
  { from: '2026-01-08', to: '2026-01-14' },
  { from: '2026-01-20', to: '2026-01-31' },
].reduce(joined, [] as { from: string; to: string }[])

test('spans that touch become one, a hole stays a hole', () => {
  expect(spans).toEqual([
    { from: '2026-01-01', to: '2026-01-14' },
    { from: '2026-01-20', to: '2026-01-31' },
  ])
})

test('a period over a hole is not covered', () => {
  expect(covers(spans, '2026-01-02', '2026-01-14')).toBe(true)
  expect(covers(spans, '2026-01-10', '2026-01-25')).toBe(false)
  expect(covers(spans, '2025-12-31', '2026-01-05')).toBe(false)
})

test('days after the last load are late, not missing', () => {
  expect(covers(spans, '2026-01-25', '2026-02-03')).toBe(true)
  expect(covers(spans, '2026-02-01', '2026-02-03')).toBe(false)
})
