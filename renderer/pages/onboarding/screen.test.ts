import { describe, expect, it } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import type { Progress, RunStatus } from '#contract/sync.ts'
import { awaited, screenOf } from './screen.ts'

const shop = (id: number, loaded: boolean): Shop => ({
  id,
  name: `Лавка ${id}`,
  marketplace: 'ozon',
  clientId: '1',
  perfClientId: null,
  demo: false,
  status: loaded ? 'active' : 'syncing',
  messages: [],
  createdAt: '2026-11-24T09:00:00Z',
  updated: { at: null, triedAt: null, orders: null, behind: [], failed: [], failedSince: null },
  leftOut: [],
  keyExpiresAt: null,
  loaded,
})
const run = (shopId: number, status: RunStatus): Progress => ({
  shopId,
  runId: 1,
  trigger: 'person',
  status,
  percent: status === 'done' ? 100 : 40,
  first: true,
  startedAt: '2026-11-24T09:00:00Z',
  endedAt: null,
  secondsLeft: null,
  requests: 0,
  waited: 0,
  steps: [],
})

describe('what a returning person sees', () => {
  it('is the wizard when there are no shops', () => {
    expect(screenOf([], undefined)).toEqual({ page: 'onboarding' })
  })
  it('is the progress of a shop in its first load, whatever became of the run', () => {
    for (const status of ['running', 'paused', 'interrupted'] as const)
      expect(screenOf([shop(1, false)], run(1, status))).toEqual({ page: 'progress', shopId: 1 })
    expect(screenOf([shop(1, false)], null)).toEqual({ page: 'progress', shopId: 1 })
  })
  it('is the dashboard as soon as the first load has ended, well or not', () => {
    for (const status of ['done', 'failed'] as const)
      expect(screenOf([shop(1, false)], run(1, status))).toEqual({ page: 'dashboard' })
    expect(screenOf([shop(1, true)], run(1, 'running'))).toEqual({ page: 'dashboard' })
  })
  it('is the dashboard while a second shop is in its first load', () => {
    expect(screenOf([shop(1, true), shop(2, false)], null)).toEqual({ page: 'dashboard' })
    expect(awaited([shop(1, true), shop(2, false)])).toBeUndefined()
  })
  it('takes no other shop for the awaited one', () => {
    expect(screenOf([shop(1, false), shop(2, false)], run(2, 'done'))).toEqual({
      page: 'progress',
      shopId: 1,
    })
  })
})
