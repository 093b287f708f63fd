import { describe, expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'
import { LoadError } from '../core/errors.ts'
import { promotionsStep } from './promotions.ts'

const CALENDAR = '/api/v1/calendar/promotions'
const promotion = (id: number, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  name: 'Скидки',
  startDateTime: '2026-06-05T21:00:00Z',
  endDateTime: '2026-07-07T20:59:59Z',
  type: 'regular',
  ...more,
})
const detail = {
  id: 1,
  description: 'Товары получат плашку',
  advantages: ['Плашка', 'Баннер'],
  inPromoActionLeftovers: 45,
  inPromoActionTotal: 123,
  notInPromoActionLeftovers: 3,
  notInPromoActionTotal: 10,
  participationPercentage: 10,
  ranging: [{ condition: 'productsInPromotion', participationRate: 10, boost: 7 }],
}
const listed =
  (promotions: readonly unknown[], details: readonly unknown[] = []) =>
  ({ path }: { readonly path: string }) => ({
    data: { promotions: path === CALENDAR ? promotions : details },
  })

describe('the calendar', () => {
  test('has the promotions that are not over, with their details', async () => {
    const over = promotion(2, { endDateTime: '2026-06-30T20:59:59Z' })
    const unknown = promotion(3, { type: 'auto' })
    const { rows, requests } = await play(
      'wb.promotions.calendar',
      listed([promotion(1), over, unknown], [detail]),
    )
    expect(requests.map(({ path, query }) => [path, query])).toEqual([
      [
        CALENDAR,
        {
          startDateTime: '2026-04-01T21:00:00.000Z',
          endDateTime: '2026-08-30T20:59:59.999Z',
          allPromo: 'true',
          limit: 1000,
          offset: 0,
        },
      ],
      [`${CALENDAR}/details`, { promotionIDs: ['1', '3'] }],
    ])
    expect(rows.fact_wb_promotions).toMatchObject([
      {
        promotion_id: 1,
        dt: '2026-07-01',
        type: 'regular',
        starts_at: '2026-06-05T21:00:00.000Z',
        cards_in: 123,
        cards_in_with_stock: 45,
        cards_out: 10,
        cards_out_with_stock: 3,
        advantages: ['Плашка', 'Баннер'],
      },
      { promotion_id: 3, type: 'auto', cards_in: null, description: null },
    ])
  })

  test('asks for the details of a hundred promotions at a time, and of none where there is none', async () => {
    const many = Array.from({ length: 150 }, (_, id) => promotion(id + 1))
    const { rows, requests } = await play('wb.promotions.calendar', listed(many, [detail]))
    expect(requests.slice(1).map(({ query }) => [query?.promotionIDs].flat().length)).toEqual([100, 50])
    expect(rows.fact_wb_promotions).toHaveLength(150)
    expect((await play('wb.promotions.calendar', listed([]))).requests).toHaveLength(1)
  })

  test('details of none of them are no answer', async () => {
    await expect(play('wb.promotions.calendar', listed([promotion(1)]))).rejects.toMatchObject({
      kind: 'server',
    })
  })

  test('a promotion whose end is no instant is an error of shape', async () => {
    const answer = listed([promotion(1, { endDateTime: 'скоро' })], [detail])
    await expect(play('wb.promotions.calendar', answer)).rejects.toMatchObject({ kind: 'shape' })
  })
})

describe('the cards of a promotion', () => {
  const OF = { ids: [6921], batch: 'one' }
  const card = {
    id: 162579635,
    price: 1500,
    currencyCode: 'RUB',
    planPrice: 1000,
    discount: 15,
    planDiscount: 34,
  }
  const refusal = (status: number) =>
    new LoadError('bad_request', 'refused', {
      captured: {
        host: 'wb-calendar',
        method: 'GET',
        path: CALENDAR,
        query: null,
        body: null,
        status,
        answer: '',
      },
    })

  test('are those in it and those that could join, with the price that it asks for', async () => {
    const { rows, requests } = await play(
      'wb.promotions.cards',
      ({ query }) => ({
        data: { nomenclatures: [{ ...card, id: query?.inAction === 'true' ? 1 : 2 }] },
      }),
      OF,
    )
    expect(requests.map(({ query }) => query)).toMatchObject([
      { promotionID: '6921', inAction: 'false' },
      { promotionID: '6921', inAction: 'true' },
    ])
    const same = {
      promotion_id: 6921,
      dt: '2026-07-01',
      price: 150000,
      discount: 15,
      plan_price: 100000,
      plan_discount: 34,
      currency: 'RUB',
    }
    expect(rows.fact_wb_promotion_cards).toEqual([
      { ...same, nm_id: 2, in_action: false },
      { ...same, nm_id: 1, in_action: true },
    ])
  })

  test('422 says that they are not told, which is no error', async () => {
    const { rows } = await play('wb.promotions.cards', () => refusal(422), OF)
    expect(rows.fact_wb_promotion_cards).toEqual([])
  })

  test('any other refusal is an error', async () => {
    await expect(play('wb.promotions.cards', () => refusal(400), OF)).rejects.toMatchObject({
      kind: 'bad_request',
    })
  })
})

test('the calendar is closed to a Base token, whose one request an hour is spent on the list, as is known before it is asked for', () => {
  const plan = (base: boolean) => ({
    today: '2026-07-01',
    now: () => '2026-07-01T09:00:00.000Z',
    first: true,
    may: () => base,
    ids: async () => [],
  })
  expect([true, false].map(base => promotionsStep.when?.(plan(base)))).toEqual(['token_type', null])
})
