import { z } from 'zod'
import { dayString, endOfDay, moscowDay, startOfDay, utcMillis } from '../clock.ts'
import { groupBy } from '../group.ts'
import { badRequest, ok } from '../http.ts'
import { random } from '../random.ts'
import type { Handler } from './call.ts'
import { id, instant, read } from './call.ts'
import type { Rating } from './world/ratings.ts'

const change = (r: Rating) => {
  if (r.value === r.past) return { direction: 'DIRECTION_NONE', meaning: 'MEANING_NONE' }
  const rise = r.value > r.past
  const good = rise === (r.direction === 'HIGHER_IS_BETTER')
  return {
    direction: rise ? 'DIRECTION_RISE' : 'DIRECTION_FALL',
    meaning: good ? 'MEANING_GOOD' : 'MEANING_BAD',
  }
}

/** POST /v1/rating/summary: localization_index is an object (ozon.md step 9). */
export const ratingSummary: Handler = ({ shop }) => {
  const world = shop.world()
  const groups = groupBy(world.ratings(world.today), r => r.group)
  return ok({
    groups: [...groups].map(([name, items]) => ({
      group_name: name,
      items: items.map(r => ({
        name: r.name,
        rating: r.code,
        current_value: r.value,
        past_value: r.past,
        value_type: r.valueType,
        rating_direction: r.direction,
        status: r.status,
        change: change(r),
      })),
    })),
    localization_index: {
      localization_percentage: random(world.seed, 16, world.today).int(45, 80),
      calculation_date: `${dayString(world.today - 1)}T00:00:00Z`,
    },
    penalty_score_exceeded: false,
    premium: shop.profile.plan !== 'UNSPECIFIED',
    premium_plus: shop.profile.plan === 'PREMIUM_PLUS',
  })
}

const MOST_DAYS = 31
/** Days that a value is counted over. */
const COUNTED = 30

/** POST /v1/rating/history: a value a day of each rating that is known, for about a month at most. */
export const ratingHistory: Handler = ({ shop, body }) => {
  const request = read(
    z.object({ date_from: instant, date_to: instant, ratings: z.array(z.string()).min(1) }),
    body,
  )
  const world = shop.world()
  const [from, to] = [moscowDay(request.date_from), moscowDay(request.date_to)]
  if (to - from >= MOST_DAYS) throw badRequest('too wide range')
  const rows: { readonly day: number; readonly rating: Rating }[] = []
  for (let day = Math.max(from, world.startDay); day <= Math.min(to, world.today); day++)
    for (const rating of world.ratings(day))
      if (request.ratings.includes(rating.code)) rows.push({ day, rating })
  const byCode = groupBy(rows, ({ rating }) => rating.code)
  return ok({
    premium_scores: [],
    ratings: [...byCode].map(([rating, days]) => ({
      rating,
      danger_threshold: 0.5,
      warning_threshold: 1.5,
      premium_threshold: 2.5,
      values: days.map(({ day, rating: { value, status } }) => ({
        date_from: utcMillis(startOfDay(day - COUNTED + 1)),
        date_to: utcMillis(endOfDay(day)),
        value,
        status: { danger: status === 'CRITICAL', warning: status === 'WARNING', premium: value > 2.5 },
      })),
    })),
  })
}

type Part = readonly [key: string, name: string, weight: number, steps: readonly number[]]
const PARTS: readonly Part[] = [
  ['important_attributes', 'Важные атрибуты', 30, [50, 25, 25]],
  ['other_attributes', 'Остальные атрибуты', 25, [50, 50]],
  ['text', 'Текстовое описание', 20, [25, 25, 50]],
  ['media', 'Медиа', 25, [20, 30, 50]],
]

/** POST /v1/product/rating-by-sku: the rating is the weighted sum of its four groups; unknown SKUs are left out. */
export const contentRating: Handler = ({ shop, body }) => {
  const request = read(z.object({ skus: z.array(id).min(1).max(1000) }), body)
  const world = shop.world()
  const products = world.products().filter(p => request.skus.includes(p.sku))
  return ok({
    products: products.map(p => {
      const r = random(world.seed, 17, p.index)
      const groups = PARTS.map(([key, name, weight, steps]) => {
        const conditions = steps.map((cost, i) => ({
          key: `${key}_${i + 1}`,
          description: `${name}: условие ${i + 1}`,
          fulfilled: r.chance(0.7),
          cost,
        }))
        const missing = conditions.filter(c => !c.fulfilled)
        return {
          key,
          name,
          rating: conditions.reduce((sum, c) => sum + (c.fulfilled ? c.cost : 0), 0),
          weight,
          improve_at_least: missing.length,
          improve_attributes: missing.map((_, i) => ({ id: 11_254 + i, name: `${name}: поле ${i + 1}` })),
          conditions,
        }
      })
      const rating = Math.round(groups.reduce((sum, g) => sum + (g.rating * g.weight) / 100, 0) * 100) / 100
      return { sku: p.sku, rating, groups }
    }),
  })
}
