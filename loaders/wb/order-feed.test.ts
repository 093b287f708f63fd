import { describe, expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'
import { orderFeedStep } from './order-feed.ts'

const WINDOW = { window: { start: '2026-06-10', days: 31 }, from: '2026-06-10', to: '2026-07-01' }
const order = {
  nmId: 47254354,
  chrtId: 91663228,
  srid: '7513432034713632943.1.0',
  createdAt: '2026-06-24T12:57:26+03:00',
  updatedAt: '2026-06-26T00:19:38+03:00',
  status: 'cancel',
  cancelType: 'expire',
  warehouseName: 'Склад WB',
  warehouseRegion: '',
  isMp: true,
  destinationCity: 'Санкт-Петербург',
  destinationDistrict: 'Северо-Западный',
  sellerPrice: 4328.5,
  isB2b: false,
}
const page = (orders: unknown, snapshotTime: unknown = '2026-07-01T09:00:00Z') => ({
  data: { snapshotTime, currency: 'RUB', orders },
})

describe('the order feed', () => {
  test('has where an order went and how it was cancelled, by the Moscow day of its status', async () => {
    const { rows, requests } = await play(
      'wb.order_feed.orders',
      () => page([order, { ...order, srid: 'b', status: 'returnDefective', cancelType: undefined }]),
      WINDOW,
    )
    expect(requests).toMatchObject([
      {
        method: 'POST',
        body: {
          selectedPeriod: { start: '2026-06-09T21:00:00.000Z', end: '2026-07-01T20:59:59.999Z' },
          nmIds: [],
          pagination: { offset: 0, limit: 10_000 },
        },
      },
    ])
    expect(rows.fact_wb_order_feed).toEqual([
      {
        srid: '7513432034713632943.1.0',
        dt: '2026-06-26',
        status: 'cancel',
        cancel_type: 'expire',
        created_at: '2026-06-24T09:57:26.000Z',
        updated_at: '2026-06-25T21:19:38.000Z',
        nm_id: 47254354,
        chrt_id: 91663228,
        seller_price: 432850,
        currency: 'RUB',
        destination_city: 'Санкт-Петербург',
        destination_district: 'Северо-Западный',
        warehouse_name: 'Склад WB',
        warehouse_region: null,
        is_own_warehouse: true,
        is_b2b: false,
      },
      expect.objectContaining({ srid: 'b', status: 'returnDefective', cancel_type: null }),
    ])
  })

  test('goes on behind a full page, as of the moment of the first one', async () => {
    const full = (from: number) =>
      Array.from({ length: 10_000 }, (_, at) => ({ ...order, srid: `${from + at}` }))
    const { rows, requests } = await play(
      'wb.order_feed.orders',
      (_, asked) => (asked < 3 ? page(full(asked * 10_000), `moment ${asked}`) : page([order], 'moment 3')),
      WINDOW,
    )
    expect(requests.map(({ body }) => (body as { pagination: unknown }).pagination)).toEqual([
      { offset: 0, limit: 10_000 },
      { offset: 10_000, limit: 10_000, snapshotTime: 'moment 1' },
      { offset: 20_000, limit: 10_000, snapshotTime: 'moment 1' },
    ])
    expect(rows.fact_wb_order_feed).toHaveLength(20_001)
  })

  test('a page that repeats itself is an error of shape', async () => {
    const full = page(Array.from({ length: 10_000 }, (_, at) => ({ ...order, srid: `${at}` })))
    await expect(play('wb.order_feed.orders', () => full, WINDOW)).rejects.toMatchObject({ kind: 'shape' })
  })

  test.each([{ updatedAt: null }, { srid: '' }, { status: null }])(
    'an order without %j is one too',
    async bad => {
      const asked = play('wb.order_feed.orders', () => page([{ ...order, ...bad }]), WINDOW)
      await expect(asked).rejects.toMatchObject({ kind: 'shape' })
    },
  )

  test('a status or a cancellation of an unknown kind is loaded as it is, and counted', async () => {
    const { rows, unmapped } = await play(
      'wb.order_feed.orders',
      () => page([{ ...order, status: 'lost', cancelType: 'theft' }]),
      WINDOW,
    )
    expect(rows.fact_wb_order_feed).toMatchObject([{ status: 'lost', cancel_type: 'theft' }])
    expect(unmapped).toEqual(['order status: lost', 'kind of cancellation: theft'])
  })

  test('no order is no row', async () => {
    const { rows } = await play('wb.order_feed.orders', () => page(null), WINDOW)
    expect(rows.fact_wb_order_feed).toEqual([])
  })
})

test('a Base token is not asked to read it: it has a page in three hours', () => {
  const plan = (base: boolean) => ({ may: (what: string) => base && what === 'base' })
  expect([true, false].map(base => orderFeedStep.when?.(plan(base)))).toEqual(['token_type', null])
})
