import { describe, expect, test } from 'vitest'
import { gap, knownFrom, knows, lastWhole, type Read, type Stretch, stretchOf } from './spans.ts'

/** Slices loaded on 2 February at noon Moscow time. */
const NOON = '2026-02-02T09:00:00.000Z'
const read = (from: string, to: string, doneAt = NOON): Read => ({ from, to, doneAt })
const january = stretchOf([
  read('2026-01-01', '2026-01-07'),
  read('2026-01-08', '2026-01-14'),
  read('2026-01-20', '2026-01-31'),
])

describe('days that were read', () => {
  test('become one span where they touch, and a hole stays a hole, also one of a single day', () => {
    expect(january.known).toEqual([
      { from: '2026-01-01', to: '2026-01-14' },
      { from: '2026-01-20', to: '2026-01-31' },
    ])
    const { known } = stretchOf([read('2026-01-01', '2026-01-07'), read('2026-01-09', '2026-01-14')])
    expect(known).toHaveLength(2)
  })

  test('reach to the end of the last day, or to the instant within it at which it was read', () => {
    expect(january).toMatchObject({ until: '2026-01-31T21:00:00.000Z', last: '2026-01-31' })
    const today = stretchOf([read('2026-01-20', '2026-02-02')])
    expect(today).toMatchObject({ until: NOON, last: '2026-02-02' })
    expect(knownFrom(today)).toBe('2026-01-20')
  })

  test('are whole only where they were read after their end', () => {
    const evening = '2026-01-14T19:00:00.000Z'
    const broken = stretchOf([read('2026-01-08', '2026-01-14', evening), read('2026-01-15', '2026-01-31')])
    expect(knows(broken, '2026-01-14')).toBe(false)
    expect(knows(broken, '2026-01-13')).toBe(true)
    expect(knownFrom(broken)).toBe('2026-01-15')
    expect(knows(stretchOf([read('2026-01-08', '2026-01-14', evening)]), '2026-01-14')).toBe(true)
  })
})

describe('what is missing of a period', () => {
  const missing = (stretch: Stretch | null, from: string, to: string, today = '2026-02-02') =>
    gap(stretch, from, to, today)

  test('is nothing where each of its days was read', () => {
    expect(missing(january, '2026-01-02', '2026-01-14')).toBeNull()
    expect(missing(january, '2026-01-20', '2026-01-31')).toBeNull()
    expect(missing(january, '2026-01-01', '2026-01-01')).toBeNull()
  })

  test('is a hole, until the day since which all is there', () => {
    const hole = { reason: 'hole', since: '2026-01-20', until: null }
    expect(missing(january, '2026-01-10', '2026-01-25')).toEqual(hole)
    expect(missing(january, '2026-01-14', '2026-01-15')).toEqual(hole)
    expect(missing(january, '2026-01-16', '2026-01-17')).toEqual(hole)
    expect(missing(january, '2026-01-19', '2026-01-20')).toEqual(hole)
  })

  test('is history that begins later', () => {
    expect(missing(january, '2025-12-31', '2026-01-05')).toEqual({
      reason: 'history',
      since: '2026-01-01',
      until: null,
    })
  })

  test('is everything where nothing was read, or but a part of a day that is over', () => {
    const nothing = { reason: 'not_loaded', since: null, until: null }
    expect(missing(null, '2026-01-01', '2026-01-01')).toEqual(nothing)
    const part = stretchOf([read('2026-02-02', '2026-02-02')])
    expect(missing(part, '2026-02-02', '2026-02-02', '2026-02-03')).toEqual(nothing)
    expect(missing(part, '2026-02-03', '2026-02-03', '2026-02-03')).toEqual(nothing)
  })

  test('is the newest days that were not read, until the last one that was read to its end', () => {
    const late = { reason: 'late', since: null, until: '2026-01-31' }
    expect(missing(january, '2026-01-25', '2026-02-01')).toEqual(late)
    expect(missing(january, '2026-02-01', '2026-02-01')).toEqual(late)
    expect(missing(january, '2026-02-02', '2026-02-02')).toEqual(late)
    expect(missing(january, '2026-01-25', '2026-01-31')).toBeNull()
    // Only today may be partial: what was loaded counts up to its beginning.
    expect(missing(january, '2026-01-25', '2026-02-01', '2026-02-01')).toBeNull()
    expect(knows(january, '2026-02-01')).toBe(false)
  })

  test('is a day that was read in part, as soon as it is over', () => {
    const today = stretchOf([read('2026-01-20', '2026-02-02')])
    expect(missing(today, '2026-01-25', '2026-02-02')).toBeNull()
    expect(missing(today, '2026-02-02', '2026-02-02')).toBeNull()
    const late = { reason: 'late', since: null, until: '2026-02-01' }
    expect(missing(today, '2026-01-25', '2026-02-02', '2026-02-03')).toEqual(late)
    expect(missing(today, '2026-02-02', '2026-02-02', '2026-02-03')).toEqual(late)
    expect(missing(today, '2026-01-25', '2026-02-01', '2026-02-03')).toBeNull()
  })

  test('is said to be late first where older days are missing too, and the last whole day is one that was read', () => {
    expect(missing(january, '2025-12-31', '2026-02-01')).toMatchObject({ reason: 'late' })
    const part = stretchOf([read('2026-01-01', '2026-01-07'), read('2026-02-02', '2026-02-02')])
    expect(lastWhole(part)).toBe('2026-01-07')
    expect(lastWhole(stretchOf([read('2026-02-02', '2026-02-02')]))).toBeNull()
  })
})
