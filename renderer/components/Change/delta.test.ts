import { describe, expect, it } from 'vitest'
import { deltaOf } from './delta.ts'

describe('the move of a figure', () => {
  it('is in percent of the previous one', () => {
    expect(deltaOf(150, 100, 'percent')).toEqual({ direction: 'up', size: 50 })
    expect(deltaOf(75, 100, 'percent')).toEqual({ direction: 'down', size: 25 })
    expect(deltaOf(-50, -100, 'percent')).toEqual({ direction: 'up', size: 50 })
  })
  it('is in points for a share', () => {
    expect(deltaOf(12.5, 10, 'points')).toEqual({ direction: 'up', size: 2.5 })
    expect(deltaOf(0, 10, 'points')).toEqual({ direction: 'down', size: 10 })
  })
  it('is unknown against a zero, and when either figure is unknown', () => {
    expect(deltaOf(5, 0, 'percent')).toBeNull()
    expect(deltaOf(null, 5, 'percent')).toBeNull()
    expect(deltaOf(5, null, 'points')).toBeNull()
  })
  it('of a share against zero is still a move', () => {
    expect(deltaOf(5, 0, 'points')).toEqual({ direction: 'up', size: 5 })
  })
  it('that would be shown as 0,0 is no change', () => {
    expect(deltaOf(100_001, 100_000, 'percent')).toEqual({ direction: 'same', size: 0 })
  })
})
