import { expect, it } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import { whyNot } from './refresh.ts'

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
