import { expect, it } from 'vitest'
import type { Notice, Shop } from '#contract/shop.ts'
import { causesOf, isTroubled, sureUntil } from './troubles.ts'

const NOON = '2026-11-28T12:00:00Z'
const NIGHT = '2026-11-28T03:00:00Z'
const FRESH: Shop['updated'] = {
  at: NOON,
  triedAt: NOON,
  orders: NOON,
  behind: [],
  failed: [],
  failedSince: null,
}
const shop = (status: Shop['status'], updated: Partial<Shop['updated']> = {}, messages: Notice[] = []) => ({
  status,
  messages,
  updated: { ...FRESH, ...updated },
})
const failed: Notice = { word: 'step_failed', details: { step: 'wb.finance', kind: 'server' } }
const later: Notice = { word: 'step_later', details: { step: 'wb.funnel' } }
const partly: Notice = { word: 'step_partly', details: { step: 'wb.finance', kind: 'no_role' } }
const skipped: Notice = { word: 'step_skipped', details: { step: 'wb.ads', kind: 'no_role' } }

it('failures and refused keys raise an alarm; what the marketplace put off and a running load do not', () => {
  expect(isTroubled(shop('active', { behind: ['wb.funnel'] }))).toBe(false)
  expect(isTroubled(shop('active', { failed: ['wb.finance'] }))).toBe(true)
  expect(isTroubled(shop('syncing', { failed: ['wb.finance'] }))).toBe(false)
  expect(isTroubled(shop('auth_error'))).toBe(true)
})

it('the causes are those of what failed alone', () => {
  const told = shop('active', { failed: ['wb.finance'] }, [later, failed, partly, skipped])
  expect(causesOf(told)).toEqual([failed])
  const refused: Notice = { word: 'keys_refused', details: { kind: 'bad_key' } }
  expect(causesOf(shop('auth_error', { failed: ['wb.finance'] }, [refused]))).toEqual([refused])
})

it('the data is said to be as old as what failed is, or as the orders where nothing is accepted any more', () => {
  const updated = { failed: ['wb.finance'], failedSince: NIGHT }
  expect(sureUntil(shop('active', updated))).toBe(NIGHT)
  expect(sureUntil(shop('auth_error', updated))).toBe(NOON)
  expect(sureUntil(shop('active', { failed: ['wb.finance'] }))).toBeNull()
})
