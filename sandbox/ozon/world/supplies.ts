import { moscowDay, startOfDay } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import type { Supply as Receipt } from '../../world/shelves.ts'
import type { OzonMarket } from './market.ts'
import type { Warehouse } from './places.ts'
import type { Product } from './products.ts'

const HOUR = 3_600_000
/** Hours from the start of the day on which goods are ordered. */
const MADE = 11
/** Hours to the start of the day on whose shelves goods lie: the order is filled in, brought to the drop-off, sent on, and at its warehouse. */
const FILLED = 57
const BROUGHT = 36
const LEFT = 28
const THERE = 10

type SupplyState =
  | 'DATA_FILLING'
  | 'READY_TO_SUPPLY'
  | 'ACCEPTED_AT_SUPPLY_WAREHOUSE'
  | 'IN_TRANSIT'
  | 'ACCEPTANCE_AT_STORAGE_WAREHOUSE'
  | 'COMPLETED'

/** Pieces of a product in a box: as many as were told, and as many as were found. */
export type SupplyGoods = { readonly product: Product; readonly planned: number; readonly accepted: number }

/** A supply of an order. Without a warehouse Ozon spreads the goods over its clusters. */
export type Supply = {
  readonly id: number
  readonly warehouse: Warehouse | null
  readonly goods: readonly SupplyGoods[]
}

/** An order to supply FBO goods; UTC milliseconds. All of them are completed when the day of `acceptedAt` begins, with the goods on the shelves. */
export type SupplyOrder = {
  readonly id: number
  readonly createdAt: number
  readonly filledAt: number
  /** The beginning of its time slot. */
  readonly from: number
  readonly leftAt: number
  readonly thereAt: number
  readonly acceptedAt: number
  readonly state: SupplyState
  readonly changedAt: number
  readonly supplies: readonly Supply[]
}
type Times = Pick<SupplyOrder, 'createdAt' | 'filledAt' | 'from' | 'leftAt' | 'thereAt' | 'acceptedAt'>

function stateAt(now: number, of: Times): Pick<SupplyOrder, 'state' | 'changedAt'> {
  if (now >= of.acceptedAt) return { state: 'COMPLETED', changedAt: of.acceptedAt }
  if (now >= of.thereAt) return { state: 'ACCEPTANCE_AT_STORAGE_WAREHOUSE', changedAt: of.thereAt }
  if (now >= of.leftAt) return { state: 'IN_TRANSIT', changedAt: of.leftAt }
  if (now >= of.from) return { state: 'ACCEPTED_AT_SUPPLY_WAREHOUSE', changedAt: of.from }
  if (now >= of.filledAt) return { state: 'READY_TO_SUPPLY', changedAt: of.filledAt }
  return { state: 'DATA_FILLING', changedAt: of.createdAt }
}

const madeAt = (placed: number): number => startOfDay(placed) + MADE * HOUR

/** Whether goods are ordered by an instant. */
export const isOrdered = ({ placed }: Receipt, now: number): boolean => madeAt(placed) <= now

/** Whether the goods of a day are brought to the drop-off by an instant, and so on their way. */
export const isBrought = (arrives: number, now: number): boolean =>
  startOfDay(arrives) - BROUGHT * HOUR <= now

/** What was told of each place: what is short or too much is so where most goods went. */
export function plannedSplit({ planned, accepted, split }: Receipt): readonly number[] {
  const most = split.indexOf(Math.max(...split))
  return split.map((pieces, at) => (at === most ? Math.max(0, pieces + planned - accepted) : pieces))
}

/** Pieces in two boxes, as equal as they go. */
const halves = (pieces: number): readonly number[] => [Math.ceil(pieces / 2), Math.floor(pieces / 2)]

/** The goods of a supply by box: now and then two of each product. */
function boxed(arrives: number, goods: readonly SupplyGoods[]): readonly SupplyGoods[] {
  if (arrives % 7 !== 1) return goods
  return goods.flatMap(({ product, planned, accepted }) => {
    const found = halves(accepted)
    return halves(planned).map((told, at) => ({ product, planned: told, accepted: found[at] ?? 0 }))
  })
}

/** The number of the first supply whose goods lie on the shelves from a day on. */
const numberOf = (arrives: number) => 2_000_062_000_000 + (arrives % 5000) * 100

/** The supplies of one day: of six days one goes to the warehouses themselves, a supply to each. */
function suppliesOn(market: OzonMarket, arrives: number, receipts: readonly Receipt[]): readonly Supply[] {
  const product = ({ ware }: Receipt) => market.products[ware] as Product
  const number = numberOf(arrives)
  if (arrives % 6 !== 2) {
    const goods = receipts.map(one => ({
      product: product(one),
      planned: one.planned,
      accepted: one.accepted,
    }))
    return [{ id: number, warehouse: null, goods: boxed(arrives, goods) }]
  }
  const parts = receipts.flatMap(one => {
    const told = plannedSplit(one)
    return market
      .placesOf(one.ware)
      .map((warehouse, at) => ({
        warehouse,
        goods: { product: product(one), planned: told[at] ?? 0, accepted: one.split[at] ?? 0 },
      }))
      .filter(({ goods }) => goods.planned > 0 || goods.accepted > 0)
  })
  return [...groupBy(parts, ({ warehouse }) => warehouse)].map(([warehouse, list], at) => ({
    id: number + at,
    warehouse,
    goods: boxed(
      arrives,
      list.map(({ goods }) => goods),
    ),
  }))
}

/**
 * The orders behind what comes to Ozon's shelves from a day on, as far as they are made, the oldest first: what arrives on one day is one order, to which goods
 * are added as they are ordered. The first goods of a new product are brought by themselves, on the day its card is made.
 */
export function supplyOrdersOf(market: OzonMarket, since: number, now: number): readonly SupplyOrder[] {
  // Goods are ordered at the end of a day, from what is left.
  market.ordersOn(moscowDay(now))
  const isOurs = ({ ware, arrives }: Receipt) => ware < market.products.length && arrives >= since
  const ordered = market.shelves.supplies.filter(one => isOurs(one) && isOrdered(one, now))
  const orders = [...groupBy(ordered, ({ arrives }) => arrives)].map(([arrives, receipts]): SupplyOrder => {
    const acceptedAt = startOfDay(arrives)
    const times = {
      createdAt: madeAt(Math.min(...receipts.map(({ placed }) => placed))),
      filledAt: acceptedAt - FILLED * HOUR,
      from: acceptedAt - BROUGHT * HOUR,
      leftAt: acceptedAt - LEFT * HOUR,
      thereAt: acceptedAt - THERE * HOUR,
      acceptedAt,
    }
    const supplies = suppliesOn(market, arrives, receipts)
    return { ...times, ...stateAt(now, times), id: numberOf(arrives) - 2_000_000_000_000, supplies }
  })
  const firsts = market.shelves.firstGoods.filter(isOurs).map((receipt): SupplyOrder => {
    const { ware, arrives, planned, accepted } = receipt
    const product = market.products[ware] as Product
    const at = product.createdAt
    const times = {
      createdAt: at,
      filledAt: at,
      from: at,
      leftAt: at,
      thereAt: at,
      acceptedAt: startOfDay(arrives),
    }
    const id = numberOf(arrives) + 50 + (ware % 50)
    const supplies = [{ id, warehouse: null, goods: [{ product, planned, accepted }] }]
    return { ...times, ...stateAt(now, times), id: id - 2_000_000_000_000, supplies }
  })
  return [...orders, ...firsts.filter(({ createdAt }) => createdAt <= now)].sort(
    (a, b) => a.createdAt - b.createdAt || a.id - b.id,
  )
}
