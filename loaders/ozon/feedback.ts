import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { days } from '../core/declare/slices.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, id, instant, int, optional, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'
import { endOfDay, moscowDay, startOfDay } from '../core/parse/time.ts'

const reviews = table('fact_ozon_reviews', {
  store: 'facts',
  key: ['review_id'],
  day: 'dt',
  grain: 'One review of a product, by the day of its publication. Who wrote it is not told.',
  columns: {
    review_id: text(),
    dt: day(),
    published_at: instant(),
    sku: id(),
    rating: optional(int()),
    text: optional(text()),
    status: optional(text()),
    order_status: optional(text()),
    is_rating_participant: optional(bool()),
    comments: optional(int()),
    photos: optional(int()),
    videos: optional(int()),
  },
})

const questions = table('fact_ozon_questions', {
  store: 'facts',
  key: ['question_id'],
  day: 'dt',
  grain: 'One question about a product, by the day of its publication. Who asked is not stored.',
  columns: {
    question_id: text(),
    dt: day(),
    published_at: instant(),
    sku: id(),
    text: optional(text()),
    status: optional(text()),
    answers: optional(int()),
  },
})

const LIMIT = 100
const published = shape.required('an instant', value => shape.time.safeParse(value).data ?? undefined)
const windows = days(30, { first: 365, again: 30 })

interface Paged {
  readonly has_next: boolean | null
  readonly last_id: string | null
}
const next = <B extends object>(page: Paged, body: B): B | null =>
  page.has_next && page.last_id ? { ...body, last_id: page.last_id } : null

const ReviewsPage = z.object({
  has_next: shape.flag,
  last_id: shape.text,
  reviews: shape.list(
    z.object({
      id: shape.name,
      sku: shape.id,
      rating: shape.count,
      text: shape.text,
      published_at: published,
      status: shape.text,
      order_status: shape.text,
      is_rating_participant: shape.flag,
      comments_amount: shape.count,
      photos_amount: shape.count,
      videos_amount: shape.count,
    }),
  ),
})
const reviewList = stream({
  id: 'ozon.reviews.list',
  into: [reviews],
  slices: windows,
  source: post(HOST.seller)('/v2/review/list', {
    shape: ReviewsPage,
    body: ({ from, to }) => ({
      filters: {
        status: 'ALL',
        order_status: 'ALL',
        published_from: startOfDay(from),
        published_to: endOfDay(to),
      },
      limit: LIMIT,
      last_id: '',
      sort_dir: 'DESC',
    }),
    next,
  }),
  rows: page => ({
    fact_ozon_reviews: page.reviews.map(
      ({ id, comments_amount, photos_amount, videos_amount, ...review }) => ({
        ...review,
        review_id: id,
        dt: moscowDay(review.published_at),
        comments: comments_amount,
        photos: photos_amount,
        videos: videos_amount,
      }),
    ),
  }),
})

const QuestionsPage = z.object({
  has_next: shape.flag,
  last_id: shape.text,
  questions: shape.list(
    z.object({
      id: shape.name,
      sku: shape.id,
      text: shape.text,
      published_at: published,
      status: shape.text,
      answers_count: shape.count,
    }),
  ),
})
const questionList = stream({
  id: 'ozon.questions.list',
  into: [questions],
  slices: windows,
  source: post(HOST.seller)('/v1/question/list', {
    shape: QuestionsPage,
    body: ({ from, to }) => ({
      filter: { date_from: startOfDay(from), date_to: endOfDay(to), status: 'ALL' },
      limit: LIMIT,
      last_id: '',
      sort_dir: 'DESC',
    }),
    next,
  }),
  rows: page => ({
    fact_ozon_questions: page.questions.map(({ id, answers_count, ...question }) => ({
      ...question,
      question_id: id,
      dt: moscowDay(question.published_at),
      answers: answers_count,
    })),
  }),
})

export const feedbackTables = [reviews, questions] as const
/** Each needs a subscription of its own, so each is a step. */
export const reviewsStep = step('ozon.reviews', { lane: 'cabinet', refresh: 'daily', ofPlan: true }, [
  reviewList,
])
export const questionsStep = step('ozon.questions', { lane: 'cabinet', refresh: 'daily', ofPlan: true }, [
  questionList,
])
