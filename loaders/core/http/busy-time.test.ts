import { expect, test } from 'vitest'
import { busyTime } from './busy-time.ts'

test('what happens at once counts once, also while it goes on and when it fails', async () => {
  let now = 100
  const waits = busyTime(() => now)
  const [first, second, third] = [1, 2, 3].map(() => Promise.withResolvers<void>())
  const all = [waits.during(first?.promise as Promise<void>)]
  now = 300
  expect(waits.ms()).toBe(200)
  all.push(waits.during(second?.promise as Promise<void>))
  now = 600
  expect(waits.ms()).toBe(500)
  first?.resolve()
  await all[0]
  now = 1100
  second?.reject(new Error('stopped'))
  await expect(all[1]).rejects.toThrow('stopped')
  now = 5000
  expect(waits.ms()).toBe(1000)
  const last = waits.during(third?.promise as Promise<void>)
  now = 5200
  third?.resolve()
  await last
  expect(waits.ms()).toBe(1200)
})
