import { z } from 'zod'
import { utcMillis } from '../clock.ts'
import { ok, Refusal } from '../http.ts'
import type { Handler } from './call.ts'
import { instant, read } from './call.ts'
import { pageOf } from './paging.ts'
import { questionsOf, reviewsOf } from './world/feedback.ts'

const paged = { limit: z.number().int().min(1).max(100), last_id: z.string().default('') }

/** POST /v2/review/list: for those who manage reviews. */
export const reviews: Handler = ({ shop, body }) => {
  if (!shop.profile.reviews)
    throw new Refusal(
      403,
      7,
      'The method is available only with Review Management or Premium Pro subscription',
    )
  const { filters, limit, last_id } = read(
    z.object({
      filters: z.object({
        status: z.literal('ALL'),
        order_status: z.literal('ALL'),
        published_from: instant,
        published_to: instant,
      }),
      sort_dir: z.literal('DESC'),
      ...paged,
    }),
    body,
  )
  const { published_from: from, published_to: to } = filters
  const found = reviewsOf(shop.world()).filter(({ at }) => at >= from && at <= to)
  const page = pageOf(found, last_id, limit, `reviews ${from} ${to}`)
  return ok({
    reviews: page.rows.map(one => ({
      id: one.id,
      sku: one.product.sku,
      rating: one.rating,
      text: one.text,
      published_at: utcMillis(one.at),
      status: one.text === '' ? 'VIEWED' : 'NEW',
      order_status: 'DELIVERED',
      is_rating_participant: true,
      comments_amount: 0,
      photos_amount: one.rating % 2,
      videos_amount: 0,
    })),
    has_next: page.hasNext,
    last_id: page.hasNext ? page.cursor : '',
  })
}

/** POST /v1/question/list: with Premium Plus. */
export const questions: Handler = ({ shop, body }) => {
  if (shop.profile.plan !== 'PREMIUM_PLUS')
    throw new Refusal(403, 7, 'The method is available only with Premium Plus subscription')
  const { filter, limit, last_id } = read(
    z.object({
      filter: z.object({ date_from: instant, date_to: instant, status: z.literal('ALL') }),
      sort_dir: z.literal('DESC'),
      ...paged,
    }),
    body,
  )
  const found = questionsOf(shop.world()).filter(({ at }) => at >= filter.date_from && at <= filter.date_to)
  const page = pageOf(found, last_id, limit, `questions ${filter.date_from} ${filter.date_to}`)
  return ok({
    questions: page.rows.map(one => ({
      id: one.id,
      sku: one.product.sku,
      text: one.text,
      author_name: 'Покупатель',
      published_at: utcMillis(one.at),
      status: one.answers > 0 ? 'PROCESSED' : 'NEW',
      answers_count: one.answers,
      product_url: `https://www.ozon.ru/product/${one.product.sku}`,
      question_link: `https://www.ozon.ru/product/${one.product.sku}/questions`,
    })),
    has_next: page.hasNext,
    last_id: page.hasNext ? page.cursor : '',
  })
}
