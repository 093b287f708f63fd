import { moscowDay, startOfDay } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import type { Card, Size } from './cards.ts'
import type { WbMarket } from './market.ts'
import { MASKED, MASKED_SINCE, OLD_NAMES } from './places.ts'

const HOUR = 3_600_000
/** Hours of a day: an order for a supply is made, its day is chosen on the next one, it is brought, and it is being accepted. */
const MADE = 11
const PLANNED = 31
const BROUGHT = 13
const ACCEPTING = 17

/** Pieces of one size in a supply. */
export type SupplyGoods = {
  readonly card: Card
  readonly size: Size
  readonly planned: number
  readonly accepted: number
}

/** A supply to the marketplace's warehouses, as far as it is made; instants in UTC milliseconds. Its goods lie on the shelves from `acceptedAt` on. */
export type WbSupply = {
  /** Null until a day is chosen for it. */
  readonly id: number | null
  /** 0 of a virtual one. */
  readonly order: number
  readonly madeAt: number
  readonly plannedAt: number
  /** The day on which it is to be brought. */
  readonly day: number
  readonly broughtAt: number
  readonly acceptingAt: number
  readonly acceptedAt: number
  readonly warehouse: { readonly id: number; readonly name: string }
  readonly transit: { readonly id: number; readonly name: string } | null
  readonly status: 1 | 2 | 3 | 4 | 5 | 6
  /** What was found beyond what was told: a supply of its own, which nobody planned. */
  readonly virtual: boolean
  /** Kopecks; null where acceptance is free. */
  readonly cost: number | null
  readonly goods: readonly SupplyGoods[]
}

const placeOn = (day: number, number: number) =>
  day >= MASKED_SINCE
    ? { id: MASKED.id, name: MASKED.name }
    : { id: 500 + (number % OLD_NAMES.length), name: OLD_NAMES[number % OLD_NAMES.length] as string }

function statusAt(
  now: number,
  of: Pick<WbSupply, 'plannedAt' | 'day' | 'broughtAt' | 'acceptingAt' | 'acceptedAt'>,
) {
  if (now < of.plannedAt) return 1
  if (now < startOfDay(of.day)) return 2
  if (now < of.broughtAt) return 3
  if (now < of.acceptingAt) return 6
  return now < of.acceptedAt ? 4 : 5
}

/**
 * The supplies behind what comes to the marketplace's shelves until an instant, newest first: what arrives on one day was brought on the day before it as one
 * supply, to which goods are added as they are ordered.
 */
export function suppliesOf(market: WbMarket, now: number): readonly WbSupply[] {
  // Goods are ordered at the end of a day, from what is left.
  market.ordersOn(moscowDay(now))
  const sold = market.cards.flatMap(card => card.sizes.map(size => ({ card, size })))
  const ordered = market.shelves.supplies
    .filter(({ ware, placed }) => ware < sold.length && startOfDay(placed) + MADE * HOUR <= now)
    .map(supply => ({ ...supply, ...(sold[supply.ware] as { card: Card; size: Size }) }))
  const supplies = [...groupBy(ordered, ({ arrives }) => arrives)].flatMap(([arrives, list]): WbSupply[] => {
    const placed = Math.min(...list.map(one => one.placed))
    const number = arrives - 18_000
    const day = arrives - 1
    const times = {
      madeAt: startOfDay(placed) + MADE * HOUR,
      plannedAt: startOfDay(placed) + PLANNED * HOUR,
      day,
      broughtAt: startOfDay(day) + BROUGHT * HOUR,
      acceptingAt: startOfDay(day) + ACCEPTING * HOUR,
      acceptedAt: startOfDay(arrives),
    }
    const status = statusAt(now, times)
    const main: WbSupply = {
      ...times,
      id: status === 1 ? null : 28_000_000 + number * 10,
      order: 36_000_000 + number * 10,
      warehouse: placeOn(day, number),
      transit: number % 6 === 1 ? { id: 206_236, name: 'Белые Столбы' } : null,
      status,
      virtual: false,
      cost: number % 5 === 2 ? (list.length * 7 + 100) * 100 : null,
      goods: list.map(({ card, size, planned, accepted }) => ({
        card,
        size,
        planned,
        accepted: Math.min(planned, accepted),
      })),
    }
    const more = list.filter(({ planned, accepted }) => accepted > planned)
    if (more.length === 0 || now < times.acceptedAt) return [main]
    const surplus: WbSupply = {
      ...main,
      id: 28_000_005 + number * 10,
      order: 0,
      madeAt: times.acceptedAt,
      plannedAt: times.acceptedAt,
      day: arrives,
      broughtAt: times.acceptedAt,
      acceptingAt: times.acceptedAt,
      acceptedAt: times.acceptedAt,
      status: 5,
      virtual: true,
      cost: null,
      goods: more.map(({ card, size, planned, accepted }) => ({
        card,
        size,
        planned: accepted - planned,
        accepted: accepted - planned,
      })),
    }
    return [main, surplus]
  })
  return supplies.sort((a, b) => b.madeAt - a.madeAt || b.order - a.order)
}
