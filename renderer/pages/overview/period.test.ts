import { describe, expect, it } from 'vitest'
import { periodOf, readPeriod } from './period.ts'

const today = '2026-11-24'
const read = (address: string) => readPeriod(new URLSearchParams(address), today)

describe('a preset', () => {
  it('counts today among its days', () => {
    expect(periodOf('today', today)).toEqual({ from: today, to: today })
    expect(periodOf('yesterday', today)).toEqual({ from: '2026-11-23', to: '2026-11-23' })
    expect(periodOf('7', today)).toEqual({ from: '2026-11-18', to: today })
    expect(periodOf('90', today)).toEqual({ from: '2026-08-27', to: today })
  })
})

describe('a period in an address', () => {
  it('is a preset or a pair of days', () => {
    expect(read('period=7')).toEqual({ from: '2026-11-18', to: today, preset: '7' })
    expect(read('from=2026-01-01&to=2026-01-31')).toEqual({
      from: '2026-01-01',
      to: '2026-01-31',
      preset: null,
    })
  })
  it('is 30 days where nothing readable stands', () => {
    for (const address of [
      '',
      'period=year',
      'from=2026-02-01&to=2026-01-01',
      'from=2026-99-99&to=2026-99-99',
    ])
      expect(read(address)).toEqual({ from: '2026-10-26', to: today, preset: '30' })
  })
})
