import type { ZodType } from 'zod'
import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { days } from '../../core/declare/slices.ts'
import type { Request, Source, StreamContext } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import type { Id } from '../../core/declare/table.ts'
import { isRefusalIn, LoadError } from '../../core/errors.ts'
import {
  count,
  countOrZero,
  field,
  flag,
  list,
  maybeId,
  maybeSum,
  moscowTime,
  name,
  real,
  text as word,
} from '../../core/parse/fields.ts'
import type { Instant } from '../../core/parse/time.ts'
import { moscowDay, moscowInstant } from '../../core/parse/time.ts'
import { undoubled } from '../../core/parse/undoubled.ts'
import { dayAt } from '../fields.ts'
import { numbering } from '../lines.ts'
import { goods, supplies } from './tables.ts'

const SUPPLIES = '/api/v1/supplies'
const LIMIT = 1000
/**
 * Days of history: each supply is two requests of two seconds, so that half a year of a supply a day takes twelve minutes. Wildberries states no limit.
 */
const HALF_A_YEAR = 180
/** A supply is brought weeks after it was made, and goes on sale weeks after that. */
const AGAIN = 90

// Neither the phone of who made a supply nor the name of the seller is read: they are personal data.
const made = field('an instant', value =>
  typeof value === 'string' ? (moscowInstant(value) ?? undefined) : undefined,
)
const Listed = z.object({ supplyID: maybeId, preorderID: maybeId, createDate: made })
type Listed = z.output<typeof Listed>
const Details = z.object({
  supplyDate: moscowTime,
  factDate: moscowTime,
  updatedDate: moscowTime,
  statusID: count,
  boxTypeID: count,
  virtualTypeID: count,
  isBoxOnPallet: flag,
  warehouseID: maybeId,
  warehouseName: word,
  actualWarehouseID: maybeId,
  actualWarehouseName: word,
  transitWarehouseID: maybeId,
  transitWarehouseName: word,
  acceptanceCost: maybeSum,
  paidAcceptanceCoefficient: real,
  storageCoef: real,
  deliveryCoef: real,
  rejectReason: word,
  quantity: countOrZero,
  acceptedQuantity: countOrZero,
  unloadingQuantity: countOrZero,
  readyForSaleQuantity: countOrZero,
  depersonalizedQuantity: count,
})
const Good = z.object({
  barcode: name,
  nmID: maybeId,
  vendorCode: word,
  techSize: word,
  color: word,
  tnved: word,
  needKiz: flag,
  supplierBoxAmount: count,
  quantity: countOrZero,
  acceptedQuantity: countOrZero,
  unloadingQuantity: countOrZero,
  readyForSaleQuantity: countOrZero,
})
type Good = z.output<typeof Good>

interface Supply {
  readonly key: { readonly preorder_id: Id; readonly supply_id: Id }
  readonly createdAt: Instant
  readonly details: z.output<typeof Details>
  readonly goods: readonly (Good & { readonly line: number })[]
}

type Ask = Pick<Request, 'method' | 'path' | 'query' | 'body'>
/** Pages of a bare list; one that is not full is the last, and one that comes again is a list that does not move on. */
async function* pagesOf<T>(context: StreamContext, ask: Ask, of: ZodType<T>): AsyncGenerator<readonly T[]> {
  let last = ''
  for (let offset = 0; ; offset += LIMIT) {
    const query = { ...ask.query, limit: LIMIT, offset }
    const page = await context.json({ host: HOST.supplies, ...ask, query }, list(of))
    const came = JSON.stringify(page)
    if (page.length > 0 && came === last)
      throw new LoadError('shape', `${ask.path}: the same page came twice`)
    last = came
    yield page
    if (page.length < LIMIT) return
  }
}

/** Whether a supply was deleted since the list was read. */
const isGone = (error: unknown): boolean =>
  (error instanceof LoadError && error.kind === 'not_found') || isRefusalIn(error, /не найдена/i)
/** The supply that an order got since the list was read. */
function plannedAs(error: unknown): Id | null {
  if (!isRefusalIn(error, PLANNED)) return null
  const [, supply = null] = PLANNED.exec(`${error.message} ${error.captured?.answer ?? ''}`) ?? []
  return maybeId.parse(supply)
}
const PLANNED = /найдена поставка (\d+)/i
/** The goods of a supply; a doubled list is told by the number of pieces in it, since equal boxes are as many lines. */
const goodsOf = (all: readonly Good[], pieces: number): readonly Good[] => {
  const listed = all.reduce((sum, { quantity }) => sum + quantity, 0)
  return listed > 0 && listed === pieces ? all : undoubled(all, listed === 2 * pieces ? 1 : undefined)
}

async function supplyOf(
  context: StreamContext,
  { supplyID, preorderID, createDate }: Listed,
): Promise<Supply> {
  if (supplyID === null && preorderID === null)
    throw new LoadError('shape', `${SUPPLIES}: a supply without an id`)
  const query: Ask['query'] = supplyID === null ? { isPreorderID: 'true' } : {}
  const path = `${SUPPLIES}/${supplyID ?? preorderID}`
  const details = await context.json({ host: HOST.supplies, method: 'GET', path, query }, Details)
  const all: Good[] = []
  for await (const page of pagesOf(context, { method: 'GET', path: `${path}/goods`, query }, Good))
    all.push(...page)
  return {
    key: { preorder_id: preorderID ?? 0, supply_id: supplyID ?? 0 },
    createdAt: createDate,
    details,
    goods: goodsOf(all, details.quantity).map(numbering<Good>(({ barcode }) => [barcode])),
  }
}

const everySupply: Source<Supply> = {
  host: HOST.supplies,
  paths: [SUPPLIES, `${SUPPLIES}/*`, `${SUPPLIES}/*/goods`],
  async *read(context, { from, to }) {
    const body = { dates: [{ from, till: to, type: 'createDate' }], statusIDs: [] }
    const seen = new Set<string>()
    for await (const page of pagesOf(context, { method: 'POST', path: SUPPLIES, body }, Listed))
      for (const one of page) {
        const who = `${one.supplyID}/${one.preorderID}`
        if (seen.has(who)) continue
        seen.add(who)
        try {
          yield await supplyOf(context, one)
        } catch (error) {
          const supplyID = plannedAs(error)
          if (supplyID !== null && one.supplyID === null) yield await supplyOf(context, { ...one, supplyID })
          else if (isGone(error)) context.unmapped('supply_gone', String(one.supplyID ?? one.preorderID))
          else throw error
        }
      }
  },
}

const bySupply = stream({
  id: 'wb.supplies.list',
  into: [supplies, goods],
  slices: days(30, {
    first: HALF_A_YEAR,
    again: AGAIN,
    // An order that was never planned (1) may lie there for ever, and an accepted supply (5) is over.
    unfinished: { table: supplies, column: 'dt', except: { status_id: ['1', '5'] } },
  }),
  source: everySupply,
  rows: ({ key, createdAt, details: of, goods }) => {
    const dt = moscowDay(createdAt)
    return {
      fact_wb_supplies: [
        {
          ...key,
          dt,
          created_at: createdAt,
          supply_on: dayAt(of.supplyDate),
          brought_at: of.factDate,
          updated_at: of.updatedDate,
          status_id: of.statusID,
          box_type_id: of.boxTypeID,
          virtual_type_id: of.virtualTypeID,
          is_box_on_pallet: of.isBoxOnPallet,
          warehouse_id: of.warehouseID,
          warehouse: of.warehouseName,
          actual_warehouse_id: of.actualWarehouseID,
          actual_warehouse: of.actualWarehouseName,
          transit_warehouse_id: of.transitWarehouseID,
          transit_warehouse: of.transitWarehouseName,
          acceptance_cost: of.acceptanceCost,
          acceptance_coefficient: of.paidAcceptanceCoefficient,
          storage_coefficient: of.storageCoef,
          delivery_coefficient: of.deliveryCoef,
          reject_reason: of.rejectReason,
          quantity: of.quantity,
          accepted_quantity: of.acceptedQuantity,
          unloading_quantity: of.unloadingQuantity,
          ready_for_sale_quantity: of.readyForSaleQuantity,
          depersonalized_quantity: of.depersonalizedQuantity,
        },
      ],
      fact_wb_supply_goods: goods.map(good => ({
        ...key,
        barcode: good.barcode,
        line: good.line,
        dt,
        nm_id: good.nmID,
        vendor_code: good.vendorCode,
        tech_size: good.techSize,
        color: good.color,
        tnved: good.tnved,
        needs_marking: good.needKiz,
        box_quantity: good.supplierBoxAmount,
        quantity: good.quantity,
        accepted_quantity: good.acceptedQuantity,
        unloading_quantity: good.unloadingQuantity,
        ready_for_sale_quantity: good.readyForSaleQuantity,
      })),
    }
  },
  // An order becomes a supply with an id of its own.
  write: { mode: 'replace' },
  // Each supply of a window is two requests of its own.
  parallel: 4,
})

export const suppliesTables = [supplies, goods] as const
/** In a lane of its own: two requests a supply, of which a Base token has four an hour. Its category need not be ticked. */
export const suppliesStep = step(
  'wb.supplies',
  {
    lane: 'supplies',
    refresh: 'daily',
    ofChoice: true,
    when: ({ may }) => (may('base') ? 'token_type' : may('supplies') ? null : 'no_role'),
  },
  [bySupply],
)
