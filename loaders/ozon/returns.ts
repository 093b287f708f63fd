import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { Slice, Slicer } from '../core/declare/slices.ts'
import { days, today } from '../core/declare/slices.ts'
import type { Source } from '../core/declare/source.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import type { Id } from '../core/declare/table.ts'
import {
  bool,
  day,
  id,
  instant,
  int,
  json,
  money,
  optional,
  real,
  table,
  text,
} from '../core/declare/table.ts'
import { LoadError } from '../core/errors.ts'
import * as shape from '../core/parse/fields.ts'
import type { Day } from '../core/parse/time.ts'
import { addDays, endOfDay, moscowDay, startOfDay } from '../core/parse/time.ts'
import { priced } from './fields.ts'

export const returns = table('fact_ozon_returns', {
  store: 'facts',
  key: ['return_id'],
  day: 'dt',
  grain: 'One return, refusal or cancellation. `dt` is the Moscow day on which the goods were handed back.',
  columns: {
    return_id: id(),
    dt: day(),
    order_id: optional(id()),
    order_number: optional(text()),
    posting_number: optional(text()),
    return_type: optional(text()),
    return_schema: optional(text()),
    return_reason: optional(text()),
    sku: optional(id()),
    offer_id: optional(text()),
    product_name: optional(text()),
    quantity: int(),
    price: optional(money()),
    price_without_commission: optional(money()),
    commission: optional(money()),
    commission_percent: optional(real()),
    currency_code: optional(text()),
    status: optional(text()),
    status_name: optional(text()),
    status_changed_at: optional(instant()),
    compensation_status: optional(text()),
    compensation_changed_at: optional(instant()),
    returned_at: optional(instant()),
    accepted_at: optional(instant()),
    technical_return_at: optional(instant()),
    cancelled_with_compensation_at: optional(instant()),
    place_id: optional(id()),
    place_name: optional(text()),
    target_place_id: optional(id()),
    target_place: optional(text()),
    storage_days: optional(int()),
    storage_sum: optional(money()),
    utilization_sum: optional(money()),
    utilization_forecast_at: optional(instant()),
    is_opened: optional(bool()),
    extra: optional(json()),
  },
})

const Place = shape.block({ id: shape.maybeId, name: shape.text })
const Status = shape.block({
  status: shape.block({ display_name: shape.text, sys_name: shape.text }),
  change_moment: shape.time,
})
const Return = z.object({
  id: shape.id,
  type: shape.text,
  schema: shape.text,
  return_reason_name: shape.text,
  order_id: shape.maybeId,
  order_number: shape.text,
  posting_number: shape.text,
  source_id: shape.maybeId,
  clearing_id: shape.maybeId,
  return_clearing_id: shape.maybeId,
  place: Place,
  target_place: Place,
  product: shape.block({
    sku: shape.maybeId,
    offer_id: shape.text,
    name: shape.text,
    quantity: shape.countOrZero,
    price: priced,
    price_without_commission: shape.maybeSum,
    commission_percent: shape.real,
    commission: shape.maybeSum,
  }),
  logistic: shape.block({
    return_date: shape.time,
    final_moment: shape.time,
    technical_return_moment: shape.time,
    cancelled_with_compensation_moment: shape.time,
    barcode: shape.text,
  }),
  storage: shape.block({
    days: shape.count,
    sum: shape.maybeSum,
    utilization_sum: shape.maybeSum,
    tariffication_first_date: shape.time,
    tariffication_start_date: shape.time,
    arrived_moment: shape.time,
    utilization_forecast_date: shape.time,
  }),
  visual: Status,
  compensation_status: Status,
  exemplars: shape.whole,
  additional_info: shape.block({ is_opened: shape.flag, is_super_econom: shape.flag }),
})
type Return = z.output<typeof Return>
const ReturnsPage = z.object({ returns: shape.list(Return), has_next: shape.flag })
type ReturnsPage = z.output<typeof ReturnsPage>

const TYPES = new Set(['Cancellation', 'FullReturn', 'PartialReturn', 'ClientReturn', 'Unknown'])
const SCHEMAS = new Set(['FBO', 'FBS', 'RFBS'])
const PATH = '/v1/returns/list'
const LIMIT = 500
/** Days of history to load: as deep as finance, which pays for returns. */
const DEPTH = 365

/** The greater of two ids: numbers, BigInts or digits. */
const later = (one: Id, other: Id): Id => (BigInt(one) > BigInt(other) ? one : other)

/** A request may have only one of the date filters (ozon.md 5 step 6). */
const dated = (filter: 'logistic_return_date' | 'visual_status_change_moment') => (slice: Slice) => ({
  [filter]: { time_from: startOfDay(slice.from), time_to: endOfDay(slice.to) },
})

const pages = (filterOf: (slice: Slice) => object): Source<ReturnsPage> =>
  post(HOST.seller)(PATH, {
    shape: ReturnsPage,
    body: slice => ({
      filter: filterOf(slice),
      limit: LIMIT,
      last_id: 0 as Id,
    }),
    // The response has no cursor: the greatest id of the page serves as one (ozon.md 5 step 6).
    next: (page, body) => {
      if (page.returns.length === 0 || page.has_next === false) return null
      if (page.has_next === null && page.returns.length < LIMIT) return null
      const last_id = page.returns.reduce<Id>((last, one) => later(last, one.id), body.last_id)
      if (last_id === body.last_id) throw new LoadError('shape', 'returns: the last id does not move')
      return { ...body, last_id }
    },
  })

/** Returns of these sources that the list covers: older ones would be single rows of a history that was not loaded. */
const covered = (sources: readonly Source<ReturnsPage>[]): Source<ReturnsPage> => ({
  host: HOST.seller,
  paths: [PATH],
  async *read(context, slice) {
    const first = addDays(moscowDay(context.now()), 1 - DEPTH)
    for (const source of sources)
      for await (const page of source.read(context, slice))
        yield { ...page, returns: page.returns.filter(one => (dayOf(one) ?? first) >= first) }
  },
})

/** All that the document has: sent, received, cancelled, taken back. */
const COMPENSATION_STATUSES = [1, 2, 3, 4] as const
const byCompensation = COMPENSATION_STATUSES.map(compensation_status_id =>
  pages(() => ({ compensation_status_id })),
)

const dayOf = ({ logistic, visual }: Return): Day | null => {
  const date = logistic?.return_date ?? logistic?.final_moment ?? visual?.change_moment ?? null
  return date === null ? null : moscowDay(date)
}

const of = (id: string, slices: Slicer, source: Source<ReturnsPage>) =>
  stream({
    id,
    into: [returns],
    slices,
    source,
    rows: (page, slice, context) => ({
      fact_ozon_returns: page.returns.map(one => {
        const { product, logistic, storage, visual, compensation_status: compensation } = one
        const dt = dayOf(one)
        if (dt === null) context.unmapped('return_without_date', String(one.id))
        return {
          return_id: one.id,
          dt: dt ?? slice.from,
          order_id: one.order_id,
          order_number: one.order_number,
          posting_number: one.posting_number,
          return_type: shape.known(context, 'return type', one.type, TYPES),
          return_schema: shape.known(context, 'return schema', one.schema?.toUpperCase() ?? null, SCHEMAS),
          return_reason: one.return_reason_name,
          sku: product?.sku ?? null,
          offer_id: product?.offer_id ?? null,
          product_name: product?.name ?? null,
          quantity: product?.quantity ?? 0,
          price: product?.price.amount ?? null,
          price_without_commission: product?.price_without_commission ?? null,
          commission: product?.commission ?? null,
          commission_percent: product?.commission_percent ?? null,
          currency_code: product?.price.currency ?? null,
          status: visual?.status?.sys_name ?? null,
          status_name: visual?.status?.display_name ?? null,
          status_changed_at: visual?.change_moment ?? null,
          compensation_status: compensation?.status?.sys_name ?? null,
          compensation_changed_at: compensation?.change_moment ?? null,
          returned_at: logistic?.return_date ?? null,
          accepted_at: logistic?.final_moment ?? null,
          technical_return_at: logistic?.technical_return_moment ?? null,
          cancelled_with_compensation_at: logistic?.cancelled_with_compensation_moment ?? null,
          place_id: one.place?.id ?? null,
          place_name: one.place?.name ?? null,
          target_place_id: one.target_place?.id ?? null,
          target_place: one.target_place?.name ?? null,
          storage_days: storage?.days ?? null,
          storage_sum: storage?.sum ?? null,
          utilization_sum: storage?.utilization_sum ?? null,
          utilization_forecast_at: storage?.utilization_forecast_date ?? null,
          is_opened: one.additional_info?.is_opened ?? null,
          extra: shape.extra({
            source_id: one.source_id,
            clearing_id: one.clearing_id,
            return_clearing_id: one.return_clearing_id,
            exemplars: one.exemplars,
            barcode: logistic?.barcode,
            is_super_econom: one.additional_info?.is_super_econom,
            tariffication_first_date: storage?.tariffication_first_date,
            tariffication_start_date: storage?.tariffication_start_date,
            arrived_moment: storage?.arrived_moment,
          }),
        }
      }),
    }),
  })

const list = of(
  'ozon.returns.list',
  days(30, { first: DEPTH, again: 30 }),
  pages(dated('logistic_return_date')),
)
/** Returns whose status changed: nothing else reports it once the window of a return is no longer read. */
const changes = of(
  'ozon.returns.changes',
  days(30, { first: DEPTH, again: 1 }),
  covered([pages(dated('visual_status_change_moment'))]),
)

/** Returns with a compensation: one that comes a year later changes no status that can be asked for by its day (ozon.md 5 step 6). */
const compensations = {
  ...of('ozon.returns.compensations', today(), covered(byCompensation)),
  optional: true,
}

export const returnsTables = [returns] as const
export const returnsStep = step('ozon.returns', { lane: 'main', refresh: 'daily' }, [
  list,
  changes,
  compensations,
])
