import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Slice } from '../core/declare/slices.ts'
import { today } from '../core/declare/slices.ts'
import type { Source } from '../core/declare/source.ts'
import { mapPages, offset, post, withFallback } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import type { RowOf } from '../core/declare/table.ts'
import {
  bool,
  day,
  id as idColumn,
  int,
  real as number,
  optional,
  table,
  text,
} from '../core/declare/table.ts'
import { block, count, flag, id, list, real, text as word } from '../core/parse/fields.ts'
import { addDays } from '../core/parse/time.ts'
import { isLean, leanWithBase } from './fields.ts'
import { PRODUCTS, totalsOrder } from './funnel/step.ts'

const LIMIT = 1000
/** Days before the reading whose feedbacks are counted. */
const COUNTED = 30

const ratings = table('fact_wb_item_ratings', {
  store: 'facts',
  key: ['nm_id', 'dt'],
  day: 'dt',
  grain:
    'How one card was rated on one day, as last read; days on which the app did not run are absent, since the marketplace keeps no history. Feedbacks are those of the 30 days before it.',
  columns: {
    nm_id: idColumn(),
    dt: day(),
    vendor_code: optional(text()),
    /** The card, 0 to 10, by its content. */
    card_rating: optional(number()),
    /** Stars of buyers, 1 to 5. */
    feedback_rating: optional(number()),
    /** Percents of the cards of other sellers in the category that are rated lower. */
    feedback_percentile: optional(number()),
    feedbacks: optional(int()),
    five_star: optional(int()),
    four_star: optional(int()),
    three_star: optional(int()),
    two_star: optional(int()),
    one_star: optional(int()),
    /** Feedbacks that the rating leaves out. */
    disqualified: optional(int()),
    /** Hidden from the catalogue because of its rating. */
    is_shadowed: optional(bool()),
    has_pinned_feedback: optional(bool()),
  },
})

const seller = table('fact_wb_seller_rating', {
  store: 'facts',
  key: ['dt'],
  day: 'dt',
  grain: 'How the seller was rated on one day, as last read. Feedbacks are those of the 30 days before it.',
  columns: {
    dt: day(),
    rating: optional(number()),
    feedbacks: optional(int()),
    /** All that the seller ever had. */
    feedbacks_total: optional(int()),
  },
})

const counted = block({ current: count })
const RatingsPage = z.object({
  data: z.object({
    sellerRating: block({ current: real }),
    feedbackIncrease: block({ current: count, total: count }),
    items: list(
      z.object({
        nmId: id,
        vendorCode: word,
        rating: real,
        feedbackRating: block({ current: real, percentile: real }),
        feedbackCount: counted,
        fiveStar: counted,
        fourStar: counted,
        threeStar: counted,
        twoStar: counted,
        oneStar: counted,
        disqualified: count,
        isShadowed: flag,
        pinnedFeedback: flag,
      }),
    ),
  }),
})

interface Page {
  readonly cards: readonly Omit<RowOf<typeof ratings>, 'dt'>[]
  readonly seller: Omit<RowOf<typeof seller>, 'dt'> | null
}

const current = mapPages(
  post(HOST.analytics)('/api/analytics/v2/item-rating', {
    shape: RatingsPage,
    body: ({ to }: Slice) => ({
      currentPeriod: { start: addDays(to, -COUNTED), end: addDays(to, -1) },
      orderBy: { field: 'feedbackCount', mode: 'desc' },
      limit: LIMIT,
      offset: 0,
    }),
    next: offset(page => page.data.items),
  }),
  ({ data }): Page => ({
    cards: data.items.map(item => ({
      nm_id: item.nmId,
      vendor_code: item.vendorCode,
      card_rating: item.rating,
      feedback_rating: item.feedbackRating?.current ?? null,
      feedback_percentile: item.feedbackRating?.percentile ?? null,
      feedbacks: item.feedbackCount?.current ?? null,
      five_star: item.fiveStar?.current ?? null,
      four_star: item.fourStar?.current ?? null,
      three_star: item.threeStar?.current ?? null,
      two_star: item.twoStar?.current ?? null,
      one_star: item.oneStar?.current ?? null,
      disqualified: item.disqualified,
      is_shadowed: item.isShadowed,
      has_pinned_feedback: item.pinnedFeedback,
    })),
    seller: {
      rating: data.sellerRating?.current ?? null,
      feedbacks: data.feedbackIncrease?.current ?? null,
      feedbacks_total: data.feedbackIncrease?.total ?? null,
    },
  }),
)

const RatedPage = z.object({
  data: z.object({
    products: list(
      z.object({
        product: z.object({ nmId: id, vendorCode: word, productRating: real, feedbackRating: real }),
      }),
    ),
  }),
})

/** The two ratings in the answer of the funnel, which are those of now whatever day is asked. */
const ofFunnel = mapPages(
  post(HOST.analytics)(PRODUCTS, {
    shape: RatedPage,
    body: ({ to }: Slice) => totalsOrder(to),
    next: offset(page => page.data.products),
  }),
  ({ data }): Page => ({
    cards: data.products.map(({ product }) => ({
      nm_id: product.nmId,
      vendor_code: product.vendorCode,
      card_rating: product.productRating,
      feedback_rating: product.feedbackRating,
      feedback_percentile: null,
      feedbacks: null,
      five_star: null,
      four_star: null,
      three_star: null,
      two_star: null,
      one_star: null,
      disqualified: null,
      is_shadowed: null,
      has_pinned_feedback: null,
    })),
    seller: null,
  }),
)

/** What a Base token gets is the first page, with the cards most looked at: the next one is half an hour away, and would be asked from the start again. */
const ofFunnelInReach: Source<Page> = {
  ...ofFunnel,
  async *read(context, slice) {
    for await (const page of ofFunnel.read(context, slice)) {
      yield page
      if (isLean(slice)) return
    }
  },
}

const asOfToday = stream({
  id: 'wb.ratings.cards',
  into: [ratings, seller],
  slices: leanWithBase(today()),
  source: withFallback(current, ofFunnelInReach, ({ cards }) => cards.length > 0, ['token_type']),
  rows: ({ cards, seller: own }, { to: dt }) => ({
    fact_wb_item_ratings: cards.map(card => ({ ...card, dt })),
    fact_wb_seller_rating: own === null ? [] : [{ ...own, dt }],
  }),
})

export const ratingsTables = [ratings, seller] as const
export const ratingsStep = step('wb.ratings', { lane: 'main', refresh: 'daily' }, [asOfToday])
