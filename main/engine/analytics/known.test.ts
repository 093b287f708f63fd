import { beforeEach, describe, expect, it } from 'vitest'
import { marketplaceOf } from '../../../loaders/index.ts'
import { ADS, factsOfFile, NOON, ORDERS, OZON, TODAY, WB } from '../../../tests/support/overview-facts.ts'
import { today } from './today.ts'

const data = factsOfFile()
const { run, read, order, ask } = data

describe('a period that was not read to its end', () => {
  /** Loaded at 09:00 Moscow time, today included. */
  const NINE = '2026-11-18 06:00:00'
  const at = (posting: string, instant: string) =>
    run(
      `INSERT INTO fact_ozon_orders (shop_id, posting_number, sku, line, is_first, dt, order_date, status, warehouse_mode, quantity, price, currency_code)
       VALUES (${OZON}, '${posting}', 7, 1, true, (TIMESTAMP '${instant}' + INTERVAL 3 HOUR)::DATE, TIMESTAMP '${instant}', 'new', 'FBO', 1, 100, 'RUB')`,
    )
  beforeEach(async () => {
    await read(OZON, [...ORDERS, ...ADS])
    await run(`UPDATE checkpoints SET to_day = DATE '2026-11-18', done_at = TIMESTAMP '${NINE}'`)
  })

  it('is compared with what was ordered before the same instant, and that instant itself is behind it', async () => {
    await at('today', '2026-11-18 05:00:00')
    await at('before', '2026-11-17 05:59:59.999')
    await at('at', '2026-11-17 06:00:00')
    await at('after', '2026-11-17 07:00:00')
    await at('first', '2026-11-16 21:00:00')
    const { units, comparedUntil, top, adSpend } = await ask([OZON], TODAY, TODAY)
    expect(units).toMatchObject({ value: 1, previous: 2, previousMissing: [] })
    expect(top[0]?.previousRevenue).toBe(20_000)
    expect(comparedUntil).toEqual({
      until: '2026-11-18T06:00:00.000Z',
      previous: '2026-11-17T06:00:00.000Z',
    })
    expect(adSpend).toMatchObject({ value: 0, previous: null, previousMissing: [{ reason: 'unfinished' }] })
  })

  it('is cut in the shop that was read less far alone', async () => {
    await run(
      `INSERT INTO checkpoints SELECT 3, stream_id, slice_key, from_day, to_day, open, run_id, rows, TIMESTAMP '2026-11-18 03:00:00' FROM checkpoints`,
    )
    await at('before', '2026-11-17 05:00:00')
    await run(`INSERT INTO fact_ozon_orders SELECT * REPLACE (3 AS shop_id) FROM fact_ozon_orders`)
    const { units, comparedUntil, shops } = await ask([OZON, 3], TODAY, TODAY)
    expect(units).toMatchObject({ value: 0, previous: 1 })
    expect(comparedUntil?.until).toBe('2026-11-18T03:00:00.000Z')
    expect(shops.map(({ orders }) => orders.until)).toEqual([
      '2026-11-18T06:00:00.000Z',
      '2026-11-18T03:00:00.000Z',
    ])
  })

  it('though it is over, has no figures, and says until which day all is there; its chart keeps the days that were read', async () => {
    await run(`UPDATE checkpoints SET to_day = DATE '2026-11-15', done_at = TIMESTAMP '2026-11-15 06:00:00'`)
    await at('before', '2026-11-08 05:00:00')
    const { units, adSpend, totalDrr, daily, comparedUntil, top } = await ask([OZON])
    const late = (step: string) => ({ reason: 'late', shopId: OZON, step, since: null, until: '2026-11-14' })
    expect(units).toEqual({ value: null, previous: 1, missing: [late('ozon.orders')], previousMissing: [] })
    expect(adSpend).toMatchObject({ value: null, missing: [late('ozon.ads')], previousMissing: [] })
    expect(totalDrr.missing).toEqual([late('ozon.ads'), late('ozon.orders')])
    expect(daily.map(day => day.units)).toEqual([0, 0, 0, 0, 0, null, null])
    expect([comparedUntil, top]).toEqual([null, []])
    expect((await ask([OZON], '2026-11-08', '2026-11-14')).units).toMatchObject({ value: 1, missing: [] })
  })

  it('by one stream of a dataset is late by that', async () => {
    await run(
      `UPDATE checkpoints SET to_day = DATE '2026-11-16', done_at = TIMESTAMP '2026-11-16 06:00:00' WHERE stream_id = 'ozon.orders.fbs'`,
    )
    expect((await ask([OZON])).units.missing).toMatchObject([{ reason: 'late', until: '2026-11-15' }])
    await run(
      `UPDATE checkpoints SET to_day = DATE '2026-11-14', done_at = TIMESTAMP '2026-11-14 06:00:00' WHERE stream_id = 'ozon.orders.fbo'`,
    )
    expect((await ask([OZON])).units.missing).toMatchObject([{ reason: 'late', until: '2026-11-13' }])
  })

  it('cannot be compared with either', async () => {
    await run(`UPDATE checkpoints SET to_day = DATE '2026-11-15', done_at = TIMESTAMP '2026-11-15 06:00:00'`)
    const { units } = await ask([OZON], '2026-11-18', '2026-11-18')
    const late = { reason: 'late', until: '2026-11-14' }
    expect(units).toMatchObject({
      value: null,
      previous: null,
      missing: [late],
      previousMissing: [late],
    })
  })
})

describe('orders that Wildberries shows half an hour late', () => {
  /** Figures as of 09:00 Moscow time. */
  const asked = (instant: string) =>
    run(`UPDATE checkpoints SET to_day = DATE '${TODAY}', done_at = TIMESTAMP '${instant}'`)
  const at = (srid: string, instant: string, nm = 7) =>
    run(
      `INSERT INTO fact_wb_orders (shop_id, srid, dt, date, nm_id, price_with_disc) VALUES
         (${WB}, '${srid}', (TIMESTAMP '${instant}' + INTERVAL 3 HOUR)::DATE, TIMESTAMP '${instant}', ${nm}, 100)`,
    )
  beforeEach(() => read(WB, ['wb.orders.orders']))

  it('are known up to that half hour, of today as of the day it is compared with; what came since is told when all of it is there', async () => {
    await asked('2026-11-18 06:00:00')
    await at('today', '2026-11-18 05:29:59')
    await at('since', '2026-11-18 05:30:00', 8)
    await at('before', '2026-11-17 05:29:59')
    await at('behind', '2026-11-17 05:30:00')
    const until = '2026-11-18T05:30:00.000Z'
    const { units, revenue, daily, top, comparedUntil, shops } = await ask([WB], TODAY, TODAY)
    expect(units).toMatchObject({ value: 1, previous: 1, missing: [], previousMissing: [] })
    expect(revenue).toMatchObject({ value: 10_000, previous: 10_000 })
    expect(daily.map(day => day.units)).toEqual([1])
    expect(top.map(({ sku, units }) => [sku, units])).toEqual([['7', 1]])
    expect(comparedUntil).toEqual({ until, previous: '2026-11-17T05:30:00.000Z' })
    expect(shops[0]?.orders.until).toBe(until)
    const longer = await ask([WB], '2026-11-17', TODAY)
    expect(longer.units.value).toBe(3)
    const shop = {
      id: WB,
      marketplace: 'wb' as const,
      figures: marketplaceOf('wb').figures,
      advertises: true,
    }
    expect((await today(data.facts, NOON, [shop])).get(WB)).toMatchObject({ units: 1, revenue: 10_000 })
  })

  it('are cut where they end for half an hour behind midnight, as if yesterday went on, and late behind that', async () => {
    await asked('2026-11-17 21:00:20')
    await at('yesterday', '2026-11-17 20:29:59')
    await at('since', '2026-11-17 20:31:00', 8)
    await at('before', '2026-11-16 20:29:59')
    const midnight = Date.parse('2026-11-18T00:00:00+03:00')
    const behind = (minutes: number) => ask([WB], '2026-11-17', '2026-11-17', midnight + minutes * 60_000)
    const { units, comparedUntil } = await behind(29)
    expect(units).toMatchObject({ value: 1, previous: 1, missing: [], previousMissing: [] })
    expect(comparedUntil?.until).toBe('2026-11-17T20:30:20.000Z')
    expect((await behind(31)).units).toMatchObject({ value: null, missing: [{ reason: 'late' }] })
  })

  it('make a day whole only half an hour behind its end', async () => {
    await asked('2026-11-17 21:29:59')
    expect((await ask([WB])).units.missing).toMatchObject([{ reason: 'late', until: '2026-11-16' }])
    await asked('2026-11-17 21:30:00')
    expect((await ask([WB])).units).toMatchObject({ value: 0, missing: [] })
  })
})

describe('the period before', () => {
  it('is not known of a shop that lacks a stream or a day of it, and its products are not compared', async () => {
    await read(OZON, ['ozon.orders.fbo'])
    await order(OZON)
    const half = await ask([OZON])
    expect(half.units).toMatchObject({ value: null, missing: [{ reason: 'not_loaded', since: null }] })
    expect(half.shops[0]?.orders).toMatchObject({ from: null, until: null })
    expect(half.top).toEqual([])
    await read(OZON, ['ozon.orders.fbs'], 'all', '2026-11-06')
    const { units, top } = await ask([OZON])
    expect(units).toMatchObject({
      value: 1,
      previous: null,
      previousMissing: [{ reason: 'history', since: '2026-11-06' }],
    })
    expect(top.map(each => each.previousRevenue)).toEqual([null])
  })

  it('is said to be out of reach where the marketplace gives out no more', async () => {
    const first = '2026-08-21'
    await read(WB, ['wb.orders.orders'], 'since', first)
    expect((await ask([WB], '2026-08-20')).units.missing).toMatchObject([
      { reason: 'not_served', since: first },
    ])
    await run(`UPDATE checkpoints SET from_day = DATE '2026-08-22'`)
    expect((await ask([WB], '2026-08-20')).units.missing).toMatchObject([{ reason: 'history' }])
  })

  it('of two shops that were not read up to the same day is a sum of both or none', async () => {
    await read(OZON, ORDERS)
    await read(3, ORDERS)
    await run(`UPDATE checkpoints SET to_day = DATE '2026-11-12' WHERE shop_id = 3`)
    await order(OZON)
    const { units, daily, top } = await ask([OZON, 3])
    expect(units).toMatchObject({
      value: null,
      missing: [{ reason: 'late', shopId: 3, until: '2026-11-12' }],
    })
    expect(daily.map(day => day.units)).toEqual([0, 0, null, null, null, null, null])
    expect(top.map(each => each.shopId)).toEqual([OZON])
  })

  it('of two shops is a sum of both or none', async () => {
    await read(OZON, ORDERS)
    await read(3, ORDERS, 'all', '2026-11-14')
    await order(OZON)
    const { units, daily, top } = await ask([OZON, 3])
    expect(units.value).toBeNull()
    expect(daily.map(day => day.units)).toEqual([null, null, null, 0, 0, 0, 1])
    expect(daily[0]?.shops.map(each => each.units)).toEqual([0, null])
    expect(top).toHaveLength(1)
  })
})
