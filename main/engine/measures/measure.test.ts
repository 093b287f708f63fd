import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addDays, daysBetween } from '#contract/days.ts'
import { GRAINS, MEASURE_IDS, ReportQuery } from '#contract/report.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { bucketsOf } from './buckets.ts'
import { MEASURES } from './catalogue.ts'
import { comparedOf } from './compared.ts'
import { measureList } from './list.ts'
import { familyOf, quotient, resultOf, sumsOf } from './measure.ts'

const infos = new Map(measureList().map(info => [info.id, info]))

describe('a measure', () => {
  it('is of one family, whatever it is made of', () => {
    for (const id of MEASURE_IDS)
      expect(new Set(sumsOf(MEASURES[id]).map(({ base }) => base.family)), id).toEqual(
        new Set([familyOf(MEASURES[id])]),
      )
  })

  it('is told by a marketplace, with streams that are loaded there', () => {
    for (const { id, marketplaces } of infos.values()) {
      expect(marketplaces.length, id).toBeGreaterThan(0)
      for (const { marketplace, streams } of marketplaces) {
        const declared = marketplaceOf(marketplace).steps.flatMap(step => step.streams.map(one => one.id))
        expect(declared, id).toEqual(expect.arrayContaining(streams))
      }
    }
  })

  it('that is a ratio adds up over nothing, and a state not over days', () => {
    expect(infos.get('drr')).toMatchObject({ additivity: 'non-additive', unit: 'percent' })
    expect(infos.get('stock')).toMatchObject({ additivity: 'semi-additive', family: 'state' })
    expect(infos.get('accrued')).toMatchObject({ additivity: 'additive', family: 'money', unit: 'money' })
  })

  it('can be cut by what the rows of each of its parts tell', () => {
    expect(infos.get('ad_spend')?.dimensions).toEqual(['shop', 'marketplace', 'campaign'])
    expect(infos.get('cancel_rate')?.dimensions).toEqual(['shop', 'marketplace', 'product'])
    expect(infos.get('accrued')?.dimensions).toEqual(['shop', 'marketplace', 'product', 'line'])
    expect(infos.get('total_drr')?.dimensions).toEqual(['shop', 'marketplace'])
  })

  it('is divided to hundredths of a percent or to whole kopecks, and by nothing not at all', () => {
    expect([quotient(1, 3, 'percent'), quotient(200, 3, 'money')]).toEqual([33.33, 67])
    expect([quotient(1, 0, 'percent'), quotient(0, 0, 'money'), quotient(1, -1, 'percent')]).toEqual([
      null,
      null,
      null,
    ])
    const [part] = sumsOf(MEASURES.accrued_share)
    expect(resultOf(MEASURES.accrued_share, sum => (sum === part ? 1 : 4))).toBe(25)
  })
})

const day = fc.integer({ min: 0, max: 1500 }).map(days => addDays('2023-12-01', days))
const period = fc
  .tuple(day, fc.integer({ min: 0, max: 400 }))
  .map(([from, length]) => ({ from, to: addDays(from, length) }))

describe('spans of a period', () => {
  test('follow each other without a day between them, each within its own', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GRAINS), period, (grain, of) => {
        const buckets = bucketsOf(grain, of)
        expect([buckets[0]?.from, buckets.at(-1)?.to]).toEqual([of.from, of.to])
        for (const [at, { time, from, to }] of buckets.entries()) {
          expect(time <= from && from <= to).toBe(true)
          if (at > 0) expect([from, time]).toEqual([addDays(buckets[at - 1]?.to ?? '', 1), from])
          expect(daysBetween(time, to)).toBeLessThanOrEqual({ day: 1, week: 7, month: 31 }[grain])
        }
      }),
    )
    expect(bucketsOf('week', { from: '2026-11-18', to: '2026-11-24' })).toEqual([
      { time: '2026-11-16', from: '2026-11-18', to: '2026-11-22' },
      { time: '2026-11-23', from: '2026-11-23', to: '2026-11-24' },
    ])
    expect(bucketsOf('month', { from: '2026-01-31', to: '2026-03-01' }).map(({ time }) => time)).toEqual([
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ])
  })

  const askedOf = (of: { from: string; to: string }, compare: ReportQuery['compare']) =>
    ReportQuery.parse({
      measures: ['ordered_units'],
      by: [],
      grain: null,
      shopIds: null,
      where: {},
      ...of,
      compare,
      order: null,
      limit: 1,
    })

  test('are compared with spans that follow each other too, and fill the compared period', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...GRAINS),
        fc.constantFrom('previous' as const, 'year' as const),
        period,
        (grain, compare, of) => {
          const compared = comparedOf(askedOf(of, compare))
          const spans = bucketsOf(grain, of).flatMap(bucket => {
            const span = compared?.beside(bucket)
            return span && span.from <= span.to ? [span] : []
          })
          const days = spans.reduce((sum, { from, to }) => sum + daysBetween(from, to), 0)
          expect(days).toBe(Math.max(0, daysBetween(compared?.from ?? '', compared?.to ?? '')))
          if (compare === 'previous') expect(compared?.to).toBe(addDays(of.from, -1))
        },
      ),
    )
  })

  test('of a year before have the end of February for the end of February', () => {
    const beside = (from: string, to: string) => {
      const compared = comparedOf(askedOf({ from, to }, 'year'))
      return [compared?.from, compared?.to]
    }
    expect(beside('2025-02-01', '2025-02-28')).toEqual(['2024-02-01', '2024-02-29'])
    expect(beside('2024-02-01', '2024-02-29')).toEqual(['2023-02-01', '2023-02-28'])
    expect(beside('2024-02-29', '2024-03-31')).toEqual(['2023-03-01', '2023-03-31'])
    expect(beside('2026-11-11', '2026-11-17')).toEqual(['2025-11-11', '2025-11-17'])
  })
})
