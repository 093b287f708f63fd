import { afterEach, describe, expect, test, vi } from 'vitest'
import { makeLimits } from './ozon/limits.ts'
import { watchStalls } from './stalls.ts'
import { makeWbLimits, rate } from './wb/limits.ts'

afterEach(() => vi.useRealTimers())

describe('a thread that was busy', () => {
  const beats = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10) {
      clock += 10
      vi.advanceTimersByTime(10)
    }
  }
  let clock = 0

  test('tells for as long a time how late a request may be read, also before it has looked at its clock again', () => {
    vi.useFakeTimers()
    clock = 0
    const stalls = watchStalls(() => clock)
    beats(100)
    expect(stalls.lately()).toBe(0)
    clock += 100
    expect(stalls.lately()).toBe(0)
    beats(100)
    clock += 300
    expect(stalls.lately()).toBe(290)
    vi.advanceTimersByTime(10)
    expect(stalls.lately()).toBe(290)
    beats(280)
    expect(stalls.lately()).toBe(290)
    beats(10)
    expect(stalls.lately()).toBe(0)
  })
})

describe('limits', () => {
  const refused = (ask: () => unknown) => {
    try {
      ask()
      return false
    } catch {
      return true
    }
  }

  test.each([
    { late: 0, isRefused: true },
    { late: 60_000, isRefused: false },
  ])(
    'refuse what came too early, but not for a request that was read $late ms late: $isRefused',
    ({ late, isRefused }) => {
      const wb = makeWbLimits(1, true, { lately: () => late })
      const ask = () => wb.take('sid', 'GET /report', rate(1, 60), 's2s')
      ask()
      expect(refused(ask)).toBe(isRefused)
      const ozon = makeLimits(1, true, { lately: () => late })
      ozon.analytics('client', true)
      expect(refused(() => ozon.analytics('client', true))).toBe(isRefused)
      for (let sent = 0; sent < 50; sent += 1) ozon.perSecond('client')
      expect(refused(() => ozon.perSecond('client'))).toBe(isRefused)
    },
  )
})
