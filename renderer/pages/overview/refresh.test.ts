import { expect, it } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import { startEach, updatedAt, whyNot } from './refresh.ts'

const shops = (...statuses: readonly Shop['status'][]) => statuses.map(status => ({ status }))

it('a shop that rests or was paused can be refreshed, whatever the others do', () => {
  expect(whyNot(shops('active'), false)).toBeNull()
  expect(whyNot(shops('paused'), false)).toBeNull()
  expect(whyNot(shops('auth_error', 'syncing', 'active'), false)).toBeNull()
})

it('where nothing can be refreshed, there is a reason', () => {
  expect(whyNot(shops('active'), true)).toBe('readOnly')
  expect(whyNot([], false)).toBe('none')
  expect(whyNot(shops('syncing', 'auth_error'), false)).toBe('running')
  expect(whyNot(shops('auth_error', 'disabled'), false)).toBe('keys')
  expect(whyNot(shops('disabled'), false)).toBe('disabled')
})

const updated = (orders: string | null) => ({
  ...{ at: '2026-11-28T10:00:00Z', triedAt: null, behind: [], failed: [], failedSince: null },
  orders,
})

it('of several shops the one whose orders are oldest speaks for all, and one that was never loaded for none', () => {
  const of = (...times: readonly (string | null)[]) => updatedAt(times.map(at => ({ updated: updated(at) })))
  expect(of('2026-11-28T09:00:00Z', '2026-11-28T08:00:00Z')).toBe('2026-11-28T08:00:00Z')
  expect(of('2026-11-28T09:00:00Z', null)).toBeNull()
  expect(of()).toBeNull()
})

it('a shop that cannot be started stops no other, and its error is thrown', async () => {
  const started: number[] = []
  const start = async (id: number) => {
    if (id === 1) throw new Error('no keys')
    started.push(id)
  }
  await expect(startEach([1, 2, 3], start)).rejects.toThrow('no keys')
  expect(started).toEqual([2, 3])
  await startEach([2], start)
  expect(started).toEqual([2, 3, 2])
})
