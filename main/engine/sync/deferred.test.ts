import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { StepProgress } from '#contract/sync.ts'
import { initialProgress } from '../../../loaders/core/run/pipeline.ts'
import { openTasks } from '../tasks/tasks.ts'
import { deferredRetries } from './deferred.ts'

const HOUR = 3_600_000
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const later = (step: string, ms: number): StepProgress => ({
  ...initialProgress(step),
  status: 'later',
  until: new Date(Date.now() + ms).toISOString(),
})
const done = (step: string): StepProgress => ({ ...initialProgress(step), status: 'done' })
function listening(free: () => boolean = () => true) {
  const started: string[] = []
  const tasks = openTasks(() => {})
  const waits = deferredRetries(
    tasks,
    (shopId, steps) => started.push(`${shopId} ${steps.join()}`),
    free,
    Date.now,
  )
  return { started, waits, tasks }
}

test('every step of every shop comes at its own instant, and those of one instant together', async () => {
  const { started, waits } = listening()
  waits.update(1, [later('a', HOUR), later('b', 2 * HOUR), later('c', HOUR)])
  waits.update(2, [later('a', HOUR / 2)])
  await vi.advanceTimersByTimeAsync(HOUR - 1)
  expect(started).toEqual(['2 a'])
  await vi.advanceTimersByTimeAsync(1)
  expect(started).toEqual(['2 a', '1 a,c'])
  await vi.advanceTimersByTimeAsync(HOUR)
  expect(started).toEqual(['2 a', '1 a,c', '1 b'])
  await vi.advanceTimersByTimeAsync(100 * HOUR)
  expect(started).toHaveLength(3)
})

test('another result of a step ends its wait, and not those of others', async () => {
  const { started, waits } = listening()
  waits.update(1, [later('a', HOUR), later('b', HOUR)])
  waits.update(1, [done('a')])
  await vi.advanceTimersByTimeAsync(2 * HOUR)
  expect(started).toEqual(['1 b'])
})

test('a wait may last months, and one that is over comes at once', async () => {
  const { started, waits } = listening()
  waits.update(1, [later('a', 60 * 24 * HOUR), later('b', -HOUR)])
  await vi.advanceTimersByTimeAsync(0)
  expect(started).toEqual(['1 b'])
  await vi.advanceTimersByTimeAsync(60 * 24 * HOUR - 1)
  expect(started).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(started).toEqual(['1 b', '1 a'])
})

test('a removed shop waits for nothing, nor does any shop after closing', async () => {
  const { started, waits, tasks } = listening()
  waits.update(1, [later('a', HOUR)])
  waits.update(2, [later('a', HOUR)])
  waits.update(3, [later('a', 2 * HOUR)])
  waits.forget(1)
  await vi.advanceTimersByTimeAsync(HOUR)
  await tasks.close()
  await vi.advanceTimersByTimeAsync(2 * HOUR)
  expect(started).toEqual(['2 a'])
})

test('what is due in quiet hours or without a line goes on waiting, and comes soon after them', async () => {
  let free = false
  const { started, waits } = listening(() => free)
  waits.update(1, [later('a', HOUR)])
  await vi.advanceTimersByTimeAsync(4 * HOUR)
  expect(started).toEqual([])
  free = true
  await vi.advanceTimersByTimeAsync(HOUR / 6)
  expect(started).toEqual(['1 a'])
})
