import { expect, it } from 'vitest'
import { stepTo } from './points.ts'

it('arrows walk over the points and stop at both ends', () => {
  expect(stepTo('ArrowRight', 3, 10)).toBe(4)
  expect(stepTo('ArrowLeft', 3, 10)).toBe(2)
  expect(stepTo('ArrowRight', 9, 10)).toBe(9)
  expect(stepTo('ArrowLeft', 0, 10)).toBe(0)
  expect(stepTo('PageDown', 3, 10)).toBe(0)
  expect(stepTo('PageUp', 3, 10)).toBe(9)
  expect(stepTo('Home', 3, 10)).toBe(0)
  expect(stepTo('End', 3, 10)).toBe(9)
})

it('the walk begins at the end that the arrow comes from, and Escape ends it', () => {
  expect(stepTo('ArrowLeft', null, 10)).toBe(9)
  expect(stepTo('ArrowRight', null, 10)).toBe(0)
  expect(stepTo('Escape', 3, 10)).toBeNull()
  expect(stepTo('Escape', null, 10)).toBeUndefined()
})

it('other keys, and a chart without points, are left alone', () => {
  expect(stepTo('Tab', 3, 10)).toBeUndefined()
  expect(stepTo('Home', null, 0)).toBeUndefined()
})
