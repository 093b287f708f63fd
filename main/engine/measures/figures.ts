import type { Missing } from '#contract/overview.ts'
import type { MeasureId, ReportFigure } from '#contract/report.ts'
import type { Day } from '../../../loaders/core/parse/time.ts'
import { MIXED, ROUBLE } from '../analytics/currency.ts'
import type { Asked, Knowledge, Need, Period } from '../analytics/known.ts'
import { MEASURES } from './catalogue.ts'
import type { Compared } from './compared.ts'
import { type Amount, type Group, lastDay } from './groups.ts'
import { type Base, hasMoney, type Measure, resultOf, type Sum, sumsOf } from './measure.ts'

/** The groups of one base on both sides, by name; `sums` is the order of their sums. */
export interface Side {
  readonly sums: readonly Sum[]
  readonly now: ReadonlyMap<string, Group>
  readonly was: ReadonlyMap<string, Group>
}
export type Sides = ReadonlyMap<Base, Side>

interface Told {
  readonly measures: readonly MeasureId[]
  readonly known: Knowledge
  readonly compared: Compared | null
  readonly today: Day
}
const NONE: Amount = { value: 0, currencies: [] }

/** Tells the figures of a group: of its name, its shops and its days. */
export function figures({ measures, known, compared, today }: Told) {
  const lacks = new Map<string, Pick<ReportFigure, 'missing' | 'previousMissing'>>()

  function lacksOf(id: MeasureId, shops: readonly Asked[], span: Period) {
    const name = `${id} ${shops.map(shop => shop.id).join()} ${span.from} ${span.to}`
    const before = lacks.get(name)
    if (before) return before
    const measure = MEASURES[id]
    const found = {
      missing: missing(measure, shops, span),
      previousMissing: compared
        ? [...missing(measure, shops, compared.beside(span)), ...unfinished(measure, shops, span.to)]
        : [],
    }
    lacks.set(name, found)
    return found
  }

  function missing(measure: Measure, shops: readonly Asked[], { from, to }: Period): Missing[] {
    const last = lastDay(to, today)
    const isState = sumsOf(measure).every(({ base }) => base.family === 'state')
    const needs = [...new Set(sumsOf(measure).flatMap(one => one.needs))]
    return shops.flatMap(shop =>
      known.missingOf(shop, needs, isState ? { from: last, to: last } : { from, to }),
    )
  }
  /** What is told by days only cannot be compared up to an instant. */
  function unfinished(measure: Measure, shops: readonly Asked[], to: Day): Missing[] {
    const byDays = new Set<Need>(sumsOf(measure).flatMap(({ base, needs }) => (base.timed ? [] : needs)))
    return shops.flatMap(shop => known.unfinishedOf(shop, [...byDays], to))
  }

  return (name: string, sides: Sides, shops: readonly Asked[], span: Period): ReportFigure[] =>
    measures.map(id => {
      const measure = MEASURES[id]
      const amountOf = (of: 'now' | 'was') => (one: Sum) => {
        const side = sides.get(one.base)
        return side?.[of].get(name)?.sums[side.sums.indexOf(one)] ?? NONE
      }
      const currenciesOf = (...of: ('now' | 'was')[]) =>
        new Set(
          of.flatMap(side =>
            sumsOf(measure).flatMap(one => (one.unit === 'money' ? amountOf(side)(one).currencies : [])),
          ),
        )
      const current = currenciesOf('now')
      const lacked = lacksOf(id, shops, span)
      const missing = [...lacked.missing, ...(current.size > 1 ? [MIXED] : [])]
      const previousMissing = [
        ...lacked.previousMissing,
        ...(compared !== null && currenciesOf('now', 'was').size > 1 ? [MIXED] : []),
      ]
      const value = (of: 'now' | 'was', lacking: readonly Missing[]) =>
        shops.length > 0 && lacking.length === 0 ? resultOf(measure, one => amountOf(of)(one).value) : null
      return {
        value: value('now', missing),
        previous: compared === null ? null : value('was', previousMissing),
        missing,
        previousMissing,
        currency:
          hasMoney(measure) && measure.unit === 'money' && current.size < 2
            ? ([...current][0] ?? ROUBLE)
            : null,
      }
    })
}
