import { expect, it } from 'vitest'
import { markupOf } from '../../markup.tsx'
import { Change } from './Change.tsx'

const moodOf = (direction: 'up' | 'down' | 'same', better: 'up' | 'down' | null) =>
  /data-mood="(\w+)"/.exec(
    markupOf(<Change delta={{ direction, size: 5 }} unit="percent" better={better} />),
  )?.[1]

it('a move the better way is green, the other way red, and without a better way neither', () => {
  expect(moodOf('up', 'up')).toBe('good')
  expect(moodOf('down', 'up')).toBe('bad')
  expect(moodOf('down', 'down')).toBe('good')
  expect(moodOf('up', 'down')).toBe('bad')
  for (const direction of ['up', 'down', 'same'] as const) expect(moodOf(direction, null)).toBe('even')
  expect(moodOf('same', 'up')).toBe('even')
})

it('its size is in percent, or in points for a ratio, and a screen reader gets it with its direction', () => {
  const said = (unit: 'percent' | 'points') =>
    markupOf(<Change delta={{ direction: 'down', size: 1.44 }} unit={unit} better="down" />)
  expect(said('percent')).toContain('aria-label="меньше на 1,4 %"')
  expect(said('points')).toContain('aria-label="меньше на 1,4 п. п."')
})
