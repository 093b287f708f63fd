import { z } from 'zod'
import { moscowDay, moscowPlain } from '../clock.ts'
import { roubles } from '../money.ts'
import type { Call, Handler, Routes } from './call.ts'
import { instant, ok, queryObject, read } from './call.ts'
import { rate } from './limits.ts'
import { keptOrders, keptSales } from './world/index.ts'
import type { Order } from './world/orders.ts'
import { stageAt } from './world/orders.ts'
import type { Sale } from './world/sales.ts'

/** `cancelDate` of an order that was not cancelled (wildberries.md 1.7). */
const NEVER = '0001-01-01T00:00:00'

const common = (o: Order) => ({
  warehouseName: o.warehouse,
  warehouseType: o.fbs ? 'Склад продавца' : 'Склад WB',
  countryName: o.to.country,
  oblastOkrugName: o.to.okrug,
  regionName: o.to.region,
  supplierArticle: o.card.vendorCode,
  nmId: o.card.nmId,
  barcode: o.barcode,
  category: o.card.category,
  subject: o.card.subject,
  brand: o.card.brand,
  techSize: o.size.techSize,
  incomeID: o.fbs ? 0 : 27_000_000 + (o.card.index % 40) * 31,
  isSupply: false,
  isRealization: true,
  totalPrice: roubles(o.totalPrice),
  discountPercent: o.discount,
  spp: o.spp,
})
const ending = (o: Order) => ({
  sticker: o.fbs ? String(31_000_000_000 + (o.serial % 900_000_000)) : '',
  gNumber: o.gNumber,
  srid: o.srid,
})

function orderRow(o: Order, now: number) {
  const cancelled = o.cancelledAt <= now
  return {
    date: moscowPlain(o.at),
    lastChangeDate: moscowPlain(stageAt(o, now).at),
    ...common(o),
    finishedPrice: roubles(o.finishedPrice),
    priceWithDisc: roubles(o.priceWithDisc),
    isCancel: cancelled,
    cancelDate: cancelled ? `${moscowPlain(o.cancelledAt).slice(0, 10)}T00:00:00` : NEVER,
    ...ending(o),
  }
}

function saleRow(s: Sale) {
  const wallet = s.order.serial % 3
  return {
    date: moscowPlain(s.at),
    lastChangeDate: moscowPlain(s.changedAt),
    ...common(s.order),
    ...(wallet === 0 ? { paymentSaleAmount: 85 } : wallet === 1 ? { paymentSaleAmount: 0 } : {}),
    forPay: roubles(s.forPay),
    finishedPrice: roubles(s.finishedPrice),
    priceWithDisc: roubles(s.priceWithDisc),
    saleID: s.id,
    ...ending(s.order),
  }
}

/**
 * A page of rows by their last change: `flag=0` from dateFrom on, that very instant included, up to the cap;
 * `flag=1` all rows of one Moscow day by `date` (wildberries.md 3).
 */
function page<T>(
  { query, host, page: cap }: Call,
  rows: readonly T[],
  changedAt: (row: T) => number,
  at: (row: T) => number,
): readonly T[] {
  const asked = z.object({ dateFrom: instant, flag: z.enum(['0', '1']).default('0') })
  const { dateFrom, flag } = read(asked, queryObject(query), host)
  if (flag === '1') return rows.filter(row => moscowDay(at(row)) === moscowDay(dateFrom))
  // Rows have whole seconds only, so they are compared in whole seconds.
  const whole = (row: T) => Math.floor(changedAt(row) / 1000) * 1000
  return rows
    .filter(row => whole(row) >= dateFrom)
    .sort((a, b) => whole(a) - whole(b))
    .slice(0, cap)
}

/** GET /api/v1/supplier/orders: a row is an ordered unit, kept for 90 days. */
const orders: Handler = call => {
  const { now } = call.shop.world()
  const kept = call.shop.cached('orders', keptOrders)
  return ok(
    page(
      call,
      kept,
      o => stageAt(o, now).at,
      o => o.at,
    ).map(o => orderRow(o, now)),
  )
}

/** GET /api/v1/supplier/sales: sales and returns. */
const sales: Handler = call => {
  const kept = call.shop.cached('sales', keptSales)
  return ok(
    page(
      call,
      kept,
      s => s.changedAt,
      s => s.at,
    ).map(saleRow),
  )
}

/** Endpoints of statistics-api. */
export const STATISTICS: Routes = {
  'GET /api/v1/supplier/orders': { handler: orders, rate: rate(1, 60, 10), base: rate(1, 3 * 3600) },
  'GET /api/v1/supplier/sales': { handler: sales, rate: rate(1, 60), base: rate(1, 2 * 3600) },
}
