import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LoadError } from '../errors.ts'
import { backoff, jittered, pauseOf } from './backoff.ts'

const error = new LoadError('rate', 'too many')
const [least, mean, most] = [() => 0, () => 0.5, () => 1]

test('jitter is a quarter either way', () => {
  expect([least, mean, most].map(random => jittered(1000, random))).toEqual([750, 1000, 1250])
})

test('a back-off doubles from a second on, five times, and each is longer than the one before', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map(failures => backoff(failures, mean))).toEqual([
    1000, 2000, 4000, 8000, 16_000, 16_000, 16_000,
  ])
  for (const failures of [1, 2, 3, 4])
    expect(backoff(failures + 1, least)).toBeGreaterThan(backoff(failures, most))
})

describe('a pause after "too many"', () => {
  test('of which nobody has a word is the back-off, and only that is sped up', () => {
    expect(pauseOf({ error }, 3, 10, mean)).toEqual({ real: 400, counted: 4000 })
    expect(pauseOf({ error, retryAfter: null }, 1, 10, most)).toEqual({ real: 125, counted: 1250 })
  })

  test('is as long as the server asks for the first time, whatever our own word is', () => {
    for (const retryAfter of [1, 500, 90_000])
      expect(pauseOf({ error, retryAfter, wait: 10_000 }, 1, 10, mean)).toEqual({
        real: retryAfter,
        counted: retryAfter,
      })
  })

  test('that the server asks for again is never shorter than our own', () => {
    expect(pauseOf({ error, retryAfter: 500 }, 2, 1, mean)).toEqual({ real: 2000, counted: 2000 })
    expect(pauseOf({ error, retryAfter: 500 }, 2, 10, mean)).toEqual({ real: 500, counted: 2000 })
    expect(pauseOf({ error, retryAfter: 100 }, 2, 10, mean)).toEqual({ real: 200, counted: 2000 })
    expect(pauseOf({ error, retryAfter: 5000 }, 2, 10, mean)).toEqual({ real: 5000, counted: 5000 })
  })

  test('that the table advises is that to three times as long', () => {
    expect([least, mean, most].map(random => pauseOf({ error, wait: 100 }, 7, 1, random).real)).toEqual([
      100, 200, 300,
    ])
  })

  test('for which the table has one after another is each in its turn, the last from then on, a tenth longer at most', () => {
    const wait = [5_000, 15_000, 45_000]
    expect([1, 2, 3, 4, 9].map(times => pauseOf({ error, wait }, times, 1, least).real)).toEqual([
      5_000, 15_000, 45_000, 45_000, 45_000,
    ])
    expect(pauseOf({ error, wait }, 1, 1, most).real).toBe(5_500)
    expect(pauseOf({ error, wait: [] }, 2, 1, mean).real).toBe(2_000)
  })

  test('counts for the patience as much as it takes, or would take without a pace', () => {
    const wait = fc.option(fc.oneof(fc.nat(100_000), fc.array(fc.nat(100_000))), { nil: undefined })
    const retryAfter = fc.option(fc.integer({ min: 1, max: 86_400_000 }))
    fc.assert(
      fc.property(wait, retryAfter, fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 60), (...of) => {
        const [wait, retryAfter, times, pace] = of
        const { real, counted } = pauseOf({ error, wait, retryAfter }, times, pace, mean)
        expect(counted).toBeGreaterThanOrEqual(real)
        expect(real).toBeGreaterThanOrEqual(retryAfter ?? 0)
      }),
    )
  })
})
