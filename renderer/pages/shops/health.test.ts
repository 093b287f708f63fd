import { describe, expect, it } from 'vitest'
import { badgeOf, confirmation, confirms, joined, keyEnd, needsAttention } from './health.ts'

const message = { word: 'step_failed', details: { step: 'ozon.orders', kind: 'server' } }

describe('the badge of a shop', () => {
  it('is green only when nothing stands in its way', () => {
    expect(badgeOf({ status: 'active', messages: [] })).toEqual({
      label: 'shops.status.active',
      color: 'pine',
    })
    expect(badgeOf({ status: 'active', messages: [message] }).color).toBe('yellow')
  })
  it('is red when the keys are refused', () => {
    expect(badgeOf({ status: 'auth_error', messages: [message] }).color).toBe('red')
  })
})

describe('attention', () => {
  const skipped = { word: 'step_skipped', details: { step: 'ozon.reviews', kind: 'no_plan' } }
  it('is needed by refused keys and by what failed, also while the shop loads, and by nothing else', () => {
    expect(needsAttention({ status: 'auth_error', messages: [] })).toBe(true)
    expect(needsAttention({ status: 'syncing', messages: [skipped, message] })).toBe(true)
    expect(needsAttention({ status: 'active', messages: [skipped] })).toBe(false)
    expect(needsAttention({ status: 'paused', messages: [] })).toBe(false)
  })
})

describe('the end of a key', () => {
  const now = Date.parse('2026-11-24T12:00:00Z')
  it('is near in its last two weeks', () => {
    expect(keyEnd('2026-12-09T12:00:00Z', now)).toEqual({ state: 'far', days: 15 })
    expect(keyEnd('2026-12-08T11:59:59Z', now)).toEqual({ state: 'soon', days: 13 })
    expect(keyEnd('2026-11-24T13:00:00Z', now)).toEqual({ state: 'soon', days: 0 })
  })
  it('is over at its very instant', () => {
    expect(keyEnd('2026-11-24T12:00:00Z', now)).toEqual({ state: 'over', days: 0 })
  })
})

describe('a deletion', () => {
  it('wants the exact name, but for spaces around it', () => {
    expect(confirms(' Лавка ', 'Лавка')).toBe(true)
    expect(confirms('лавка', 'Лавка')).toBe(false)
    expect(confirms('', 'Лавка')).toBe(false)
  })
})

describe('what confirms a deletion', () => {
  it('is the whole name, or the first words of a long one', () => {
    expect(confirmation('Тихий дом')).toBe('Тихий дом')
    expect(confirmation('а'.repeat(30))).toBe('а'.repeat(30))
    expect(confirmation('Общество с ограниченной ответственностью «Тихий дом»')).toBe(
      'Общество с ограниченной',
    )
    expect(confirmation(`${'а'.repeat(10)} ${'б'.repeat(19)} в`)).toBe(`${'а'.repeat(10)} ${'б'.repeat(19)}`)
    expect(confirmation('а'.repeat(100))).toBe('а'.repeat(30))
  })
})

describe('messages', () => {
  it('are joined where several steps met the same', () => {
    const skipped = (step: string, kind: string) => ({ word: 'step_skipped', details: { step, kind } })
    const given = [skipped('a', 'no_role'), skipped('b', 'no_plan'), skipped('c', 'no_role')]
    expect(joined(given)).toEqual([skipped('a,c', 'no_role'), skipped('b', 'no_plan')])
    expect(joined([{ word: 'keys_refused', details: { kind: 'bad_key' } }])).toHaveLength(1)
  })
})
