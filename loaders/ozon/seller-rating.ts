import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { days, today } from '../core/declare/slices.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, optional, real, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'
import { endOfDay, moscowDay, startOfDay } from '../core/parse/time.ts'

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

const ratingHistory = table('fact_ozon_seller_rating_history', {
  store: 'facts',
  key: ['rating', 'dt'],
  day: 'dt',
  grain:
    'One rating of the seller as it was counted on a day, with the thresholds of Ozon; `dt` is the last day that it counts.',
  columns: {
    rating: text(),
    dt: day(),
    counted_from: optional(day()),
    value: optional(real()),
    is_danger: optional(bool()),
    is_warning: optional(bool()),
    is_premium: optional(bool()),
    danger_threshold: optional(real()),
    warning_threshold: optional(real()),
    premium_threshold: optional(real()),
  },
})

/** The ratings that have a history (ozon.md 5 step 9). */
const RATINGS = [
  'rating_on_time',
  'rating_review_avg_score_total',
  'rating_ssl',
  'rating_on_time_supply_delivery',
  'rating_order_accuracy',
  'rating_on_time_supply_cancellation',
  'rating_reaction_time',
  'rating_average_response_time',
  'rating_replied_dialogs_ratio',
  'rating_general_indicator_fbs_rfbs',
  'rating_price_green',
  'rating_price_yellow',
  'rating_price_red',
  'rating_price_super',
] as const

const HistoryPage = z.object({
  ratings: shape.list(
    z.object({
      rating: shape.name,
      danger_threshold: shape.real,
      warning_threshold: shape.real,
      premium_threshold: shape.real,
      values: shape.list(
        z.object({
          date_from: shape.time,
          date_to: shape.time,
          value: shape.real,
          status: shape.block({ danger: shape.flag, warning: shape.flag, premium: shape.flag }),
        }),
      ),
    }),
  ),
})

const history = stream({
  id: 'ozon.seller_rating.history',
  into: [ratingHistory],
  // More than about thirty days at once are refused.
  slices: days(28, { first: 365, again: 7 }),
  source: post(HOST.seller)('/v1/rating/history', {
    shape: HistoryPage,
    body: ({ from, to }) => ({ date_from: startOfDay(from), date_to: endOfDay(to), ratings: RATINGS }),
  }),
  rows: (page, { from, to }) => ({
    fact_ozon_seller_rating_history: page.ratings.flatMap(({ rating, values, ...thresholds }) =>
      values.flatMap(({ date_from, date_to, value, status }) => {
        const dt = date_to === null ? null : moscowDay(date_to)
        if (dt === null || dt < from || dt > to) return []
        return [
          {
            rating,
            dt,
            counted_from: date_from === null ? null : moscowDay(date_from),
            value,
            is_danger: status?.danger ?? null,
            is_warning: status?.warning ?? null,
            is_premium: status?.premium ?? null,
            ...thresholds,
          },
        ]
      }),
    ),
  }),
  write: { mode: 'replace' },
  // How far back it answers is not documented.
  optional: true,
})

const taxes = table('fact_ozon_seller_taxes', {
  store: 'facts',
  key: ['dt'],
  day: 'dt',
  grain: 'What Ozon knows of the seller for taxes on a day. Names and tax numbers are not stored.',
  columns: {
    dt: day(),
    /** `OSNO`, `USN`, `NPD`, `AUSN` or `PSN`. */
    tax_system: optional(text()),
    ownership_form: optional(text()),
    country: optional(text()),
    currency_code: optional(text()),
  },
})

const InfoPage = z.object({
  company: shape.block({
    tax_system: shape.text,
    ownership_form: shape.text,
    country: shape.text,
    currency: shape.text,
  }),
})
const TAX_SYSTEMS = new Set(['UNKNOWN', 'UNSPECIFIED', 'OSNO', 'USN', 'NPD', 'AUSN', 'PSN'])

const company = stream({
  id: 'ozon.seller_rating.company',
  into: [taxes],
  slices: today(),
  source: post(HOST.seller)('/v1/seller/info', { shape: InfoPage, body: () => ({}) }),
  rows: ({ company: of }, { to: dt }, context) => ({
    fact_ozon_seller_taxes: of
      ? [
          {
            dt,
            tax_system: shape.known(context, 'tax system', of.tax_system, TAX_SYSTEMS),
            ownership_form: of.ownership_form,
            country: of.country,
            currency_code: of.currency,
          },
        ]
      : [],
  }),
})

export const sellerRatingTables = [sellerRating, sellerStatus, ratingHistory, taxes] as const
export const sellerRatingStep = step('ozon.seller_rating', { lane: 'main', refresh: 'daily' }, [
  summary,
  history,
  company,
])
