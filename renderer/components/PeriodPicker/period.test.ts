import { describe, expect, it } from 'vitest'
import { monthOf, PRESETS, periodOf, readPeriod, typedDay, writePeriod } from './period.ts'

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
