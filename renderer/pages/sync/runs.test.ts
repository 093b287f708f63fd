import { describe, expect, it } from 'vitest'
import type { RunSummary } from '#contract/schedule.ts'
import { faceOf, failedSteps, spanOf } from './runs.ts'

const step = (id: string, status: RunSummary['steps'][number]['status']): RunSummary['steps'][number] => ({
  step: `ozon.${id}`,
  status,
  rows: 0,
  added: 0,
  changed: 0,
  kind: null,
  message: null,
  until: null,
})

describe('how a run ended', () => {
  it('is a failure only when a step failed, not when the marketplace asked to come back later', () => {
    const later = [step('orders', 'done'), step('funnel', 'later')]
    expect(faceOf({ status: 'failed', steps: later })).toEqual({ label: 'sync.run.later', color: 'yellow' })
    expect(faceOf({ status: 'failed', steps: [...later, step('ads', 'failed')] }).color).toBe('red')
    expect(faceOf({ status: 'failed', steps: [step('orders', 'done')] }).color).toBe('red')
    expect(faceOf({ status: 'done', steps: later.slice(0, 1) }).color).toBe('pine')
  })
  it('names the steps to repeat', () => {
    const steps = [step('orders', 'failed'), step('funnel', 'later'), step('ads', 'failed')]
    expect(failedSteps({ steps })).toEqual(['ozon.orders', 'ozon.ads'])
  })
})

describe('the length of a run', () => {
  const startedAt = '2026-11-24T12:00:00Z'
  const now = Date.parse('2026-11-24T12:10:00Z')
  it('counts to its end, or to now while it runs', () => {
    expect(spanOf({ status: 'done', startedAt, endedAt: '2026-11-24T12:01:30Z' }, now)).toBe(90_000)
    expect(spanOf({ status: 'running', startedAt, endedAt: null }, now)).toBe(600_000)
  })
  it('is not known of a run that was cut off', () => {
    expect(spanOf({ status: 'interrupted', startedAt, endedAt: null }, now)).toBeNull()
  })
})
