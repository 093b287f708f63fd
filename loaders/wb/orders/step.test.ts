import { describe, expect, test } from 'vitest'
import type { ZodType } from 'zod'
import { play, slice, streamOf } from '../../../tests/support/play.ts'
import { CURSOR_KEY } from '../../core/declare/stream.ts'

const order = (srid: string, lastChangeDate: string, more: Readonly<Record<string, unknown>> = {}) => ({
  date: '2026-06-30T23:30:00',
  lastChangeDate,
  warehouseName: 'Склад WB РФ',
  warehouseType: 'Склад WB',
  nmId: 1234567,
  totalPrice: 1887,
  discountPercent: 18,
  spp: 26,
  finishedPrice: 1145.5,
  priceWithDisc: 1547,
  isCancel: false,
  cancelDate: '0001-01-01T00:00:00',
  gNumber: '34343462218572569531',
  srid,
  ...more,
})
/** A page as long as Wildberries cuts them, whose last rows changed at `last`. */
const MOMENT = '2026-06-20T10:00:00'
const FULL = Array.from({ length: 70_000 }, (_, index) => order(`a${index}`, MOMENT))
const from = (request: { query?: Readonly<Record<string, unknown>> } | undefined) => request?.query

describe('orders', () => {
  test('stand on the Moscow day of their wall clock, and their instants are in UTC', async () => {
    const { rows, requests } = await play(
      'wb.orders.orders',
      () => [
        order('a', '2026-07-01T00:10:00', { isCancel: true, cancelDate: '2026-07-01T00:00:00' }),
        order('b', '2026-07-01T00:10:00Z', { date: '2026-06-30T23:30:00Z' }),
      ],
      { from: '2026-04-03' },
    )
    expect(rows.fact_wb_orders).toMatchObject([
      {
        srid: 'a',
        dt: '2026-06-30',
        date: '2026-06-30T20:30:00.000Z',
        is_cancel: true,
        cancel_date: '2026-06-30T21:00:00.000Z',
        price_with_disc: 154700,
        finished_price: 114550,
      },
      { srid: 'b', dt: '2026-07-01', cancel_date: null },
    ])
    expect(from(requests[0])).toEqual({ dateFrom: '2026-04-03T00:00:00', flag: 0 })
  })

  test('of one basket are as many as they are', async () => {
    const { rows } = await play('wb.orders.orders', () => [order('a', MOMENT), order('b', MOMENT)])
    expect(rows.fact_wb_orders).toHaveLength(2)
  })

  test.each(['date', 'lastChangeDate', 'cancelDate'])(
    'whose %s is no date are refused, and the page is kept',
    async field => {
      const page = [order('a', MOMENT, { [field]: 'вчера' })]
      await expect(play('wb.orders.orders', () => page)).rejects.toMatchObject({ kind: 'shape' })
    },
  )

  test('that one page tells twice are told by the last', async () => {
    const page = [order('a', '2026-07-01T00:00:00'), order('a', '2026-07-01T01:00:00', { isCancel: true })]
    const { rows } = await play('wb.orders.orders', (_, asked) => (asked === 1 ? page : page.slice(1)))
    expect(rows.fact_wb_orders).toMatchObject([{ srid: 'a', is_cancel: true }])
  })

  test.each([{ nothing: [] }, { nothing: null }])('that are none ($nothing) end at once', async of => {
    const { rows, requests } = await play('wb.orders.orders', () => of.nothing)
    expect(rows.fact_wb_orders).toEqual([])
    expect(requests).toHaveLength(1)
  })

  test('go on from the cursor, then from the last change, until nothing new comes', async () => {
    const last = order('z', '2026-06-21T00:00:00')
    const { requests } = await play(
      'wb.orders.orders',
      (_, asked) => [[order('a', '2026-06-20T10:00:00.5')], [last], [last]][asked - 1],
      {},
      new Map([[CURSOR_KEY, '2026-06-10T10:00:00']]),
    )
    expect(requests.map(from)).toEqual([
      { dateFrom: '2026-06-10T08:00:00', flag: 0 },
      { dateFrom: '2026-06-20T10:00:00.5', flag: 0 },
      { dateFrom: '2026-06-21T00:00:00', flag: 0 },
    ])
  })

  test('of a Base token, whose next request is hours away, end with a page that is not full', async () => {
    const { requests } = await play('wb.orders.orders', () => [order('a', MOMENT)], { variant: 'base' })
    expect(requests).toHaveLength(1)
  })

  test('that were published late are read, and the cursor does not go back for them', async () => {
    const late = order('late', '2026-06-20T09:00:00')
    const marked = new Map([[CURSOR_KEY, MOMENT]])
    const { rows, requests } = await play('wb.orders.orders', () => [late], {}, marked)
    expect(rows.fact_wb_orders).toMatchObject([{ srid: 'late' }])
    expect(requests.map(from)).toEqual([{ dateFrom: '2026-06-20T08:00:00', flag: 0 }])
    const { source, cursor } = streamOf('wb.orders.orders')
    const context = {
      json: async (_: unknown, shape: ZodType) => shape.parse([late]),
      state: { get: async () => MOMENT },
    }
    for await (const page of source.read(context as never, slice())) expect(cursor?.(page)).toBe(MOMENT)
  })

  test('that only come again end', async () => {
    const same = [order('a', MOMENT)]
    const again = await play('wb.orders.orders', () => same, {}, new Map([[CURSOR_KEY, MOMENT]]))
    expect(again.requests).toHaveLength(1)
    expect((await play('wb.orders.orders', () => same)).requests).toHaveLength(2)
  })

  test.each([
    { name: 'a page from before the cursor', cursor: '2026-06-21T00:00:00' },
    { name: 'the first page for the second time', cursor: '2026-06-01T00:00:00' },
  ])('of $name are no end of the orders, and refused', async ({ cursor }) => {
    const page = [order('a', '2026-06-10T00:00:00'), order('b', MOMENT)]
    const read = play('wb.orders.orders', () => page, {}, new Map([[CURSOR_KEY, cursor]]))
    await expect(read).rejects.toMatchObject({ kind: 'shape' })
  })

  test('that all changed at one moment are asked for day by day, and the cursor gets over that moment', async () => {
    const { requests } = await play(
      'wb.orders.orders',
      ({ query }) => (query?.flag === 1 ? [order(`day ${query.dateFrom}`, MOMENT)] : FULL),
      {},
      new Map([[CURSOR_KEY, MOMENT]]),
    )
    const days = requests.filter(({ query }) => query?.flag === 1)
    expect(days).toHaveLength(90)
    expect(from(days.at(-1))).toMatchObject({ dateFrom: '2026-04-03' })
  }, 30_000)

  test('mark a page only where it is a place to go on from', () => {
    const { cursor } = streamOf('wb.orders.orders')
    expect(cursor?.({ rows: [], next: null })).toBeNull()
    expect(cursor?.({ rows: [], next: '2026-06-20T10:00:00' })).toBe('2026-06-20T10:00:00')
  })
})

test('a return is a row of its own beside the sale', async () => {
  const sale = { ...order('a', '2026-07-01T00:10:00'), forPay: 714.26, paymentSaleAmount: null }
  const { rows } = await play('wb.orders.sales', () => [
    { ...sale, saleID: 'S16249234816' },
    { ...sale, saleID: 'R16249234817', forPay: -714.26 },
  ])
  expect(rows.fact_wb_sales).toMatchObject([
    { sale_id: 'S16249234816', srid: 'a', is_return: false, for_pay: 71426 },
    { sale_id: 'R16249234817', srid: 'a', is_return: true, for_pay: -71426 },
  ])
})
