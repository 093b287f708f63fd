import { describe, expect, it } from 'vitest'
import type { Progress, RunStatus, StepProgress } from '#contract/sync.ts'
import { celebrated, currentStep, faceOf, failedSteps, percentOf, sharedKind, spokenPercent } from './run.ts'

const step = (id: string, status: StepProgress['status']): StepProgress => ({
  step: `ozon.${id}`,
  status,
  rows: 0,
  slice: 0,
  slices: 0,
  from: null,
  to: null,
  kind: null,
  message: null,
  until: null,
  notices: [],
  added: 0,
  changed: 0,
})
const run = (status: RunStatus, percent: number, steps: readonly StepProgress[] = []): Progress => ({
  shopId: 1,
  runId: 1,
  trigger: 'person',
  status,
  percent,
  first: true,
  startedAt: '2026-11-24T09:00:00Z',
  endedAt: null,
  secondsLeft: null,
  requests: 0,
  waited: 0,
  steps: [...steps],
})

describe('the face of a run', () => {
  it('goes from the box to the feast only when everything is there', () => {
    expect(faceOf(run('running', 40)).emoji).toBe('📦')
    expect(faceOf(run('done', 100)).emoji).toBe('🎉')
    expect(faceOf(run('failed', 99)).emoji).toBe('⚠️')
  })
  it('makes no feast of a refresh, nor while another shop still loads its history', () => {
    const done = run('done', 100, [step('orders', 'done')])
    expect(faceOf(done, { others: true })).toMatchObject({ emoji: '✅', title: 'progress.one' })
    expect(faceOf({ ...done, first: false })).toMatchObject({ emoji: '✅', title: 'progress.refreshed' })
    expect(faceOf({ ...done, first: false }, { others: true }).title).toBe('progress.refreshed')
    const skipped = run('done', 100, [step('ads', 'skipped')])
    expect(faceOf({ ...skipped, first: false }).text).toBe('progress.done.skipped')
  })
  it('has ended when the run has, and not when it was paused or cut off', () => {
    const ended = (['running', 'paused', 'interrupted', 'done', 'failed'] as const).filter(
      status => faceOf(run(status, 50)).ended,
    )
    expect(ended).toEqual(['done', 'failed'])
  })
  it('does not call whole what was skipped in part', () => {
    const done = step('orders', 'done')
    expect(faceOf(run('done', 100, [done])).text).toBe('progress.done.text')
    expect(faceOf(run('done', 100, [done, step('ads', 'skipped')]))).toEqual({
      emoji: '✅',
      title: 'progress.available',
      text: 'progress.done.skipped',
      ended: true,
    })
  })
  it('speaks of the whole list only where the run has all steps of the shop', () => {
    const refresh = { ...run('done', 100, [step('orders', 'done')]), first: false }
    expect(faceOf(refresh).text).toBeNull()
    expect(faceOf(refresh, { listed: true }).text).toBe('progress.refreshed.text')
  })
  it('says that the rest is there only when something is', () => {
    const failed = step('orders', 'failed')
    expect(faceOf(run('failed', 50, [failed, step('ads', 'done')])).title).toBe('progress.partly')
    expect(faceOf(run('failed', 0, [failed, step('ads', 'skipped')])).title).toBe('progress.failed')
  })
  it('is no failure when steps were put off alone', () => {
    const put = [step('orders', 'done'), step('finance', 'later')]
    expect(faceOf(run('failed', 60, put))).toEqual({
      emoji: '📦',
      title: 'progress.later',
      text: 'progress.later.text',
      ended: true,
    })
    expect(faceOf(run('failed', 60, [...put, step('ads', 'failed')])).title).toBe('progress.partly')
  })
  it('waits when there is no run yet', () => {
    expect(faceOf(null).title).toBe('progress.waiting')
  })
})

describe('percent', () => {
  it('stops at 99 until the run is done', () => {
    expect([
      percentOf(run('running', 100)),
      percentOf(run('failed', 100)),
      percentOf(run('done', 100)),
    ]).toEqual([99, 99, 100])
  })
  it('is spoken by tens', () => {
    expect([0, 9, 10, 57, 99].map(percent => spokenPercent(run('running', percent)))).toEqual([
      0, 0, 10, 50, 90,
    ])
  })
})

describe('one reason for several failed steps', () => {
  const failed = (id: string, kind: string) => ({ ...step(id, 'failed'), kind })
  it('is said once, with the way out where other keys would help', () => {
    const steps = [failed('orders', 'expired_key'), step('ads', 'done'), failed('finance', 'expired_key')]
    expect(sharedKind(run('failed', 10, steps))).toEqual({ kind: 'expired_key', newKeys: true })
  })
  it('is null when one step failed, or each for its own reason', () => {
    expect(sharedKind(run('failed', 10, [failed('orders', 'server')]))).toBeNull()
    expect(sharedKind(run('failed', 10, [failed('orders', 'server'), failed('finance', 'shape')]))).toBeNull()
  })
})

describe('the step that is spoken of', () => {
  it('is the first that runs, by its place in the list', () => {
    const steps = [step('catalogue', 'done'), step('snapshot', 'waiting'), step('orders', 'running')]
    expect(currentStep(run('running', 30, steps))).toMatchObject({ number: 3, step: { step: 'ozon.orders' } })
  })
  it('is the first that has not ended when none runs, and none when all have', () => {
    const steps = [step('catalogue', 'failed'), step('snapshot', 'paused')]
    expect(currentStep(run('paused', 30, steps))?.number).toBe(2)
    expect(currentStep(run('failed', 99, [step('catalogue', 'failed'), step('ads', 'skipped')]))).toBeNull()
  })
  it('can be asked for again only when it failed', () => {
    const steps = [step('catalogue', 'failed'), step('ads', 'skipped'), step('orders', 'done')]
    expect(failedSteps(run('failed', 99, steps))).toEqual(['ozon.catalogue'])
  })
})

describe('the end of a first load', () => {
  const done = run('done', 100)
  const slot = { ...done, runId: 2, trigger: 'ads', first: false } as const
  it('stays on the page while runs of the schedule follow it', () => {
    expect(celebrated(null, done)).toBe(done)
    expect(celebrated(done, { ...slot, status: 'running' })).toBe(done)
    expect(celebrated(done, slot)).toBe(done)
  })
  it('makes way for what a person asks for', () => {
    expect(celebrated(done, { ...slot, trigger: 'person', status: 'running' })).toBeNull()
  })
  it('is kept of a load that ended well alone', () => {
    for (const status of ['running', 'paused', 'interrupted', 'failed'] as const)
      expect(celebrated(null, run(status, 50)), status).toBeNull()
    expect(celebrated(null, slot)).toBeNull()
  })
})
