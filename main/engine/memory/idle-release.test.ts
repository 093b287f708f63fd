import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTasks } from '../tasks/tasks.ts'
import { idleRelease } from './idle-release.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('memory is given back ten seconds after the last word, and only while nobody looks and nothing runs', async () => {
  let idle = false
  const release = vi.fn(async () => {})
  const tasks = openTasks(() => {})
  const rest = idleRelease({ tasks, idle: () => idle, release })
  rest.touch()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(release).not.toHaveBeenCalled()
  idle = true
  for (let word = 0; word < 20; word += 1) {
    rest.touch()
    await vi.advanceTimersByTimeAsync(9000)
  }
  expect(release).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(release).toHaveBeenCalledTimes(1)
  rest.touch()
  await tasks.close()
  // An event may still arrive while everything closes.
  rest.touch()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(release).toHaveBeenCalledTimes(1)
})
