import { expect, test } from 'vitest'
import { shareOf } from './share.ts'

const verdicts = [
  ...Array.from({ length: 19 }, () => ({ file: 'loaders/core/a.ts', noticed: 'a.test.ts' })),
  { file: 'main/engine/store/b.ts', noticed: null },
]

test('a folder below the minimum fails although all faults together reach it', () => {
  expect(shareOf('all', verdicts, 90)).toEqual({ of: 20, enough: true, told: 'all: 19 of 20 (95.0 %)' })
  expect(shareOf('loaders/core', verdicts, 90).enough).toBe(true)
  expect(shareOf('main/engine/store', verdicts, 90)).toEqual({
    of: 1,
    enough: false,
    told: 'main/engine/store: 0 of 1 (0.0 %)',
  })
})

test('the minimum itself is enough, and nothing tried is not', () => {
  expect(shareOf('all', verdicts, 95).enough).toBe(true)
  expect(shareOf('all', verdicts, 95.1).enough).toBe(false)
  expect(shareOf('all', [], 0)).toEqual({ of: 0, enough: false, told: 'all: 0 of 0 (- %)' })
})
