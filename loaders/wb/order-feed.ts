import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { days } from '../core/declare/slices.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, id as idColumn, instant, money, optional, table, text } from '../core/declare/table.ts'
import {
  field,
  flag,
  id,
  known,
  list,
  maybeId,
  maybeSum,
  moscowTime,
  name,
  text as word,
} from '../core/parse/fields.ts'
import { endOfDay, moscowDay, moscowInstant, startOfDay } from '../core/parse/time.ts'

const feed = table('fact_wb_order_feed', {
  store: 'facts',
  key: ['srid'],
  day: 'dt',
  grain:
    'One ordered unit with its last status, by the day of that status; where it was sent, and how it was cancelled. Wildberries tells of statuses of the last 31 days only: an older order is missing until its status changes. It joins `fact_wb_orders` by `srid` and is never added to it.',
  columns: {
    srid: text(),
    /** The Moscow day of `updated_at`. */
    dt: day(),
    /** `created`, `buyout`, `cancel`, `return`, or `returnDefective`: given back because it was defective. */
    status: text(),
    /** Of a cancellation: `app` before the pickup, `receipt` at it, `expire` not picked up in time, `other` by Wildberries. */
    cancel_type: optional(text()),
    created_at: optional(instant()),
    updated_at: instant(),
    nm_id: idColumn(),
    chrt_id: optional(idColumn()),
    /** After the seller's discount. */
    seller_price: optional(money()),
    currency: optional(text()),
    destination_city: optional(text()),
    /** The federal district; the country where it is not Russia. */
    destination_district: optional(text()),
    warehouse_name: optional(text()),
    /** Empty for warehouses of Wildberries in Russia, which are hidden since 2026-08-15. */
    warehouse_region: optional(text()),
    is_own_warehouse: optional(bool()),
    is_b2b: optional(bool()),
  },
})

const FEED = '/api/analytics/v1/order-feed'
/** Days of statuses that are told (wildberries.md 3), and of a window. */
const DAYS = 31
const LIMIT = 10_000

const STATUSES: ReadonlySet<string> = new Set(['created', 'buyout', 'cancel', 'return', 'returnDefective'])
const CANCELS: ReadonlySet<string> = new Set(['app', 'receipt', 'expire', 'other'])

const FeedPage = z.object({
  data: z.object({
    snapshotTime: word,
    currency: word,
    orders: list(
      z.object({
        srid: name,
        nmId: id,
        chrtId: maybeId,
        createdAt: moscowTime,
        updatedAt: field('an instant', value =>
          typeof value === 'string' ? (moscowInstant(value) ?? undefined) : undefined,
        ),
        status: name,
        cancelType: word,
        sellerPrice: maybeSum,
        destinationCity: word,
        destinationDistrict: word,
        warehouseName: word,
        warehouseRegion: word,
        isMp: flag,
        isB2b: flag,
      }),
    ),
  }),
})
type FeedPage = z.output<typeof FeedPage>

interface Body {
  readonly selectedPeriod: { readonly start: string; readonly end: string }
  readonly nmIds: readonly number[]
  readonly pagination: { readonly offset: number; readonly limit: number; readonly snapshotTime?: string }
}
/** Later pages are of the moment of the first one; a page that is not full is the last. */
function following({ data }: FeedPage, body: Body): Body | null {
  if (data.orders.length < LIMIT) return null
  const { offset, limit, snapshotTime = data.snapshotTime ?? undefined } = body.pagination
  const pagination = { offset: offset + limit, limit, ...(snapshotTime ? { snapshotTime } : {}) }
  return { ...body, pagination }
}

/** An order that changes leaves the window of its old status for that of the new one, so that windows which are over need not be read again. */
const statuses = stream({
  id: 'wb.order_feed.orders',
  into: [feed],
  slices: days(DAYS, { first: DAYS, again: 1 }),
  source: post(HOST.analytics)(FEED, {
    shape: FeedPage,
    body: ({ from, to }): Body => ({
      selectedPeriod: { start: startOfDay(from), end: endOfDay(to) },
      nmIds: [],
      pagination: { offset: 0, limit: LIMIT },
    }),
    next: following,
  }),
  rows: ({ data }, _slice, context) => ({
    fact_wb_order_feed: data.orders.map(order => ({
      srid: order.srid,
      dt: moscowDay(order.updatedAt),
      status: known(context, 'order status', order.status, STATUSES),
      cancel_type: known(context, 'kind of cancellation', order.cancelType, CANCELS),
      created_at: order.createdAt,
      updated_at: order.updatedAt,
      nm_id: order.nmId,
      chrt_id: order.chrtId,
      seller_price: order.sellerPrice,
      currency: data.currency,
      destination_city: order.destinationCity,
      destination_district: order.destinationDistrict,
      warehouse_name: order.warehouseName,
      warehouse_region: order.warehouseRegion,
      is_own_warehouse: order.isMp,
      is_b2b: order.isB2b,
    })),
  }),
})

export const orderFeedTables = [feed] as const
/** In a lane of its own: a page a minute. A Base token has a page in three hours, so that a window would never be read before the next begins. */
export const orderFeedStep = step(
  'wb.order_feed',
  { lane: 'order_feed', refresh: 'daily', when: ({ may }) => (may('base') ? 'token_type' : null) },
  [statuses],
)
