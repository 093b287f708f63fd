import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CapturedResponse, LoadError, MAX_WAIT_MS, postponed } from './errors.ts'

const NOW = Date.UTC(2026, 10, 24)
beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
})
afterEach(() => {
  vi.useRealTimers()
})
const captured: CapturedResponse = {
  host: 'ozon-seller',
  method: 'POST',
  path: '/v1/list',
  query: null,
  body: null,
  status: 429,
  answer: 'no',
}

describe('the instant before which asking is useless', () => {
  test.each([
    ['is as it was said', NOW + 5_000, NOW + 5_000],
    ['may be over', NOW - 5_000, NOW - 5_000],
    ['is a day off at most', NOW + 2 * MAX_WAIT_MS, NOW + MAX_WAIT_MS],
    ['is a day off where it is for ever', Number.POSITIVE_INFINITY, NOW + MAX_WAIT_MS],
    ['is none where it is no number', Number.NaN, null],
    ['is none where nobody knows', null, null],
    ['is none where nobody said a word', undefined, null],
  ])('%s', (_, until, expected) => {
    expect(new LoadError('later', 'shut', { until }).until).toBe(expected)
  })
})

test('a failure without an answer has no evidence, and keeps what caused it', () => {
  const cause = new Error('reset')
  const error = new LoadError('network', 'line', { cause })
  expect(error).toMatchObject({ kind: 'network', message: 'line', name: 'LoadError', cause })
  expect(error.captured).toBeNull()
  expect(error.until).toBeNull()
})

test('a failure that is put off keeps its words and its evidence', () => {
  const error = new LoadError('rate', 'too many', { captured })
  expect(postponed(error, 7_000)).toMatchObject({
    kind: 'later',
    message: 'too many',
    until: NOW + 7_000,
    captured,
  })
})
