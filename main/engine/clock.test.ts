import { describe, expect, test } from 'vitest'
import { openClock } from './clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-11-18T12:00:00Z')
const date = (at: number) => new Date(at).toUTCString()

/** A computer whose clock is `ahead` ms ahead of the marketplaces', which last responded `before` ms ago. */
function computer(ahead: number, before: number | null = null) {
  let now = NOW + ahead
  const kept: number[] = []
  const told: boolean[] = []
  const clock = openClock({
    now: () => now,
    remembered: before === null ? null : NOW - before,
    remember: at => kept.push(at),
    told: wrong => told.push(wrong),
  })
  return {
    clock,
    kept,
    told,
    set: (to: number) => {
      now = NOW + to
    },
  }
}
const kindOf = (work: () => void): string | null => {
  try {
    work()
    return null
  } catch (error) {
    return (error as { kind: string }).kind
  }
}

describe('a clock and the marketplaces', () => {
  test.each([0, HOUR, -HOUR, 59 * 60_000])('that are %d ms apart agree', ahead => {
    const { clock, told, kept } = computer(ahead)
    expect(clock.hear(date(NOW))).toBeNull()
    expect(kindOf(clock.check)).toBeNull()
    expect(clock.isSure()).toBe(true)
    expect([told, kept]).toEqual([[], [NOW]])
  })

  test.each([HOUR + 1000, -HOUR - 1000, 30 * 365 * DAY, -365 * DAY])(
    'that are %d ms apart do not: answers are refused, no day is believed, nothing is deleted, and it is told once',
    ahead => {
      const { clock, told, kept } = computer(ahead)
      for (let times = 0; times < 3; times += 1) expect(clock.hear(date(NOW))?.kind).toBe('wrong_clock')
      expect(kindOf(clock.check)).toBe('wrong_clock')
      expect(clock.isSure()).toBe(false)
      expect([told, kept]).toEqual([[true], []])
    },
  )

  test('agree again once the clock is set right and a marketplace is heard', () => {
    const { clock, told, set } = computer(400 * DAY)
    clock.hear(date(NOW))
    set(0)
    expect(kindOf(clock.check)).toBe('wrong_clock')
    expect(clock.hear(date(NOW))).toBeNull()
    expect(kindOf(clock.check)).toBeNull()
    expect(told).toEqual([true, false])
  })

  test('an answer without a time, or with one that is none, says nothing', () => {
    const { clock } = computer(0)
    expect(clock.hear(undefined)).toBeNull()
    expect(clock.hear('yesterday')).toBeNull()
    expect(clock.isSure()).toBe(false)
  })

  test('what was heard is kept once an hour', () => {
    const { clock, kept, set } = computer(0, 59 * 60_000)
    clock.hear(date(NOW))
    expect(kept).toEqual([])
    set(HOUR)
    clock.hear(date(NOW + HOUR))
    clock.hear(date(NOW + HOUR))
    expect(kept).toEqual([NOW + HOUR])
  })
})

describe('a clock that nobody has confirmed since the start', () => {
  test.each([
    ['was never heard of', null, 0, null],
    ['is where it may be', DAY, 0, null],
    ['is two months on', 60 * DAY, 0, null],
    ['is further on', 60 * DAY, 1000, 'network'],
    ['is an hour behind what was heard', 0, -HOUR, null],
    ['is further behind', 0, -HOUR - 1000, 'wrong_clock'],
  ] as const)('and that %s', (_, before, ahead, kind) => {
    const { clock } = computer(ahead, before)
    expect(kindOf(clock.check)).toBe(kind)
    expect(clock.isSure()).toBe(false)
  })

  test('deletes nothing either when it leaps behind a good answer, or was heard more than a day ago', () => {
    const { clock, set } = computer(0)
    clock.hear(date(NOW))
    for (const [ahead, sure] of [
      [DAY, true],
      [DAY + 1000, false],
      [30 * 365 * DAY, false],
      [-HOUR - 1000, false],
    ] as const) {
      set(ahead)
      expect(clock.isSure(), String(ahead)).toBe(sure)
    }
  })
})
