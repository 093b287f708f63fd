import { describe, expect, it } from 'vitest'
import {
  canBeKnown,
  monthOf,
  PRESETS,
  periodOf,
  readPeriod,
  typedDay,
  typedPeriod,
  writePeriod,
} from './period.ts'

const TODAY = '2026-11-24'
const FIRST = '2025-11-29'
const of = (preset: (typeof PRESETS)[number], today = TODAY) => periodOf(preset, today, FIRST)
const read = (address: string) => readPeriod(new URLSearchParams(address), TODAY, FIRST)

describe('a preset', () => {
  it('of so many days is of whole days: it ends yesterday', () => {
    expect(of('7')).toEqual({ from: '2026-11-17', to: '2026-11-23' })
    expect(of('30')).toEqual({ from: '2026-10-25', to: '2026-11-23' })
    expect(of('90')).toEqual({ from: '2026-08-26', to: '2026-11-23' })
  })
  it('of one day is that day', () => {
    expect(of('today')).toEqual({ from: TODAY, to: TODAY })
    expect(of('yesterday')).toEqual({ from: '2026-11-23', to: '2026-11-23' })
  })
  it('of the calendar runs until today, or is whole', () => {
    expect(of('month')).toEqual({ from: '2026-11-01', to: TODAY })
    expect(of('last_month')).toEqual({ from: '2026-10-01', to: '2026-10-31' })
    expect(of('quarter')).toEqual({ from: '2026-10-01', to: TODAY })
    expect(of('last_quarter')).toEqual({ from: '2026-07-01', to: '2026-09-30' })
    expect(of('year')).toEqual({ from: '2026-01-01', to: TODAY })
    expect(of('last_year')).toEqual({ from: '2025-01-01', to: '2025-12-31' })
  })
  it('goes over the turn of a year and of a leap February', () => {
    expect(of('last_month', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' })
    expect(of('last_quarter', '2026-03-31')).toEqual({ from: '2025-10-01', to: '2025-12-31' })
    expect(of('last_month', '2028-03-01')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
    expect(monthOf('2026-01-31', -1)).toBe('2025-12-01')
    expect(monthOf('2026-12-31', 1)).toBe('2027-01-01')
  })
  it('of everything begins with the first day that has data, or with the year as long as none is known', () => {
    expect(of('all')).toEqual({ from: FIRST, to: TODAY })
    expect(periodOf('all', TODAY, null)).toEqual({ from: '2026-01-01', to: TODAY })
  })
})

describe('a period in an address', () => {
  it('is a preset or a pair of days', () => {
    expect(read('period=7')).toEqual({ from: '2026-11-17', to: '2026-11-23', preset: '7' })
    expect(read('from=2026-01-01&to=2026-01-31')).toEqual({
      from: '2026-01-01',
      to: '2026-01-31',
      preset: null,
    })
  })
  it('comes out of it as it was put in', () => {
    for (const preset of PRESETS) {
      const chosen = { ...of(preset), preset }
      expect(read(new URLSearchParams(writePeriod(chosen)).toString())).toEqual(chosen)
    }
    const own = { from: '2026-02-01', to: '2026-02-03', preset: null }
    expect(read(new URLSearchParams(writePeriod(own)).toString())).toEqual(own)
  })
  it.each([
    '',
    'period=century',
    'from=2026-02-01&to=2026-01-01',
    'from=2026-02-30&to=2026-03-01',
    'from=2026-99-99&to=2026-99-99',
    'from=2026-11-01',
    'from=2026-11-01&to=2026-11-25',
  ])('is none where nothing readable stands: %s', address => {
    expect(read(address)).toBeNull()
  })
})

describe('a day that is typed', () => {
  it.each([
    ['28.11.2026', '2026-11-28'],
    [' 28.11.26 ', '2026-11-28'],
    ['1.2.2026', '2026-02-01'],
    ['28 11 2026', '2026-11-28'],
    ['28/11/2026', '2026-11-28'],
    ['2026-11-28', '2026-11-28'],
  ])('%s is understood', (text, day) => {
    expect(typedDay(text)).toBe(day)
  })
  it.each(['', '28', '28.11', '31.02.2026', '00.01.2026', '1.13.2026', 'ноября', '28.11.202'])(
    '«%s» is none',
    text => {
      expect(typedDay(text)).toBeNull()
    },
  )
})

describe('two days that are typed', () => {
  const typed = (from: string, to: string, first: string | null = FIRST) =>
    typedPeriod({ from, to }, TODAY, first)

  it('are a period from the first day with data up to today', () => {
    expect(typed('29.11.2025', '24.11.2026')).toEqual({ from: FIRST, to: TODAY })
    expect(typed('24.11.2026', '24.11.2026')).toEqual({ from: TODAY, to: TODAY })
    expect(typed('01.01.2000', '02.01.2000', null)).toEqual({ from: '2000-01-01', to: '2000-01-02' })
  })
  it.each([
    ['', '24.11.2026', 'invalid'],
    ['01.11.2026', '31.11.2026', 'invalid'],
    ['24.11.2026', '23.11.2026', 'invalid.order'],
    ['24.11.2026', '25.11.2026', 'invalid.future'],
    ['28.11.2025', '24.11.2026', 'invalid.first'],
  ])('are none: %s to %s', (from, to, misfit) => {
    expect(typed(from, to)).toBe(misfit)
  })
})

it('of a period that ends before the first day with data nothing can be known', () => {
  expect(canBeKnown({ from: '2025-01-01', to: FIRST }, FIRST)).toBe(true)
  expect(canBeKnown({ from: '2025-01-01', to: '2025-11-28' }, FIRST)).toBe(false)
  expect(canBeKnown({ from: '2025-01-01', to: '2025-11-28' }, null)).toBe(true)
})
