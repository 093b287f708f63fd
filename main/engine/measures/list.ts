import { MARKETPLACE_NAMES } from '#contract/marketplaces/index.ts'
import { DIMENSIONS, MEASURE_IDS, type MeasureInfo } from '#contract/report.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { MEASURES } from './catalogue.ts'
import { additivityOf, canBeCut, familyOf, needsOf } from './measure.ts'

/** What each measure is, in their order. A marketplace is listed if it tells all that the measure needs. */
export const measureList = (): MeasureInfo[] =>
  MEASURE_IDS.map(id => {
    const measure = MEASURES[id]
    return {
      id,
      unit: measure.unit,
      family: familyOf(measure),
      additivity: additivityOf(measure),
      good: measure.good,
      dimensions: DIMENSIONS.filter(one => canBeCut(measure, one)),
      marketplaces: MARKETPLACE_NAMES.flatMap(marketplace => {
        const datasets = needsOf(measure).map(need => marketplaceOf(marketplace).figures[need])
        const streams = datasets.flatMap(dataset => dataset?.streams ?? [])
        return datasets.includes(null) ? [] : [{ marketplace, streams: [...new Set(streams)] }]
      }),
    }
  })
