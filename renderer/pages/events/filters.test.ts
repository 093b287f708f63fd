import { expect, it } from 'vitest'
import { type Filters, isAll, queryOf, readFilters, writeFilters } from './filters.ts'

const read = (address: string) => readFilters(new URLSearchParams(address))
const ALL: Filters = { shop: null, types: [], from: null, to: null, text: '' }

it('an address that says nothing asks for all', () => {
  expect(read('')).toEqual(ALL)
  expect(isAll(ALL)).toBe(true)
  expect(queryOf(ALL, null)).toEqual({
    shopIds: null,
    types: null,
    from: null,
    to: null,
    text: '',
    before: null,
  })
})

it('filters go into the address and come out of it', () => {
  const filters: Filters = {
    shop: 2,
    types: ['OZON_SEO_CHANGE', 'CONTENT_PHOTO_ADDED'],
    from: '2026-11-01',
    to: '2026-11-18',
    text: 'плед & ко',
  }
  expect(read(writeFilters(filters).toString())).toEqual(filters)
  expect(isAll(filters)).toBe(false)
  expect(queryOf(filters, 7)).toMatchObject({ shopIds: [2], types: filters.types, before: 7 })
})

it.each([
  'shop=x',
  'type=NO_SUCH',
  'from=2026-11-01',
  'from=2026-13-01&to=2026-13-02',
  'from=2026-11-02&to=2026-11-01',
])('what cannot be read is not chosen: %s', address => {
  expect(isAll(read(address))).toBe(true)
})
