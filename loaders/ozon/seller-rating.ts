import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { today } from '../core/declare/slices.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, optional, real, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'
import { moscowDay } from '../core/parse/time.ts'

const sellerRating = table('fact_ozon_seller_rating', {
  store: 'facts',
  key: ['rating', 'dt'],
  day: 'dt',
  grain: 'One rating of the seller on a day.',
  columns: {
    /** The code of the rating: `rating_review_avg_score_total`. */
    rating: text(),
    dt: day(),
    rating_name: optional(text()),
    group_name: optional(text()),
    rating_value: optional(real()),
    past_value: optional(real()),
    value_type: optional(text()),
    rating_direction: optional(text()),
    rating_status: optional(text()),
    change_direction: optional(text()),
    change_meaning: optional(text()),
  },
})

const sellerStatus = table('fact_ozon_seller_status', {
  store: 'facts',
  key: ['dt'],
  day: 'dt',
  grain: 'What Ozon says of the seller as a whole on a day: share of local sales, penalty, plan.',
  columns: {
    dt: day(),
    /** Null without sales in the last 14 days. */
    localization_percentage: optional(real()),
    localization_date: optional(day()),
    penalty_score_exceeded: optional(bool()),
    premium: optional(bool()),
    premium_plus: optional(bool()),
  },
})

const Localization = z.object({ calculation_date: shape.time, localization_percentage: shape.real })
/** A text, or an object with a key (ozon.md 5 step 9). */
const Word = z.preprocess(
  value =>
    typeof value === 'object' && value !== null
      ? ((value as { key?: unknown; status?: unknown }).key ??
        (value as { status?: unknown }).status ??
        value)
      : value,
  shape.text,
)
const RatingPage = z.object({
  groups: shape.list(
    z.object({
      group_name: shape.text,
      items: shape.list(
        z.object({
          name: shape.text,
          rating: shape.text,
          current_value: shape.real,
          past_value: shape.real,
          value_type: shape.text,
          rating_direction: shape.text,
          status: Word,
          change: shape.block({ direction: shape.text, meaning: shape.text }),
        }),
      ),
    }),
  ),
  // An object in real responses, a list in the specification (ozon.md 9).
  localization_index: z.preprocess(
    value => (Array.isArray(value) || shape.isNothing(value) ? value : [value]),
    shape.list(Localization),
  ),
  penalty_score_exceeded: shape.flag,
  premium: shape.flag,
  premium_plus: shape.flag,
})

const TYPES = new Set(['INDEX', 'PERCENT', 'TIME', 'RATIO', 'REVIEW_SCORE', 'COUNT', 'UNKNOWN_VALUE'])
const STATUSES = new Set(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN_STATUS'])

const summary = stream({
  id: 'ozon.seller_rating.summary',
  into: [sellerRating, sellerStatus],
  slices: today(),
  source: post(HOST.seller)('/v1/rating/summary', { shape: RatingPage, body: () => ({}) }),
  rows: (page, { to: dt }, context) => {
    const dated = (one: z.output<typeof Localization>) => one.calculation_date ?? ''
    const newest = [...page.localization_index].sort((a, b) => (dated(a) < dated(b) ? 1 : -1))[0]
    return {
      fact_ozon_seller_rating: page.groups.flatMap(group =>
        group.items.map(item => ({
          rating: item.rating ?? item.name ?? '',
          dt,
          rating_name: item.name,
          group_name: group.group_name,
          rating_value: item.current_value,
          past_value: item.past_value,
          value_type: shape.known(context, 'rating value type', item.value_type, TYPES),
          rating_direction: item.rating_direction,
          rating_status: shape.known(context, 'rating status', item.status, STATUSES),
          change_direction: item.change?.direction ?? null,
          change_meaning: item.change?.meaning ?? null,
        })),
      ),
      fact_ozon_seller_status: [
        {
          dt,
          localization_percentage: newest?.localization_percentage ?? null,
          localization_date: newest?.calculation_date ? moscowDay(newest.calculation_date) : null,
          penalty_score_exceeded: page.penalty_score_exceeded,
          premium: page.premium,
          premium_plus: page.premium_plus,
        },
      ],
    }
  },
})

export const sellerRatingTables = [sellerRating, sellerStatus] as const
export const sellerRatingStep = step('ozon.seller_rating', { lane: 'main', refresh: 'daily' }, [summary])
