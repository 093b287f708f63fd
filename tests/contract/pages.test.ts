import { expect, it } from 'vitest'
import { declaredPages } from '../support/pages.ts'

const pages = await declaredPages()

it('without a shop there are only the list of shops, the settings, and the wizard that all others lead to', () => {
  const paths = pages.filter(({ withoutShop, unguarded }) => withoutShop || unguarded).map(({ path }) => path)
  expect(paths.sort()).toEqual(['/settings', '/shops', '/welcome'])
})

it('no two pages have one address', () => {
  expect(pages.length).toBeGreaterThan(7)
  expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length)
})
