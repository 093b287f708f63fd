import { describe, expect, it } from 'vitest'
import type { ShopEvent } from '#contract/events.ts'
import { cardsOf, linesOf, withNewest, withOlder } from './joined.ts'

const event = (id: number, of: Partial<ShopEvent> = {}): ShopEvent => ({
  id,
  shopId: 1,
  at: '2026-11-28T03:00:00.000Z',
  day: '2026-11-28',
  kind: 'title',
  type: 'CONTENT_TITLE_CHANGED',
  field: 'title',
  productId: '7',
  article: null,
  name: null,
  picture: null,
  before: 'a',
  after: 'b',
  ...of,
})
const page = (ids: readonly number[], more = false) => ({ events: ids.map(id => event(id)), more })
const ids = ({ events }: { events: readonly ShopEvent[] }) => events.map(({ id }) => id)

describe('the feed as it grows', () => {
  it('takes older events at its end, each once', () => {
    const first = withOlder(null, page([9, 8, 7], true))
    const all = withOlder(first, page([7, 6, 5]))
    expect(ids(all)).toEqual([9, 8, 7, 6, 5])
    expect(all.more).toBe(false)
  })
  it('takes new events at its head, and keeps the older ones that were asked for', () => {
    const known = withOlder(page([9, 8], true), page([7, 6], true))
    const next = withNewest(known, page([11, 10, 9, 8], true))
    expect(ids(next)).toEqual([11, 10, 9, 8, 7, 6])
    expect(next.more).toBe(true)
    expect(withNewest(known, page([9, 8], true))).toBe(known)
  })
  it('begins anew where the newest page does not reach what is known', () => {
    expect(withNewest(page([9, 8]), page([99, 98], true))).toEqual(page([99, 98], true))
    expect(withNewest(page([]), page([1]))).toEqual(page([1]))
    expect(withNewest(null, page([1]))).toEqual(page([1]))
  })
})

describe('cards', () => {
  const later = { at: '2026-11-28T03:00:05.000Z' }
  it('hold all that was noticed of one product at one moment, in the order in which it was made', () => {
    const cards = cardsOf([
      event(6, later),
      event(5, { productId: '8' }),
      event(4, { kind: 'photos' }),
      event(3, { kind: 'description' }),
      event(2, { shopId: 2 }),
      event(1),
    ])
    expect(cards.map(({ changes }) => changes.map(({ id }) => id))).toEqual([[6], [5], [1, 3, 4], [2]])
  })
  it('stand under their days, numbered through', () => {
    const before = { day: '2026-11-27', at: '2026-11-27T03:00:00.000Z' }
    const lines = linesOf(
      cardsOf([event(4, later), event(3), event(2, before), event(1, { ...before, shopId: 2 })]),
    )
    expect(lines.map(line => line.day ?? line.number)).toEqual(['2026-11-28', 1, 2, '2026-11-27', 3, 4])
  })
})
