import { random } from '../random.ts'
import type { DayCurve } from './hours.ts'

/** Where buyers are: their share, and the places that serve them, nearest first. */
type Point = { readonly weight: number; readonly from: readonly number[] }

/** Goods of one kind on the shelves of some places: by `places` they lie in, by `points` they are bought from. */
export type Ware = {
  /** Names it in random numbers: unique in its shop. */
  readonly key: number
  /** Pieces that are usually sold a day. */
  readonly rate: number
  readonly places: number
  readonly points: readonly Point[]
  /** The first day with goods, and the day on which what is left is taken back. */
  readonly from: number
  readonly until: number
  /** Days from order to arrival of a supply. */
  readonly lead: readonly [least: number, most: number]
}

/** A supply; pieces accepted differ from those planned in one of twenty. */
export type Supply = {
  readonly ware: number
  readonly placed: number
  readonly arrives: number
  readonly planned: number
  readonly accepted: number
  /** Accepted pieces by place. */
  readonly split: readonly number[]
}

/** What moved one ware on a day, pieces. `counted` is what a count of all goods found more (or less) than the books. */
export type Flow = {
  supplied: number
  shipped: number
  returned: number
  writtenOff: number
  counted: number
}

/** One day of all wares: pieces on each place at its start, what moved, and the share of the day's buyers whom the goods could reach. */
export type ShelfDay = {
  readonly start: readonly (readonly number[])[]
  readonly flows: readonly Readonly<Flow>[]
  readonly reach: readonly number[]
}

export type Shelves = {
  /** Goods for a buyer at a point, from the nearest place that has them; null when there are none, or those far away are not waited for. */
  take(ware: number, point: number, wanted: number, at: number, dice: number): Taken | null
  /** Goods that come back on a later day; those that are no good any more are written off. */
  giveBack(ware: number, place: number, pieces: number, day: number): void
  day(day: number): ShelfDay | undefined
  readonly supplies: readonly Supply[]
  /** The first goods of wares that are new, each as if ordered on the day before. */
  readonly firstGoods: readonly Supply[]
  begin(day: number): void
  end(day: number): void
}
type Taken = { readonly place: number; readonly pieces: number }

/** All goods are counted anew on each day that this divides: what lies there then depends on nothing before, so that a world begun later goes on alike. */
export const COUNT_EVERY = 182
/** The share of buyers who order although the goods come from afar. */
export const FAR = 0.75
/** The chance that a ware loses a piece on a day. */
const LOST = 0.001

/** Counts up to a day, from any first one. */
const countsUntil = (day: number): number => Math.floor(day / COUNT_EVERY)

const zero = (): Flow => ({ supplied: 0, shipped: 0, returned: 0, writtenOff: 0, counted: 0 })
const total = (pieces: Iterable<number>): number => {
  let sum = 0
  for (const n of pieces) sum += n
  return sum
}

/** The stock of a shop: days are gone through in turn from one on which all goods are counted. `endless` shelves never change. */
export function makeShelves(
  seed: number,
  wares: readonly Ware[],
  keptFrom: number,
  endless: boolean,
  curve: DayCurve,
): Shelves {
  let stock = wares.map(ware => new Array<number>(ware.places).fill(0))
  const expected = wares.map(() => 0)
  const supplies: Supply[] = []
  const firstGoods: Supply[] = []
  const days = new Map<number, ShelfDay>()
  let due = new Map<number, { ware: number; place: number; pieces: number; supplied: boolean }[]>()
  let flows: Flow[] = []
  let reach: number[] = []
  /** The share of buyers whom the goods of each ware reach at the moment. */
  const share: number[] = wares.map(() => (endless ? 1 : 0))
  /** Days of sale at which a seller looks for a supply. */
  const care = wares.map(({ key }) => 8 + 14 * random(seed, 76, key).next())
  let since: number[] = []
  let present = 0

  const reached = (index: number): number => {
    const { points } = wares[index] as Ware
    const pieces = stock[index] as number[]
    let sum = 0
    for (const { weight, from } of points) {
      if ((pieces[from[0] as number] as number) > 0) sum += weight
      else if (from.some(place => (pieces[place] as number) > 0)) sum += weight * FAR
    }
    return sum
  }
  const arrive = (day: number, ware: number, place: number, pieces: number, supplied: boolean) => {
    const list = due.get(day)
    if (list) list.push({ ware, place, pieces, supplied })
    else due.set(day, [{ ware, place, pieces, supplied }])
  }
  const isAlive = ({ from, until }: Ware, day: number) => from <= day && day < until
  /** The share of buyers who are nearest to each place. */
  const shares = wares.map(({ places, points }) => {
    const sums = new Array<number>(places).fill(0)
    for (const { weight, from } of points)
      sums[from[0] as number] = (sums[from[0] as number] as number) + weight
    return sums
  })
  /** Pieces by place, as many as its buyers are; `dice` says which gets a piece more. */
  const spread = (index: number, pieces: number, dice: number): number[] => {
    let reach = dice
    return (shares[index] as number[]).map(share => {
      const before = Math.floor(reach)
      reach += share * pieces
      return Math.floor(reach + 1e-9) - before
    })
  }
  const firstLoad = (index: number, day: number): number[] => {
    const { key, rate, places } = wares[index] as Ware
    const r = random(seed, 74, key, day)
    const isEmpty = r.chance(0.06) && !endless
    const pieces = isEmpty ? 0 : Math.max(places, Math.round(rate * r.int(15, 70)))
    return spread(index, pieces, r.next())
  }
  /** Orders a supply when there is little left; sellers look now and then only. */
  const reorder = (index: number, day: number) => {
    const { key, rate, places, lead, until } = wares[index] as Ware
    const there = total(stock[index] as number[]) + (expected[index] as number)
    if (there > rate * (care[index] as number)) return
    const r = random(seed, 75, key, day)
    if (!r.chance(0.3)) return
    const planned = Math.max(places, Math.round(rate * r.int(30, 75)))
    const accepted = r.chance(0.05) ? Math.max(0, planned + r.pick([-3, -2, -1, 1, 2])) : planned
    const arrives = day + r.int(lead[0], lead[1])
    // What would come after the next count would never arrive.
    if (arrives >= until || countsUntil(arrives) > countsUntil(day)) return
    const split = spread(index, accepted, r.next())
    supplies.push({ ware: index, placed: day, arrives, planned, accepted, split })
    expected[index] = (expected[index] as number) + accepted
    split.forEach((pieces, place) => {
      if (pieces > 0) arrive(arrives, index, place, pieces, true)
    })
  }
  /** Those that are there on a count are counted with the others. */
  const bring = (index: number, arrives: number) => {
    const split = firstLoad(index, arrives)
    const pieces = total(split)
    if (arrives % COUNT_EVERY === 0 || pieces === 0) return
    firstGoods.push({ ware: index, placed: arrives - 1, arrives, planned: pieces, accepted: pieces, split })
  }
  if (endless) stock = wares.map((_, index) => firstLoad(index, 0))
  const put = (index: number, place: number, pieces: number) => {
    const shelf = stock[index] as number[]
    shelf[place] = (shelf[place] as number) + pieces
  }
  const clear = (index: number) => {
    stock[index] = new Array<number>((wares[index] as Ware).places).fill(0)
  }
  /** What is on its way back is counted too, and arrives no more. */
  const count = (day: number) => {
    due = new Map()
    wares.forEach((ware, index) => {
      const before = total(stock[index] as number[])
      clear(index)
      if (isAlive(ware, day)) stock[index] = firstLoad(index, day)
      expected[index] = 0
      ;(flows[index] as Flow).counted = total(stock[index] as number[]) - before
      share[index] = reached(index)
    })
  }
  const land = (day: number) => {
    const changed = new Set<number>()
    for (const { ware, place, pieces, supplied } of due.get(day) ?? []) {
      if (supplied) expected[ware] = (expected[ware] as number) - pieces
      if (day >= (wares[ware] as Ware).until) continue
      put(ware, place, pieces)
      ;(flows[ware] as Flow)[supplied ? 'supplied' : 'returned'] += pieces
      changed.add(ware)
    }
    due.delete(day)
    wares.forEach(({ from, until }, index) => {
      const flow = flows[index] as Flow
      if (day === from) {
        firstLoad(index, day).forEach((pieces, place) => {
          put(index, place, pieces)
          flow.supplied += pieces
        })
        changed.add(index)
      }
      if (day === until) {
        flow.writtenOff += total(stock[index] as number[])
        clear(index)
        changed.add(index)
      }
    })
    const lost = random(seed, 77, day)
    if (lost.chance(Math.min(1, wares.length * LOST))) {
      const index = lost.int(0, wares.length - 1)
      const shelf = stock[index] as number[]
      const fullest = shelf.indexOf(Math.max(...shelf))
      if ((shelf[fullest] as number) > 1) {
        put(index, fullest, -1)
        ;(flows[index] as Flow).writtenOff += 1
      }
    }
    for (const index of changed) share[index] = reached(index)
  }
  const takeFrom = (index: number, place: number, wanted: number, at: number): Taken | null => {
    if (endless) return { place, pieces: wanted }
    const shelf = stock[index] as number[]
    const left = shelf[place] as number
    if (left === 0) return null
    const pieces = Math.min(left, wanted)
    shelf[place] = left - pieces
    const flow = flows[index] as Flow
    flow.shipped += pieces
    if (pieces === left) {
      const now = curve.share(at, present)
      reach[index] = (reach[index] as number) + (share[index] as number) * (now - (since[index] as number))
      since[index] = now
      share[index] = reached(index)
    }
    return { place, pieces }
  }
  return {
    supplies,
    firstGoods,
    take: (index, point, wanted, at, dice) => {
      const { from } = (wares[index] as Ware).points[point] as Point
      const shelf = stock[index] as number[]
      const [home = 0] = from
      if (endless || (shelf[home] as number) > 0) return takeFrom(index, home, wanted, at)
      const next = from.find(place => (shelf[place] as number) > 0)
      return next === undefined || dice >= FAR ? null : takeFrom(index, next, wanted, at)
    },
    giveBack: (ware, place, pieces, day) => {
      if (!endless) arrive(Math.max(day, present + 1), ware, place, pieces, false)
    },
    day: day => days.get(day),
    begin: day => {
      present = day
      flows = wares.map(zero)
      if (!endless) {
        if (day % COUNT_EVERY === 0) count(day)
        else land(day)
      }
      since = wares.map(() => 0)
      reach = wares.map(() => 0)
      if (day >= keptFrom) days.set(day, { start: stock.map(shelf => [...shelf]), flows, reach })
    },
    end: day => {
      wares.forEach((ware, index) => {
        reach[index] = (reach[index] as number) + (share[index] as number) * (1 - (since[index] as number))
        if (!endless && isAlive(ware, day)) reorder(index, day)
        if (!endless && ware.from === day + 1) bring(index, day + 1)
      })
    },
  }
}
