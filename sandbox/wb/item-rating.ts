import { z } from 'zod'
import type { Handler } from './call.ts'
import { day, ok, read } from './call.ts'
import { badRequest } from './errors.ts'
import { isTrashed } from './world/cards.ts'
import { ratingOf, sellerRatingOf, starsOf } from './world/ratings.ts'

/** Days before yesterday that a period may begin with. */
const DAYS = 364
const period = z.object({ start: day, end: day })
const request = z.object({
  currentPeriod: period,
  pastPeriod: period.optional(),
  nmIds: z.array(z.number()).max(50).default([]),
  orderBy: z.object({ field: z.string(), mode: z.enum(['asc', 'desc']) }),
  limit: z.number().int().min(1).max(1000).default(100),
  offset: z.number().int().min(0),
})

const changed = (current: number) => ({ current, dynamics: 3 })

/** POST /api/analytics/v2/item-rating: ratings of now, feedbacks of the period, for Personal and Service tokens. */
export const itemRating: Handler = ({ shop, body, host }) => {
  const { currentPeriod, nmIds, limit, offset } = read(request, body, host)
  const { today, now, list, market } = shop.world()
  const { start, end } = currentPeriod
  if (start > end || start < today - 1 - DAYS || end > today) throw badRequest(host, 'invalid currentPeriod')
  const rated = list()
    .filter(card => !isTrashed(card, now))
    .map(card => ({
      card,
      rating: ratingOf(market, card, today),
      stars: starsOf(market, card, [start, end], now),
    }))
  const total = rated.flatMap(({ stars }) => stars).reduce((sum, stars) => sum + stars, 0)
  const star = { ...changed(1), total: 20 }
  return ok({
    data: {
      sellerRating: { current: sellerRatingOf(rated.map(({ rating }) => rating)), dynamics: 0.03 },
      feedbackIncrease: {
        current: total,
        total: total + 1000,
        dynamics: 23,
        fiveStar: star,
        fourStar: star,
        threeStar: star,
        twoStar: star,
        oneStar: star,
      },
      items: rated
        .filter(({ card }) => nmIds.length === 0 || nmIds.includes(card.nmId))
        .slice(offset, offset + limit)
        .map(({ card, rating, stars }) => {
          const [five, four, three, two, one] = stars
          return {
            nmId: card.nmId,
            title: card.title,
            vendorCode: card.vendorCode,
            subjectId: card.subjectId,
            subjectName: card.subject,
            brandName: card.brand,
            tagName: '',
            tagId: 0,
            pinnedFeedback: card.index % 8 === 3,
            rating: rating.card,
            feedbackRating: { current: rating.feedback, dynamics: 0.31, percentile: (card.index * 7) % 100 },
            feedbackCount: changed(five + four + three + two + one),
            fiveStar: changed(five),
            fourStar: changed(four),
            threeStar: changed(three),
            twoStar: changed(two),
            oneStar: changed(one),
            disqualified: rating.disqualified,
            isShadowed: rating.shadowed,
          }
        }),
    },
  })
}
