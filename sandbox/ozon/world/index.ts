import { endOfDay, moscowDay } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import type { ContentClock, Contents } from '../../world/content.ts'
import type { Scripted } from '../../world/disagreements.ts'
import { once, perDay } from '../../world/once.ts'
import type { Accrual } from './accruals.ts'
import { accrualsOfPosting } from './accruals.ts'
import type { AdRow, OrderAd } from './ads.ts'
import { clickRows, orderAds } from './ads.ts'
import type { Campaign } from './campaigns.ts'
import { compensationsOf } from './compensations.ts'
import { contentsOf } from './content.ts'
import { finesOf } from './fbs-errors.ts'
import { shopFees } from './fees.ts'
import { corrections, settled, told } from './late.ts'
import type { OzonMarket } from './market.ts'
import type { Posting } from './orders.ts'
import type { Payout } from './payouts.ts'
import { makePayouts } from './payouts.ts'
import { placementOfDay } from './placement.ts'
import type { Priced, Product } from './products.ts'
import { archived } from './products.ts'
import type { Rating } from './ratings.ts'
import { ratingsOn } from './ratings.ts'
import { listedAt } from './reshaped.ts'
import type { Return } from './returns.ts'
import { makeReturns } from './returns.ts'
import { scriptOf } from './script.ts'
import type { OwnStock, StockRow } from './stocks.ts'
import { makeOwnStocks, makeStocks } from './stocks.ts'
import type { SupplyOrder } from './supplies.ts'
import { supplyOrdersOf } from './supplies.ts'
import type { TrafficRow } from './traffic.ts'
import { byOrderDay, trafficOfDay } from './traffic.ts'

/** A world is a pure function of these: seed, first Moscow day, "now" (UTC ms) and sizes. */
export type WorldOptions = {
  readonly seed: number
  readonly startDay: number
  readonly now: number
  readonly script: ContentClock
  /** Multiplies products, campaigns and orders. */
  readonly scale: number
  readonly fbs: boolean
  /** What buyers want and what there is for them; it goes on over all moments of the shop. */
  readonly market: OzonMarket
  /** The disagreement that it is made with, if any. */
  readonly scripted: Scripted | null
  /** Whether nothing comes after its end: what the shop is charged is told at once, as it stays. */
  readonly isOver?: boolean
}

/** Everything a shop has had until `now`; each part is made when it is first asked for. */
export type World = WorldOptions & {
  readonly today: number
  products(): readonly Product[]
  /** Content of the card pages now, by product_id. */
  content(): Contents
  postings(): readonly Posting[]
  /** Postings that the marketplace lists now, with their current lines. */
  listed(): readonly Posting[]
  postingsByDay(): ReadonlyMap<number, readonly Posting[]>
  /** All that is dated by now in any currency: what is to be told later, and what is gone. */
  everything(): readonly Accrual[]
  /** What is told of each day by now. */
  accrualsByDay(): ReadonlyMap<number, readonly Accrual[]>
  /** What the balance counts of each day by now: as a rule the same. Another currency has a balance of its own. */
  bookedByDay(): ReadonlyMap<number, readonly Accrual[]>
  payouts(): readonly Payout[]
  returns(): readonly Return[]
  stocks(): readonly StockRow[]
  ownStocks(): readonly OwnStock[]
  /** Orders to supply FBO goods, those to come too. */
  supplyOrders(): readonly SupplyOrder[]
  /** The funnel of one day; empty outside the shop's life. */
  traffic(day: number): readonly TrafficRow[]
  campaigns(): readonly Campaign[]
  /** Rows of click campaigns of one day. */
  adRows(day: number): readonly AdRow[]
  orderAds(): readonly OrderAd[]
  /** The ten measures of the seller on a day. */
  ratings(day: number): readonly Rating[]
}

/** The world of one shop. Moving `now` only appends, and changes what really changes late. */
export function makeWorld(options: WorldOptions): World {
  const { seed, startDay, now } = options
  const today = moscowDay(now)
  const days = Array.from({ length: today - startDay + 1 }, (_, i) => startDay + i)
  const { market } = options
  const everything = market.products
  const products = once(() => everything.filter(p => p.createdAt <= now))
  const ordered = once(() => days.flatMap(market.ordersOn).filter(p => p.createdAt <= now))
  const script = once(() => scriptOf(options.scripted, ordered))
  const postings = once(() => (options.scripted ? ordered().map(script().posting) : ordered()))
  const postingsByDay = once(() => byOrderDay(postings().filter(p => p.processedAt <= now)))
  const campaigns = () => market.campaigns
  /** All of a day, of the present one those to come as well. */
  const wholeDay = (day: number) =>
    day === today ? market.ordersOn(day).map(script().posting) : (postingsByDay().get(day) ?? [])
  const adRowsBy = (day: number, at: number) =>
    day < startDay || day > today ? [] : clickRows(seed, campaigns(), wholeDay(day), day, at)
  const adRows = perDay(day => adRowsBy(day, now))
  const accruals = once(() => {
    const { accrual, more, compensated } = script()
    const made: Accrual[] = []
    const add = (a: Accrual) => {
      if (a.at <= now) made.push(a)
    }
    for (const p of postings()) {
      for (const a of accrualsOfPosting(seed, p)) add(accrual(told(seed, a)))
      if (!compensated.has(p.postingNumber)) for (const a of compensationsOf(seed, p)) add(a)
      for (const a of finesOf(seed, p)) add(a)
    }
    for (const day of days) {
      const spend = new Map<number, number>()
      // A campaign has its place among the charges of today before it has spent anything, so that their numbers stay.
      if (day === today)
        for (const row of adRowsBy(day, endOfDay(day))) if (row.spend > 0) spend.set(row.campaign.id, 0)
      for (const row of adRows(day))
        if (row.spend > 0) spend.set(row.campaign.id, (spend.get(row.campaign.id) ?? 0) + row.spend)
      const clicks = [...spend].map(([campaignId, sum]) => ({ campaignId, spend: sum }))
      const storage = placementOfDay(market, day).reduce((sum, { cost }) => sum + cost, 0)
      const fees = shopFees(seed, day, clicks, storage)
      const all = options.isOver
        ? settled([...fees, ...corrections(day)])
        : [...fees.map(a => told(seed, a)), ...corrections(day)]
      for (const a of all) add(a)
    }
    for (const a of more) add(a)
    return made
  })
  const byDay = (which: (a: Accrual) => boolean): ReadonlyMap<number, readonly Accrual[]> => {
    const found = groupBy(
      accruals().filter(a => a.goneAt > now && which(a)),
      a => a.day,
    )
    for (const list of found.values()) list.sort((a, b) => a.id - b.id)
    return found
  }
  const accrualsByDay = once(() => byDay(a => a.publishedAt <= now))
  const isBooked = (a: Accrual) => a.bookedAt <= now && a.currency === null
  const bookedByDay = once(() => (options.scripted ? byDay(isBooked) : accrualsByDay()))
  return {
    ...options,
    today,
    products,
    content: once(() => contentsOf(seed, options.script, products())),
    postings,
    listed: once(() => listedAt(postings(), now)),
    postingsByDay,
    everything: accruals,
    accrualsByDay,
    bookedByDay,
    payouts: once(() => {
      const counted = new Map<number, number>()
      const count = (at: number, sum: number) => {
        const day = moscowDay(at)
        if (at <= now) counted.set(day, (counted.get(day) ?? 0) + sum)
      }
      // What was paid stays so, whatever is told later.
      for (const a of accruals())
        if (isBooked(a)) {
          count(a.bookedAt, a.total)
          if (Number.isFinite(a.goneAt)) count(a.goneAt, -a.total)
        }
      return makePayouts(day => counted.get(day) ?? 0, startDay, today)
    }),
    returns: once(() => makeReturns(seed, postings(), now, script().compensated)),
    stocks: once(() => makeStocks(market, products(), postings(), now)),
    ownStocks: once(() => (options.fbs ? makeOwnStocks(market, products(), postings(), now) : [])),
    supplyOrders: once(() => supplyOrdersOf(market, startDay, now)),
    traffic: perDay(day =>
      day < startDay || day > today
        ? []
        : trafficOfDay(seed, day, products(), postingsByDay().get(day) ?? [], now),
    ),
    campaigns,
    adRows,
    orderAds: once(() => [...orderAds(postings().filter(p => p.processedAt <= now)), ...script().ads]),
    ratings: perDay(day =>
      ratingsOn(seed, day, on => {
        const made = everything.filter(p => moscowDay(p.createdAt) <= on).map(({ index }) => index)
        return market.reviewsUntil(on - 1).shopOn(made, on)
      }),
    ),
  }
}

/** Whether a card counts as archived in this world now. */
export const isArchived = (world: World, product: Product): boolean => archived(product, world.now)

/** A product with the prices that its seller has set by now, the commission and the measures that it has. */
export const asPriced = (world: World, product: Product): Priced => world.market.priced(product, world.now)
