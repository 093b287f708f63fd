import { z } from 'zod'
import { dayNumber } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { read } from './call.ts'
import { order } from './reports.ts'
import type { Shop } from './shop.ts'
import { placementOfDay } from './world/placement.ts'
import { workbook } from './xlsx.ts'

const MOST_DAYS = 31
const PLACEMENT = [
  'Дата',
  'SKU',
  'Артикул',
  'Название товара',
  'Склад',
  'Кол-во платных экземпляров',
  'Платный объём в миллилитрах',
  'Начисленная стоимость размещения',
] as const

function* placementOf(shop: Shop, from: number, to: number): Generator<readonly (string | number | null)[]> {
  yield ['Стоимость размещения по товарам']
  yield []
  yield PLACEMENT
  const world = shop.world()
  for (let day = Math.max(from, world.startDay); day <= Math.min(to, world.today); day++)
    for (const { product, warehouse, units, millilitres, cost } of placementOfDay(world.market, day))
      yield [
        dayText(day),
        product.sku,
        product.offerId,
        product.name,
        warehouse.name,
        units,
        millilitres,
        roubles(cost),
      ]
}

/** A day as the cabinet writes it: `01.10.2026`. */
const dayText = (day: number) => {
  const [year, month, date] = new Date(day * 86_400_000).toISOString().slice(0, 10).split('-')
  return `${date}.${month}.${year}`
}

/** POST /v1/report/placement/by-products/create: at most 31 days. */
export const placementReport: Handler = call => {
  const request = read(z.object({ date_from: z.iso.date(), date_to: z.iso.date() }), call.body)
  const [from, to] = [dayNumber(request.date_from), dayNumber(request.date_to)]
  if (from > to || to - from >= MOST_DAYS) throw badRequest('period must be 1 to 31 days')
  return ok({
    code: order(call, 'SELLER_PLACEMENT_BY_PRODUCTS', request, () =>
      workbook('Размещение', placementOf(call.shop, from, to)),
    ),
  })
}
