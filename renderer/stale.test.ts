import { describe, expect, it } from 'vitest'
import type { Progress } from '#contract/sync.ts'
import { staleBy, takesPlaceOf } from './stale.ts'

const overview = (shopIds: readonly number[] | null) => ({ name: 'overview.get', input: { shopIds } })

describe('an answer is asked for again', () => {
  it('when rows of a shop that it speaks of have changed', () => {
    const changed = { shopId: 2, tables: ['fact_ozon_orders'] }
    expect(staleBy('data.changed', changed, overview(null))).toBe(true)
    expect(staleBy('data.changed', changed, overview([1, 2]))).toBe(true)
    expect(staleBy('data.changed', changed, overview([1]))).toBe(false)
    expect(staleBy('data.changed', changed, { name: 'shop.list', input: undefined })).toBe(false)
  })
  it('when a shop has changed, if it is the list of shops', () => {
    expect(staleBy('shop.changed', { shopId: 1 }, { name: 'shop.list', input: undefined })).toBe(true)
    expect(staleBy('shop.changed', { shopId: 1 }, overview(null))).toBe(false)
  })
  it('when a run goes on or a switch of the schedules is turned, if it tells of runs', () => {
    const board = { name: 'sync.board', input: undefined }
    expect(staleBy('sync.progress', { shopId: 1 }, board)).toBe(true)
    expect(staleBy('sync.progress', { shopId: 1 }, overview(null))).toBe(false)
    expect(staleBy('background.changed', { held: true }, board)).toBe(true)
    expect(staleBy('background.changed', { held: true }, overview(null))).toBe(false)
  })
  it('when the data turns out to be newer than the app', () => {
    const told = { word: 'data_newer', details: {} }
    expect(staleBy('app.notice', told, { name: 'app.info', input: undefined })).toBe(true)
    expect(staleBy('app.notice', told, overview(null))).toBe(false)
  })
  it('when a new engine has taken the place of one that died', () => {
    const told = { word: 'engine_restarted', details: {} }
    expect(staleBy('app.notice', told, overview(null))).toBe(true)
    expect(staleBy('app.notice', { word: 'key_expires', details: {} }, overview(null))).toBe(false)
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
