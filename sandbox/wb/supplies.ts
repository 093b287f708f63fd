import { z } from 'zod'
import { dayNumber, moscowDay, startOfDay } from '../clock.ts'
import { roubles } from '../money.ts'
import type { Call, Handler, Routes } from './call.ts'
import { moscowZoned, ok, queryObject, read } from './call.ts'
import { suppliesRefusal } from './errors.ts'
import { rate } from './limits.ts'
import type { SupplyGoods, WbSupply } from './world/supplies.ts'

const PHONE = '+7 916 *** 44 44'
const total = (goods: readonly SupplyGoods[], of: (one: SupplyGoods) => number) =>
  goods.reduce((sum, one) => sum + of(one), 0)

/** Half of the goods is accepted while the rest is laid out; all of them from the next day on. */
const acceptedOf = ({ status }: WbSupply, one: SupplyGoods) =>
  status === 5 ? one.accepted : status === 4 ? Math.floor(one.accepted / 2) : 0
const layingOutOf = ({ status }: WbSupply, one: SupplyGoods) =>
  status === 4 ? one.accepted - Math.floor(one.accepted / 2) : 0
const readyOf = ({ status }: WbSupply, one: SupplyGoods) => (status === 5 ? one.accepted : 0)

function changedAt(supply: WbSupply): number | null {
  const { status, plannedAt, day, broughtAt, acceptingAt, acceptedAt } = supply
  return [null, null, plannedAt, startOfDay(day), acceptingAt, acceptedAt, broughtAt][status] ?? null
}

const zonedOrNull = (at: number | null) => (at === null ? null : moscowZoned(at))
const headOf = (supply: WbSupply) => ({
  phone: PHONE,
  createDate: moscowZoned(supply.madeAt),
  supplyDate: supply.status === 1 ? null : moscowZoned(startOfDay(supply.day)),
  factDate: supply.status >= 4 ? moscowZoned(supply.broughtAt) : null,
  updatedDate: zonedOrNull(changedAt(supply)),
  statusID: supply.status,
  boxTypeID: supply.virtual ? 0 : 2,
  ...(supply.virtual ? {} : { isBoxOnPallet: supply.order % 20 === 0 }),
})

const TYPES = ['factDate', 'createDate', 'supplyDate', 'updatedDate'] as const
const written = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .transform(dayNumber)
const filters = z.object({
  dates: z
    .array(z.object({ from: written.optional(), till: written.optional(), type: z.enum(TYPES) }))
    .default([]),
  statusIDs: z.array(z.int().min(1).max(6)).default([]),
})
const page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
  offset: z.coerce.number().int().min(0).default(0),
})

/** POST /api/v1/supplies: the newest first; dates are whole days in Moscow. */
const list: Handler = call => {
  const { dates, statusIDs } = read(filters, call.body, call.host)
  const { limit, offset } = read(page, queryObject(call.query), call.host)
  const fits = (supply: WbSupply) =>
    (statusIDs.length === 0 || statusIDs.includes(supply.status)) &&
    dates.every(({ from, till, type }) => {
      const told = headOf(supply)[type]
      const day = told === null ? null : moscowDay(Date.parse(told))
      return day !== null && (from === undefined || day >= from) && (till === undefined || day <= till)
    })
  const found = call.shop.world().supplies().filter(fits)
  return ok(
    found
      .slice(offset, offset + limit)
      .map(supply => ({ ...headOf(supply), supplyID: supply.id, preorderID: supply.order })),
  )
}

/** The supply that a path names, by its own id or by that of its order as long as it has none. */
function asked({ shop, part, query }: Call): WbSupply {
  const number = Number(part)
  const supplies = shop.world().supplies()
  if (query.get('isPreorderID') === 'true') {
    const supply = supplies.find(({ order }) => order === number)
    if (supply?.id)
      throw suppliesRefusal(
        400,
        `fail to get supply details: по заказу ${part} найдена поставка ${supply.id}. Используйте поиск по ID поставки`,
      )
    if (supply) return supply
  }
  const supply = supplies.find(({ id }) => id === number)
  if (!supply) throw suppliesRefusal(404, `поставка ${part} не найдена`)
  return supply
}

/** GET /api/v1/supplies/{ID}: how much was told, and how much was accepted. */
const details: Handler = call => {
  const supply = asked(call)
  const { goods, warehouse, transit, cost } = supply
  const isThere = supply.status >= 4
  return ok({
    ...headOf(supply),
    ...(supply.virtual ? { virtualTypeID: 5 } : {}),
    warehouseID: warehouse.id,
    warehouseName: warehouse.name,
    actualWarehouseID: isThere ? warehouse.id : null,
    actualWarehouseName: isThere ? warehouse.name : '',
    transitWarehouseID: transit?.id ?? null,
    transitWarehouseName: transit?.name ?? '',
    acceptanceCost: cost === null ? null : roubles(cost),
    paidAcceptanceCoefficient: cost === null ? 0 : 1,
    rejectReason: null,
    supplierAssignName: call.shop.profile.tradeMark,
    storageCoef: '115',
    deliveryCoef: '125',
    quantity: total(goods, one => one.planned),
    acceptedQuantity: total(goods, one => acceptedOf(supply, one)),
    unloadingQuantity: total(goods, one => layingOutOf(supply, one)),
    readyForSaleQuantity: total(goods, one => readyOf(supply, one)),
    depersonalizedQuantity: 0,
  })
}

/** GET /api/v1/supplies/{ID}/goods, by barcode. */
const goods: Handler = call => {
  const supply = asked(call)
  const { limit, offset } = read(
    page.extend({ limit: page.shape.limit.default(100) }),
    queryObject(call.query),
    call.host,
  )
  return ok(
    supply.goods.slice(offset, offset + limit).map(one => ({
      barcode: one.size.barcodes[0] ?? '',
      vendorCode: one.card.vendorCode,
      nmID: one.card.nmId,
      needKiz: one.card.category !== 'Дом',
      tnved: one.card.category === 'Дом' ? null : '6204430000',
      techSize: one.size.techSize,
      color: one.card.vendorCode.split('/')[1] ?? null,
      supplierBoxAmount: one.planned,
      quantity: one.planned,
      readyForSaleQuantity: readyOf(supply, one),
      acceptedQuantity: acceptedOf(supply, one),
      unloadingQuantity: layingOutOf(supply, one),
    })),
  )
}

const limits = { rate: rate(30, 60, 10), base: rate(2, 3600) }
/** Endpoints of supplies-api. */
export const SUPPLIES: Routes = {
  'POST /api/v1/supplies': { handler: list, ...limits },
  'GET /api/v1/supplies/*': { handler: details, ...limits },
  'GET /api/v1/supplies/*/goods': { handler: goods, ...limits },
}
