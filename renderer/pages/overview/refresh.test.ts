import { expect, it } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import { isTroubled, updatedAt, whyNot } from './refresh.ts'

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

const updated = (at: string | null, behind: string[] = []) => ({ at, triedAt: at, behind })

it('of several shops the one whose data are oldest speaks for all, and one that was never loaded for none', () => {
  const of = (...times: readonly (string | null)[]) => updatedAt(times.map(at => ({ updated: updated(at) })))
  expect(of('2026-11-28T09:00:00Z', '2026-11-28T08:00:00Z')).toBe('2026-11-28T08:00:00Z')
  expect(of('2026-11-28T09:00:00Z', null)).toBeNull()
  expect(of()).toBeNull()
})

it('a shop is troubled whose keys are refused, or of which something is behind unless it is being refreshed', () => {
  const of = (status: Shop['status'], behind: string[]) =>
    isTroubled({ status, updated: updated(null, behind) })
  expect(of('auth_error', [])).toBe(true)
  expect(of('active', ['ozon.orders'])).toBe(true)
  expect(of('paused', ['ozon.orders'])).toBe(true)
  expect(of('syncing', ['ozon.orders'])).toBe(false)
  expect(of('active', [])).toBe(false)
})
