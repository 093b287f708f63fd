import { expect, it } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import { readPlace, writePlace } from './address.ts'

const TODAY = '2026-11-24'
const SHOPS = [{ id: 1 }, { id: 2 }] as unknown as readonly Shop[]
const read = (address: string) => readPlace(new URLSearchParams(address), SHOPS, TODAY, '2025-11-29')

it('an address that says nothing is all shops over thirty whole days', () => {
  expect(read('')).toEqual({
    shop: null,
    period: { from: '2026-10-25', to: '2026-11-23', preset: '30' },
    grain: null,
  })
})

it.each([
  'shop=2&period=7',
  'shop=all&period=last_quarter&by=week',
  'shop=1&from=2026-01-01&to=2026-01-31&by=day',
])('what is looked at goes into the address and comes out of it: %s', address => {
  expect(writePlace(read(address)).toString()).toBe(address)
})

it.each(['shop=77', 'shop=x', 'shop='])('a shop that is not there is not looked at: %s', address => {
  expect(read(address).shop).toBeNull()
})

it('what cannot be read is as usual, and the rest still counts', () => {
  expect(read('shop=2&period=century&by=hour')).toMatchObject({
    shop: { id: 2 },
    period: { preset: '30' },
    grain: null,
  })
})
