import { expect, it } from 'vitest'
import { type Filters, isAll, isTypingOn, queryOf, readFilters, writeFilters } from './filters.ts'

const read = (address: string) => readFilters(new URLSearchParams(address))
const ALL: Filters = { shop: null, kinds: [], from: null, to: null, text: '' }

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
    from: '2026-11-01',
    to: '2026-11-18',
    text: 'плед & ко',
  }
  expect(read(writeFilters(filters).toString())).toEqual(filters)
  expect(isAll(filters)).toBe(false)
  expect(queryOf(filters, 7)).toMatchObject({ shopIds: [2], kinds: filters.kinds, before: 7 })
})

it.each([
  'shop=x',
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
