import { KindError } from '#contract/errors.ts'
import { DIMENSIONS, type Dimension, type ReportQuery } from '#contract/report.ts'
import { daysBetween } from '../../../loaders/core/parse/time.ts'
import { MEASURES } from './catalogue.ts'
import { canBeCut } from './measure.ts'

/** Refuses a question without an answer: `no_such_cut` for a measure whose rows a dimension does not have, `uneven_periods` where spans have no counterpart. */
export function checkQuestion({ measures, by, where, grain, from, to, compare }: ReportQuery): void {
  const cuts: readonly Dimension[] = [...by, ...DIMENSIONS.filter(one => one !== 'shop' && where[one])]
  for (const id of measures)
    for (const cut of cuts)
      if (!canBeCut(MEASURES[id], cut)) throw new KindError('no_such_cut', `${id}, ${cut}`)
  const isUneven =
    compare !== null &&
    typeof compare === 'object' &&
    daysBetween(compare.from, compare.to) !== daysBetween(from, to)
  if (isUneven && grain !== null) throw new KindError('uneven_periods')
}
