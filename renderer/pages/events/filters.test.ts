import { expect, it } from 'vitest'
import { type Filters, isAll, isTypingOn, queryOf, readFilters, writeFilters } from './filters.ts'

const SHOPS = [{ id: 1 }, { id: 2 }]
const read = (address: string) => readFilters(new URLSearchParams(address), SHOPS, '2026-11-28')
const ALL: Filters = { shop: null, kinds: [], period: null, text: '' }

it('an address that says nothing asks for all', () => {
  expect(read('')).toEqual(ALL)
  expect(isAll(ALL)).toBe(true)
  expect(queryOf(ALL, null)).toEqual({
    shopIds: null,
    kinds: null,
    from: null,
    to: null,
    text: '',
    before: null,
  })
})

it('filters go into the address and come out of it', () => {
  const filters: Filters = {
    shop: 2,
    kinds: ['title', 'photos'],
    period: { from: '2026-11-01', to: '2026-11-18', preset: null },
    text: 'плед & ко',
  }
  expect(read(writeFilters(filters).toString())).toEqual(filters)
  expect(isAll(filters)).toBe(false)
  expect(queryOf(filters, 7)).toMatchObject({
    shopIds: [2],
    kinds: filters.kinds,
    from: '2026-11-01',
    to: '2026-11-18',
    before: 7,
  })
})

it('days that were chosen by their name keep it, and go on with the days', () => {
  const week = read('period=7')
  expect(week.period).toEqual({ from: '2026-11-21', to: '2026-11-27', preset: '7' })
  expect(writeFilters(week).toString()).toBe('period=7')
  expect(readFilters(writeFilters(week), SHOPS, '2026-11-29').period?.to).toBe('2026-11-28')
})

it.each([
  'shop=x',
  'shop=3',
  'period=fortnight',
  'kind=NO_SUCH',
  'from=2026-11-01',
  'from=2026-13-01&to=2026-13-02',
  'from=2026-11-02&to=2026-11-01',
])('what cannot be read is not chosen: %s', address => {
  expect(isAll(read(address))).toBe(true)
})

it('letters typed on are no steps of the history, other changes are', () => {
  const searched = { ...ALL, text: 'пле' }
  expect(isTypingOn(searched, { text: 'плед' })).toBe(true)
  expect(isTypingOn(ALL, { text: 'п' })).toBe(false)
  expect(isTypingOn(searched, { text: '' })).toBe(false)
  expect(isTypingOn(searched, { kinds: ['title'] })).toBe(false)
})
