import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startCron } from './cron.ts'

const JITTER = { daily: 20, frequent: 10, ads: 40, funnel: 30 }
/** The instants of the ticks of a day, by their clock in UTC. */
async function ticksOf(quiet: Parameters<typeof startCron>[1]['quiet'], ms: number): Promise<string[]> {
  const seen: string[] = []
  const ticks = startCron(() => seen.push(new Date().toISOString().slice(11, 19)), { jitter: JITTER, quiet })
  await vi.advanceTimersByTimeAsync(ms)
  ticks.stop()
  return seen
}
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-18T00:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

test('the daily tick comes at three in UTC, the frequent ones on the half hours, those of the ads on the hour and of the funnel on every second one, each with its seconds', async () => {
  const seen = await ticksOf(null, 24 * 3_600_000)
  expect(seen.filter(at => at.endsWith(':20'))).toEqual(['03:00:20'])
  expect(seen.filter(at => at.endsWith(':10'))).toHaveLength(48)
  expect(seen.filter(at => at.endsWith(':40'))).toHaveLength(24)
  expect(seen.filter(at => at.endsWith(':30'))).toHaveLength(12)
  expect(seen).toHaveLength(85)
})

test('quiet hours end with a tick of the local day, behind the seconds of every coordinator', async () => {
  const end = new Date(Date.now() + 7 * 60_000)
  const clock = [end.getHours(), end.getMinutes()].map(part => String(part).padStart(2, '0')).join(':')
  expect(await ticksOf({ from: '12:00', to: clock }, 600_000)).toContain('00:07:59')
})

test('a tick that a sleep or a busy minute has made late still comes, and at once', async () => {
  vi.useRealTimers()
  vi.useFakeTimers({ now: Date.parse('2026-11-18T00:29:58Z') })
  let looks = 0
  const ticks = startCron(() => (looks += 1), { jitter: JITTER, quiet: null })
  // The timers stop while the clock goes on.
  vi.setSystemTime(Date.parse('2026-11-18T00:45:00Z'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(looks).toBeGreaterThanOrEqual(1)
  ticks.stop()
})

test('between two ticks each coordinator has one timer, and none when they are stopped', () => {
  const ticks = startCron(() => {}, { jitter: JITTER, quiet: null })
  expect(vi.getTimerCount()).toBe(4)
  ticks.stop()
  expect(vi.getTimerCount()).toBe(0)
})
