import { expect, test } from 'vitest'
import { following } from './following.ts'
import { makeClock } from './moving-clock.ts'

test('a world and what is derived from it stay until the clock moves, or the day as of which cards are shown', () => {
  const clock = makeClock({ today: '2026-11-24' })
  let lookBack = 0
  const made: number[] = []
  const shop = following(
    clock,
    undefined,
    () => lookBack,
    moment => {
      made.push(moment.script.at)
      return moment
    },
  )
  const derived = () => shop.cached('now', world => ({ now: world.now }))
  const first = derived()
  expect(derived()).toBe(first)
  expect(made).toHaveLength(1)
  clock.advance(1)
  expect(derived()).toEqual({ now: clock.now })
  expect(shop.world().now).toBe(clock.now)
  expect(made).toHaveLength(2)
  const before = derived()
  lookBack = 3
  expect(derived()).not.toBe(before)
  expect(made.at(-1)).toBe(clock.now - 3 * 86_400_000)
})

test('a clock that runs takes its shops along, a minute of theirs after the other', async () => {
  const clock = makeClock({ at: '2026-11-24T09:00:00Z', speed: 60_000_000 })
  const shop = following(
    clock,
    undefined,
    () => 0,
    moment => moment,
  )
  const { now } = shop.world()
  expect(now % 60_000).toBe(0)
  await expect.poll(() => shop.world().now).toBeGreaterThan(now)
})
