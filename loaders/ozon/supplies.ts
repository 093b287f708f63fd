import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { Slice, Slicer } from '../core/declare/slices.ts'
import { days, split, today } from '../core/declare/slices.ts'
import type { Source, StreamContext } from '../core/declare/source.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import type { Id } from '../core/declare/table.ts'
import { bool, day, id, instant, int, optional, real, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'
import type { Day, Instant } from '../core/parse/time.ts'
import { endOfDay, moscowDay, startOfDay } from '../core/parse/time.ts'
import { undoubled } from '../core/parse/undoubled.ts'

const supplies = table('fact_ozon_supplies', {
  store: 'facts',
  key: ['supply_id'],
  day: 'dt',
  grain:
    'One supply of an order to supply FBO goods. `dt` is the day on which its time slot begins, which may be to come; without a slot, the day on which it was created.',
  columns: {
    supply_id: id(),
    dt: day(),
    order_id: id(),
    order_number: optional(text()),
    order_state: optional(text()),
    state: optional(text()),
    created_at: optional(instant()),
    state_changed_at: optional(instant()),
    timeslot_from: optional(instant()),
    timeslot_to: optional(instant()),
    dropoff_warehouse_id: optional(id()),
    dropoff_warehouse: optional(text()),
    storage_warehouse_id: optional(id()),
    storage_warehouse: optional(text()),
    arrived_at: optional(instant()),
    macrolocal_cluster_id: optional(id()),
    is_crossdock: optional(bool()),
    bundle_id: optional(text()),
  },
})

const supplyItems = table('fact_ozon_supply_items', {
  store: 'facts',
  key: ['supply_id', 'sku', 'line'],
  day: 'dt',
  grain: 'One product of a supply, as it was put into it.',
  columns: {
    supply_id: id(),
    sku: id(),
    /** From 1 within the rows of a SKU. */
    line: int(),
    dt: day(),
    product_id: optional(id()),
    offer_id: optional(text()),
    name: optional(text()),
    barcode: optional(text()),
    quantity: int(),
    quant: optional(int()),
    volume_litres: optional(real()),
    total_volume_litres: optional(real()),
  },
})

const STATES = [
  'DATA_FILLING',
  'READY_TO_SUPPLY',
  'ACCEPTED_AT_SUPPLY_WAREHOUSE',
  'IN_TRANSIT',
  'ACCEPTANCE_AT_STORAGE_WAREHOUSE',
  'REPORTS_CONFIRMATION_AWAITING',
  'REPORT_REJECTED',
  'COMPLETED',
  'REJECTED_AT_SUPPLY_WAREHOUSE',
  'CANCELLED',
  'OVERDUE',
] as const
/** Those of orders whose time slot may still be to come. */
const BEFORE_SLOT = ['DATA_FILLING', 'READY_TO_SUPPLY'] as const satisfies readonly (typeof STATES)[number][]
const KNOWN: ReadonlySet<string> = new Set(STATES)
const PATHS = {
  list: '/v3/supply-order/list',
  get: '/v3/supply-order/get',
  bundle: '/v1/supply-order/bundle',
} as const
const LIMIT = 100
/** Orders of one request (ozon.md 13.4). */
const ORDERS = 50

const Place = shape.block({ warehouse_id: shape.maybeId, name: shape.text, arrival_date: shape.time })
const Order = z.object({
  order_id: shape.id,
  order_number: shape.text,
  state: shape.text,
  created_date: shape.time,
  state_updated_date: shape.time,
  dropoff_warehouse: Place,
  timeslot: shape.block({
    timeslot: shape.block({ from: shape.time, to: shape.time }),
    timezone_info: shape.block({ offset: shape.text }),
  }),
  supplies: shape.list(
    z.object({
      supply_id: shape.id,
      state: shape.text,
      bundle_id: shape.text,
      is_crossdock: shape.flag,
      macrolocal_cluster_id: shape.maybeId,
      storage_warehouse: Place,
    }),
  ),
})
type Order = z.output<typeof Order>
const ListPage = z.object({ order_ids: shape.list(shape.id), last_id: shape.text })
const OrdersPage = z.object({ orders: shape.list(Order) })
const Item = z.object({
  sku: shape.id,
  product_id: shape.maybeId,
  offer_id: shape.text,
  name: shape.text,
  barcode: shape.text,
  quantity: shape.countOrZero,
  quant: shape.count,
  volume_in_litres: shape.real,
  total_volume_in_litres: shape.real,
})
const BundlePage = z.object({
  items: shape.list(Item),
  total_count: shape.count,
  has_next: shape.flag,
  last_id: shape.text,
})

/** An instant that is written in local time as if it were UTC; `offset` is the zone's, in seconds, as `10800s`. */
function atPlace(local: Instant | null, offset: string | null): Instant | null {
  const seconds = Number(/^-?\d+/.exec(offset ?? '')?.[0] ?? 0)
  return local === null ? null : (new Date(Date.parse(local) - seconds * 1000).toISOString() as Instant)
}

const idsOf = (filterOf: (slice: Slice) => object): Source<z.output<typeof ListPage>> =>
  post(HOST.seller)(PATHS.list, {
    shape: ListPage,
    body: slice => ({
      filter: filterOf(slice),
      limit: LIMIT,
      last_id: '',
      sort_by: 'ORDER_CREATION',
      sort_dir: 'ASC',
    }),
    next: (page, body) =>
      page.last_id !== null && page.order_ids.length === body.limit
        ? { ...body, last_id: page.last_id }
        : null,
  })

const bundle = (id: string): Source<z.output<typeof BundlePage>> =>
  post(HOST.seller)(PATHS.bundle, {
    shape: BundlePage,
    body: () => ({ bundle_ids: [id], limit: LIMIT, last_id: '' }),
    next: (page, body) => (page.has_next && page.last_id ? { ...body, last_id: page.last_id } : null),
  })

/**
 * What a supply holds: two equal lines are two. Where Ozon counts half as many as it lists, a list that repeats itself is a doubled answer, however short;
 * where it counts as many, it is none.
 */
async function itemsOf(context: StreamContext, slice: Slice, id: string) {
  const items: z.output<typeof Item>[] = []
  let counted: number | null = null
  for await (const page of bundle(id).read(context, slice)) {
    items.push(...page.items)
    counted ??= page.total_count
  }
  if (counted === items.length) return items
  return undoubled(items, counted === items.length / 2 ? 1 : undefined)
}
const SELLER = { host: HOST.seller, method: 'POST' } as const

interface Supply {
  readonly order: Order
  readonly supply: Order['supplies'][number]
  readonly items: readonly z.output<typeof Item>[]
}

const sourceOf = (filterOf: (slice: Slice) => object): Source<readonly Supply[]> => ({
  host: HOST.seller,
  paths: Object.values(PATHS),
  async *read(context, slice) {
    for await (const { order_ids } of idsOf(filterOf).read(context, slice))
      for (const part of split<Id>(order_ids, ORDERS)) {
        const body = { order_ids: part.map(String) }
        const { orders } = await context.json({ ...SELLER, path: PATHS.get, body }, OrdersPage)
        const page: Supply[] = []
        for (const order of orders)
          for (const supply of order.supplies) {
            const items = supply.bundle_id === null ? [] : await itemsOf(context, slice, supply.bundle_id)
            page.push({ order, supply, items })
          }
        yield page
      }
  },
})

function timesOf({ timeslot }: Order) {
  const offset = timeslot?.timezone_info?.offset ?? null
  return {
    from: atPlace(timeslot?.timeslot?.from ?? null, offset),
    to: atPlace(timeslot?.timeslot?.to ?? null, offset),
  }
}
const dayOf = (order: Order, otherwise: Day): Day => {
  const at = timesOf(order).from ?? order.created_date
  return at === null ? otherwise : moscowDay(at)
}

const of = (id: string, slices: Slicer, source: Source<readonly Supply[]>) =>
  stream({
    id,
    into: [supplies, supplyItems],
    slices,
    source,
    rows: (page, slice, context) => ({
      fact_ozon_supplies: page.map(({ order, supply }) => ({
        supply_id: supply.supply_id,
        dt: dayOf(order, slice.from),
        order_id: order.order_id,
        order_number: order.order_number,
        order_state: shape.known(context, 'supply state', order.state, KNOWN),
        state: shape.known(context, 'supply state', supply.state, KNOWN),
        created_at: order.created_date,
        state_changed_at: order.state_updated_date,
        timeslot_from: timesOf(order).from,
        timeslot_to: timesOf(order).to,
        dropoff_warehouse_id: order.dropoff_warehouse?.warehouse_id ?? null,
        dropoff_warehouse: order.dropoff_warehouse?.name ?? null,
        storage_warehouse_id: supply.storage_warehouse?.warehouse_id ?? null,
        storage_warehouse: supply.storage_warehouse?.name ?? null,
        arrived_at: supply.storage_warehouse?.arrival_date ?? null,
        macrolocal_cluster_id: supply.macrolocal_cluster_id,
        is_crossdock: supply.is_crossdock,
        bundle_id: supply.bundle_id,
      })),
      fact_ozon_supply_items: page.flatMap(({ order, supply, items }) =>
        items.map((item, at) => ({
          supply_id: supply.supply_id,
          sku: item.sku,
          line: items.slice(0, at).filter(one => one.sku === item.sku).length + 1,
          dt: dayOf(order, slice.from),
          product_id: item.product_id,
          offer_id: item.offer_id,
          name: item.name,
          barcode: item.barcode,
          quantity: item.quantity,
          quant: item.quant,
          volume_litres: item.volume_in_litres,
          total_volume_litres: item.total_volume_in_litres,
        })),
      ),
    }),
    write: { mode: 'upsert', parent: 'supply_id' },
    // Each supply of a window is a request of its own.
    parallel: 8,
  })

const orders = of(
  'ozon.supplies.orders',
  days(30, { first: 365, again: 60 }),
  sourceOf(({ from, to }) => ({
    states: STATES,
    timeslot_from_range: {
      from: startOfDay(from),
      to: endOfDay(to),
      timeslot_filter_type: 'BY_UTC_TIME',
    },
  })),
)
/** Orders whose time slot no window holds: it is to come, or was not chosen yet. */
const coming = of(
  'ozon.supplies.coming',
  today(),
  sourceOf(() => ({ states: BEFORE_SLOT })),
)

export const suppliesTables = [supplies, supplyItems] as const
/** In a lane of its own: what each supply holds is a request. */
export const suppliesStep = step('ozon.supplies', { lane: 'supplies', refresh: 'daily' }, [orders, coming])
