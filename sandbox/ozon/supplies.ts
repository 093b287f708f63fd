import { z } from 'zod'
import { utcMillis } from '../clock.ts'
import { ok } from '../http.ts'
import type { Handler } from './call.ts'
import { id, instant, read } from './call.ts'
import { pageOf } from './paging.ts'
import type { World } from './world/index.ts'
import type { Supply } from './world/supplies.ts'
import { suppliesOf, suppliesToCome } from './world/supplies.ts'

const HOUR = 3_600_000
/** Seconds by which the drop-off points are ahead of UTC. */
const OFFSET = 10_800
const orderId = (supply: Supply) => supply.id - 2_000_000_000_000
const allOf = (world: World) => [...suppliesOf(world), ...suppliesToCome(world)]
const stateOf = ({ from }: Supply, now: number) => {
  if (from > now) return 'READY_TO_SUPPLY'
  return from + 48 * HOUR <= now ? 'COMPLETED' : 'IN_TRANSIT'
}
const CHANGED_AT = {
  READY_TO_SUPPLY: ({ createdAt }: Supply) => createdAt,
  IN_TRANSIT: ({ from }: Supply) => from,
  COMPLETED: ({ from }: Supply) => from + 48 * HOUR,
} as const
const bundleId = (supply: Supply) => `0193-${supply.id}`

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
  const world = shop.world()
  const found = allOf(world)
    .filter(one => states.includes(stateOf(one, world.now)))
    .filter(one => !slot || (one.from >= slot.from && one.from <= slot.to))
  const page = pageOf(found, last_id, limit, `supplies ${slot?.from} ${slot?.to} ${states}`)
  return ok({
    order_ids: page.rows.map(one => String(orderId(one))),
    last_id: page.hasNext ? page.cursor : '',
  })
}

/** POST /v3/supply-order/get: time slots are in the time of the place. */
export const supplyOrder: Handler = ({ shop, body }) => {
  const { order_ids } = read(z.object({ order_ids: z.array(id).min(1).max(50) }), body)
  const { now } = shop.world()
  const local = (at: number) => utcMillis(at + OFFSET * 1000)
  const orders = allOf(shop.world()).filter(one => order_ids.includes(orderId(one)))
  return ok({
    orders: orders.map(one => {
      const state = stateOf(one, now)
      const place = {
        warehouse_id: one.warehouse.id,
        name: one.warehouse.name,
        address: one.warehouse.cluster,
      }
      return {
        order_id: orderId(one),
        order_number: String(orderId(one)),
        state,
        created_date: utcMillis(one.createdAt),
        state_updated_date: utcMillis(CHANGED_AT[state](one)),
        data_filling_deadline_utc: utcMillis(one.createdAt + 24 * HOUR),
        dropoff_warehouse: place,
        timeslot: {
          timeslot: { from: local(one.from), to: local(one.from + HOUR) },
          timezone_info: { iana_name: 'Europe/Moscow', offset: `${OFFSET}s` },
        },
        order_tags: { is_super_fbo: false, is_virtual: false, is_quant: false, is_econom: false },
        supplies: [
          {
            supply_id: one.id,
            state,
            bundle_id: bundleId(one),
            is_crossdock: false,
            macrolocal_cluster_id: one.warehouse.macrolocalClusterId,
            storage_warehouse: {
              ...place,
              arrival_date: state === 'READY_TO_SUPPLY' ? null : utcMillis(one.from + 24 * HOUR),
            },
            supply_tags: { is_marking_required: false },
          },
        ],
      }
    }),
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
  const supply = allOf(shop.world()).find(one => bundleId(one) === bundle_ids[0])
  const page = pageOf(supply?.goods ?? [], last_id, limit, `bundle ${bundle_ids[0]}`)
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
    total_count: supply?.goods.length ?? 0,
    has_next: page.hasNext,
    last_id: page.hasNext ? page.cursor : '',
  })
}
