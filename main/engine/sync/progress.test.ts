import { describe, expect, test, vi } from 'vitest'
import type { Progress, StepProgress } from '#contract/sync.ts'
import { initialProgress } from '../../../loaders/core/run/pipeline.ts'
import { openTasks } from '../tasks/tasks.ts'
import { endOf, percentOf, secondsLeft, throttled } from './progress.ts'

const step = (id: string, change: Partial<StepProgress>): StepProgress => ({
  ...initialProgress(id),
  ...change,
})

describe('percent', () => {
  test('is 100 only when every step ended well', () => {
    expect(percentOf([step('a', { status: 'done' }), step('b', { status: 'skipped' })])).toBe(100)
    expect(
      percentOf([step('a', { status: 'done' }), step('b', { status: 'failed', slice: 4, slices: 4 })]),
    ).toBe(99)
    expect(percentOf([step('a', { status: 'running', slice: 12, slices: 12 })])).toBe(99)
  })

  test('counts the slices of a step that runs', () => {
    expect(
      percentOf([step('a', { status: 'done' }), step('b', { status: 'running', slice: 3, slices: 12 })]),
    ).toBe(62)
  })
})

test('a run with a failed or postponed step is not done', () => {
  expect(endOf([step('a', { status: 'done' }), step('b', { status: 'skipped' })])).toBe('done')
  expect(endOf([step('a', { status: 'done' }), step('b', { status: 'later' })])).toBe('failed')
})

describe('time left', () => {
  const lane = (id: string) => id.slice(0, 1)
  test('is that of the slowest lane', () => {
    const steps = [
      step('a', { status: 'running', slice: 5, slices: 10 }),
      step('b', { status: 'running', slice: 2, slices: 22 }),
    ]
    const clocks = new Map([
      ['a', { startedAt: 0, slicesBefore: 0 }],
      ['b', { startedAt: 0, slicesBefore: 0 }],
    ])
    expect(secondsLeft(steps, lane, clocks, 10_000)).toBe(100)
  })

  test('does not take slices of an earlier attempt for its pace', () => {
    const steps = [step('a', { status: 'running', slice: 7, slices: 11 })]
    expect(secondsLeft(steps, lane, new Map([['a', { startedAt: 0, slicesBefore: 5 }]]), 10_000)).toBe(20)
  })

  test('is unknown before the first slice', () => {
    expect(secondsLeft([step('a', { status: 'running', slices: 10 })], lane, new Map(), 10_000)).toBeNull()
  })
})

test('at most one progress event is sent in a hundred milliseconds, and the last one always', () => {
  vi.useFakeTimers()
  const told: number[] = []
  const stream = throttled(
    openTasks(() => {}),
    100,
    progress => told.push(progress.runId),
  )
  for (let runId = 1; runId <= 50; runId++) {
    stream.put({ runId } as Progress)
    vi.advanceTimersByTime(10)
  }
  stream.flush()
  expect(told.length).toBeLessThanOrEqual(7)
  expect(told[0]).toBe(1)
  expect(told.at(-1)).toBe(50)
  vi.useRealTimers()
})
