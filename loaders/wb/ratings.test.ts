import { expect, test } from 'vitest'
import { play, streamOf } from '../../tests/support/play.ts'
import { LoadError } from '../core/errors.ts'

const counted = (current: number) => ({ current, dynamics: 1 })
const item = {
  nmId: 123456789,
  title: 'iPh 17 512 ГБ Серебристый',
  vendorCode: 'wb3ha2668w',
  pinnedFeedback: true,
  rating: 10,
  feedbackRating: { current: 3.87, dynamics: 0.31, percentile: 1.7 },
  feedbackCount: counted(12),
  fiveStar: counted(9),
  fourStar: counted(0),
  threeStar: counted(1),
  twoStar: counted(2),
  oneStar: counted(0),
  disqualified: 7,
  isShadowed: true,
}
const page = (items: readonly unknown[]) => ({
  data: {
    sellerRating: { current: 3.56, dynamics: 0.03 },
    feedbackIncrease: { current: 26, total: 116, dynamics: 23 },
    items,
  },
})

test('a card and the seller are rated as of today, with the feedbacks of the thirty days before', async () => {
  const { rows, requests } = await play('wb.ratings.cards', () => page([item]))
  expect(requests.map(({ body }) => body)).toMatchObject([
    { currentPeriod: { start: '2026-06-01', end: '2026-06-30' }, limit: 1000, offset: 0 },
  ])
  expect(rows).toEqual({
    fact_wb_item_ratings: [
      {
        nm_id: 123456789,
        dt: '2026-07-01',
        vendor_code: 'wb3ha2668w',
        card_rating: 10,
        feedback_rating: 3.87,
        feedback_percentile: 1.7,
        feedbacks: 12,
        five_star: 9,
        four_star: 0,
        three_star: 1,
        two_star: 2,
        one_star: 0,
        disqualified: 7,
        is_shadowed: true,
        has_pinned_feedback: true,
      },
    ],
    fact_wb_seller_rating: [{ dt: '2026-07-01', rating: 3.56, feedbacks: 26, feedbacks_total: 116 }],
  })
})

test('a full page has another behind it', async () => {
  const full = Array.from({ length: 1000 }, (_, nm) => ({ ...item, nmId: nm + 1 }))
  const { rows, requests } = await play('wb.ratings.cards', (_, asked) => page(asked === 1 ? full : [item]))
  expect(requests).toHaveLength(2)
  expect(rows.fact_wb_item_ratings).toHaveLength(1001)
})

test('a token that may not ask for ratings has the two that stand in the answer of the funnel', async () => {
  const { rows, notices } = await play('wb.ratings.cards', ({ path }) =>
    path.endsWith('/item-rating')
      ? new LoadError('token_type', 'not for this token')
      : {
          data: {
            products: [{ product: { nmId: 5, vendorCode: 'a', productRating: 8.5, feedbackRating: 4.4 } }],
          },
        },
  )
  expect(rows.fact_wb_item_ratings).toMatchObject([
    { nm_id: 5, dt: '2026-07-01', card_rating: 8.5, feedback_rating: 4.4, feedbacks: null },
  ])
  expect(rows.fact_wb_seller_rating).toEqual([])
  expect(notices).toEqual([])
})

test('a Base token, whose next request is half an hour away, has the first thousand cards of the funnel; another token has all', async () => {
  const full = Array.from({ length: 1000 }, (_, nm) => ({ product: { nmId: nm + 1, productRating: 8 } }))
  const answer = ({ path }: { readonly path: string }, asked: number) =>
    path.endsWith('/item-rating')
      ? new LoadError('token_type', 'not for this token')
      : { data: { products: asked === 2 ? full : [] } }
  const base = await play('wb.ratings.cards', answer, { variant: 'base' })
  expect(base.requests).toHaveLength(2)
  expect(base.rows.fact_wb_item_ratings).toHaveLength(1000)
  expect((await play('wb.ratings.cards', answer)).requests).toHaveLength(3)
  const plan = {
    today: '2026-07-01',
    now: () => '2026-07-01T09:00:00.000Z',
    first: true,
    ids: async () => [],
  }
  const variants = (base: boolean) => streamOf('wb.ratings.cards').slices({ ...plan, may: () => base })
  expect(await variants(true)).toMatchObject([{ variant: 'base' }])
  expect((await variants(false))[0]).not.toHaveProperty('variant')
})

test('a card that nobody has rated yet has no rating, and is no error', async () => {
  const bare = { nmId: 7, feedbackRating: { current: 0, percentile: null } }
  const { rows } = await play('wb.ratings.cards', () => page([bare]))
  expect(rows.fact_wb_item_ratings).toMatchObject([{ card_rating: null, feedback_percentile: null }])
})

test('a rating that is no number is an error of shape', async () => {
  const answer = page([{ ...item, rating: 'хорошо' }])
  await expect(play('wb.ratings.cards', () => answer)).rejects.toMatchObject({ kind: 'shape' })
})
