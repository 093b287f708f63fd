import { z } from 'zod'
import { utcMillis } from '../clock.ts'
import { ok } from '../http.ts'
import type { Handler } from './call.ts'
import { id, instant, read } from './call.ts'
import { pageOf } from './paging.ts'
import type { Warehouse } from './world/places.ts'
import { WAREHOUSES } from './world/places.ts'
import type { Supply, SupplyGoods, SupplyOrder } from './world/supplies.ts'

const HOUR = 3_600_000
/** Seconds by which the drop-off points are ahead of UTC. */
const OFFSET = 10_800
/** Where the goods of all orders are brought. */
const DROP_OFF = WAREHOUSES[0] as Warehouse
const placeOf = ({ id, name, cluster }: Warehouse) => ({ warehouse_id: id, name, address: cluster })
const bundleId = (supply: Supply) => `0193-${supply.id}`
/** States in which goods are at their warehouse. */
const THERE: ReadonlySet<string> = new Set(['ACCEPTANCE_AT_STORAGE_WAREHOUSE', 'COMPLETED'])
/** What was told, until it is counted. */
const piecesOf = ({ state }: SupplyOrder, { planned, accepted }: SupplyGoods) =>
  state === 'COMPLETED' ? accepted : planned

/** POST /v3/supply-order/list: orders by their states, and by the beginning of their time slots, in UTC, if that is asked for. */
export const supplyOrders: Handler = ({ shop, body }) => {
  const { filter, limit, last_id } = read(
    z.object({
      filter: z.object({
        states: z.array(z.string()).min(1),
        timeslot_from_range: z
          .object({ from: instant, to: instant, timeslot_filter_type: z.literal('BY_UTC_TIME') })
          .optional(),
      }),
      limit: z.number().int().min(1).max(100),
      last_id: z.string().default(''),
      sort_by: z.string(),
      sort_dir: z.string().default('ASC'),
    }),
    body,
  )
  const { states, timeslot_from_range: slot } = filter
  const found = shop
    .world()
    .supplyOrders()
    .filter(({ state }) => states.includes(state))
    .filter(one => !slot || (one.from >= slot.from && one.from <= slot.to))
  const page = pageOf(found, last_id, limit, `supplies ${slot?.from} ${slot?.to} ${states}`)
  return ok({
    order_ids: page.rows.map(one => String(one.id)),
    last_id: page.hasNext ? page.cursor : '',
  })
}

/** POST /v3/supply-order/get: time slots are in the time of the place. */
export const supplyOrder: Handler = ({ shop, body }) => {
  const { order_ids } = read(z.object({ order_ids: z.array(id).min(1).max(50) }), body)
  const local = (at: number) => utcMillis(at + OFFSET * 1000)
  const orders = shop
    .world()
    .supplyOrders()
    .filter(one => order_ids.includes(one.id))
  return ok({
    orders: orders.map(({ state, supplies, ...one }) => ({
      order_id: one.id,
      order_number: String(one.id),
      state,
      created_date: utcMillis(one.createdAt),
      state_updated_date: utcMillis(one.changedAt),
      data_filling_deadline_utc: utcMillis(one.filledAt),
      dropoff_warehouse: placeOf(DROP_OFF),
      timeslot: {
        timeslot: { from: local(one.from), to: local(one.from + HOUR) },
        timezone_info: { iana_name: 'Europe/Moscow', offset: `${OFFSET}s` },
      },
      order_tags: {
        is_super_fbo: supplies.some(({ warehouse }) => warehouse === null),
        is_virtual: false,
        is_quant: false,
        is_econom: false,
      },
      supplies: supplies.map(supply => ({
        supply_id: supply.id,
        state,
        bundle_id: bundleId(supply),
        is_crossdock: supply.warehouse !== DROP_OFF,
        // Where Ozon spreads the goods itself, it names no place.
        ...(supply.warehouse && {
          macrolocal_cluster_id: supply.warehouse.macrolocalClusterId,
          storage_warehouse: {
            ...placeOf(supply.warehouse),
            arrival_date: THERE.has(state) ? utcMillis(one.thereAt) : null,
          },
        }),
        supply_tags: { is_marking_required: false },
      })),
    })),
  })
}

/** POST /v1/supply-order/bundle: what one supply holds. */
export const supplyBundle: Handler = ({ shop, body }) => {
  const { bundle_ids, limit, last_id } = read(
    z.object({
      bundle_ids: z.array(z.string()).length(1),
      limit: z.number().int().min(1).max(100),
      last_id: z.string().default(''),
    }),
    body,
  )
  const goods = shop
    .world()
    .supplyOrders()
    .flatMap(order => order.supplies.map(supply => ({ order, supply })))
    .filter(({ supply }) => bundleId(supply) === bundle_ids[0])
    .flatMap(({ order, supply }) =>
      supply.goods.map(one => ({ product: one.product, quantity: piecesOf(order, one) })),
    )
    .filter(({ quantity }) => quantity > 0)
  const page = pageOf(goods, last_id, limit, `bundle ${bundle_ids[0]}`)
  return ok({
    items: page.rows.map(({ product, quantity }) => ({
      icon_path: product.images[0] ?? '',
      sku: product.sku,
      name: product.name,
      offer_id: product.offerId,
      quantity,
      barcode: product.barcodes?.[0] ?? '',
      product_id: product.productId,
      quant: 1,
      is_quant_editable: false,
      volume_in_litres: product.volumeWeight,
      total_volume_in_litres: Math.round(product.volumeWeight * quantity * 100) / 100,
    })),
    total_count: goods.length,
    has_next: page.hasNext,
    last_id: page.hasNext ? page.cursor : '',
  })
}
