import { describe, expect, it } from 'vitest'
import type { Progress } from '#contract/sync.ts'
import type { Told } from './questions.ts'
import { staleBy, takesPlaceOf } from './stale.ts'

const overviewOf = (shopIds: number[] | null) =>
  ['overview.get', { shopIds, from: '2026-01-01', to: '2026-01-31' }] as const
const noticeOf = (word: string): Told<'app.notice'> => ({ word, details: {} })

describe('an answer is asked for again', () => {
  it('when rows of a shop that it speaks of have changed', () => {
    const changed = { shopId: 2, tables: ['fact_ozon_orders'] }
    expect(staleBy('data.changed', changed, ...overviewOf(null))).toBe(true)
    expect(staleBy('data.changed', changed, ...overviewOf([1, 2]))).toBe(true)
    expect(staleBy('data.changed', changed, ...overviewOf([1]))).toBe(false)
    expect(staleBy('data.changed', changed, 'coverage.get', { shopIds: [2] })).toBe(true)
    expect(staleBy('data.changed', changed, 'coverage.get', { shopIds: [1] })).toBe(false)
    expect(staleBy('data.changed', changed, 'shop.list', undefined)).toBe(false)
  })
  it('when a shop has changed, if it tells of shops or of their runs', () => {
    for (const question of ['shop.list', 'shop.orphans'] as const)
      expect(staleBy('shop.changed', { shopId: 1 }, question, undefined)).toBe(true)
    expect(staleBy('shop.changed', { shopId: 1 }, 'sync.datasets', { shopIds: null })).toBe(true)
    expect(
      staleBy('shop.changed', { shopId: 1 }, 'runs.list', { shopIds: null, limit: 1, before: null }),
    ).toBe(true)
    expect(staleBy('shop.changed', { shopId: 1 }, ...overviewOf(null))).toBe(false)
  })
  it('when a run goes on or a switch of the schedules is turned, if it tells of runs', () => {
    const run = { shopId: 1 } as Progress
    const paused = { paused: true } as Told<'background.changed'>
    const runs = { shopIds: null, limit: 1, before: null }
    expect(staleBy('sync.progress', run, 'sync.datasets', { shopIds: null })).toBe(true)
    expect(staleBy('sync.progress', run, 'runs.list', runs)).toBe(true)
    expect(staleBy('sync.progress', run, ...overviewOf(null))).toBe(false)
    expect(staleBy('background.changed', paused, 'sync.datasets', { shopIds: null })).toBe(true)
    expect(staleBy('background.changed', paused, 'runs.list', runs)).toBe(false)
  })
  it('not when the event brings the answer itself, or the page joins what is new by itself', () => {
    expect(staleBy('sync.progress', { shopId: 1 } as Progress, 'sync.status', { shopId: 1 })).toBe(false)
    expect(staleBy('log.line', [], 'log.list', { limit: 1 })).toBe(false)
  })
  it('when the data turns out to be newer than the app', () => {
    expect(staleBy('app.notice', noticeOf('data_newer'), 'app.info', undefined)).toBe(true)
    expect(staleBy('app.notice', noticeOf('data_newer'), ...overviewOf(null))).toBe(false)
  })
  it('when a new engine has taken the place of one that died or could not open the data, if the engine gave it', () => {
    for (const word of ['engine_restarted', 'data_opened']) {
      expect(staleBy('app.notice', noticeOf(word), ...overviewOf(null))).toBe(true)
      expect(staleBy('app.notice', noticeOf(word), 'settings.get', undefined)).toBe(true)
      expect(staleBy('app.notice', noticeOf(word), 'app.info', undefined)).toBe(false)
    }
    expect(staleBy('app.notice', noticeOf('key_expires'), ...overviewOf(null))).toBe(false)
  })
})

describe('a run that goes on', () => {
  const run = (runId: number, trigger: Progress['trigger'], more: Partial<Progress> = {}) =>
    ({ shopId: 1, runId, trigger, first: false, status: 'running', ...more }) as Progress

  it('is shown in place of any other, unless it would hide one that somebody waits for', () => {
    const mine = run(1, 'person')
    expect(takesPlaceOf(run(2, 'ads'), null)).toBe(true)
    expect(takesPlaceOf(run(2, 'ads'), run(1, 'frequent'))).toBe(true)
    expect(takesPlaceOf(run(2, 'ads'), mine)).toBe(false)
    expect(takesPlaceOf(run(2, 'ads'), run(1, 'later', { first: true }))).toBe(false)
    expect(takesPlaceOf(run(2, 'person'), mine)).toBe(true)
    expect(takesPlaceOf(run(1, 'person', { status: 'done' }), mine)).toBe(true)
    expect(takesPlaceOf(run(2, 'ads'), run(1, 'person', { status: 'done' }))).toBe(true)
  })
})
