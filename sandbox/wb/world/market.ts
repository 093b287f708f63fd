import { moscowDay, startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { ContentClock } from '../../world/content.ts'
import { contentFactor } from '../../world/content-effect.ts'
import type { Mechanism } from '../../world/demand.ts'
import { liftOf, spendOf } from '../../world/demand.ts'
import { curveIn } from '../../world/hours.ts'
import type { Buying, Market } from '../../world/market.ts'
import { makeMarket, shelvedOn } from '../../world/market.ts'
import { buyerShare, discountFactor, makePrices } from '../../world/prices.ts'
import type { Kept } from '../../world/reviews.ts'
import type { Ware } from '../../world/shelves.ts'
import { adCosts } from './ads.ts'
import type { Campaign } from './campaigns.ts'
import { makeCampaigns } from './campaigns.ts'
import type { Card, Size } from './cards.ts'
import { blockedFor, makeCards, onSale } from './cards.ts'
import { contentsOf } from './content.ts'
import type { Order, OrderSizes, Pricing } from './orders.ts'
import { atLevel, expectedOrders, FBS_SHARE, furtherOrder, wishesOfDay } from './orders.ts'
import { DESTINATIONS, MASKED, MASKED_SINCE, MINSK, OLD_NAMES, OWN_STORES } from './places.ts'
import { promotedOn } from './promotions.ts'

/** The market of a shop: of each size goods with the marketplace, and from there on as many wares of the seller's own. */
export type WbMarket = Market<Order> & {
  readonly cards: readonly Card[]
  /** The number of a size among the wares. */
  wareOf(size: Size): number
  /** Names of the warehouses on which a size lies, as they were before they were hidden. */
  placesOf(size: Size): readonly string[]
  /** The ware of a size on the seller's own shelves; undefined without any. */
  own(size: Size): number | undefined
  readonly campaigns: readonly Campaign[]
  /** The seller's discount of a card on a day, per cent, with that of promotions. */
  discountOf(card: Card, day: number): number
  /** The price of a size before the seller's discount that is set at an instant (UTC ms), kopecks. */
  priceOf(card: Card, size: Size, at: number): number
}

/** The warehouse that is nearest to each destination: of the Central district, the south, the east, and Belarus. */
const NEAREST = [
  'Коледино',
  'Электросталь',
  'Тула',
  'Казань',
  'Екатеринбург - Испытателей 14г',
  'Екатеринбург - Испытателей 14г',
  'Краснодар',
  MINSK.name,
  'Казань',
]
/** Warehouses in the order of their distance from a place in the list: they stand in a ring. */
const RING = [...OLD_NAMES, MINSK.name]

/** Makes the default shop as large as it is without causes. */
const LEVEL = 0.96
/** Two warehouses in Russia, and for one card in four Minsk. */
function placesOf(seed: number, card: Card, size: Size): readonly string[] {
  const r = random(seed, 49, size.chrtId)
  const first = r.int(0, OLD_NAMES.length - 1)
  const second = (first + r.int(1, OLD_NAMES.length - 1)) % OLD_NAMES.length
  const russian = [OLD_NAMES[first] as string, OLD_NAMES[second] as string]
  return card.index % 4 === 0 ? [...russian, MINSK.name] : russian
}

function nearest(places: readonly string[], destination: number): readonly number[] {
  const at = RING.indexOf(NEAREST[destination] as string)
  const far = (place: number) => {
    const steps = Math.abs(RING.indexOf(places[place] as string) - at)
    return Math.min(steps, RING.length - steps)
  }
  return places.map((_, place) => place).sort((a, b) => far(a) - far(b) || a - b)
}

/** The market of a shop of so many cards; the same for the same options. */
export function makeWbMarket(options: {
  readonly seed: number
  readonly startDay: number
  readonly cards: number
  readonly sizes: OrderSizes
  readonly mechanisms: readonly Mechanism[]
  /** The day from which the plans of campaigns count. */
  readonly adsDay: number
  /** When cards change, for the end of a day. */
  readonly script: (day: number) => ContentClock
}): WbMarket {
  const { seed, startDay, script } = options
  const sizes = { ...options.sizes, curve: curveIn(new Set(options.mechanisms)) }
  const cards = makeCards(seed, startDay, options.cards)
  const sold = cards.flatMap(card => card.sizes.map(size => ({ card, size })))
  const places = sold.map(({ card, size }) => placesOf(seed, card, size))
  const sum = cards.reduce((n, c) => n + c.demand, 0)
  const rateOf = (c: Card) => expectedOrders(startDay, c.demand / sum, sizes) / c.sizes.length
  const lifeOf = (c: Card) => ({
    from: moscowDay(c.createdAt) + 1,
    until: c.trashedAt === null ? Number.POSITIVE_INFINITY : moscowDay(c.trashedAt) + 1,
  })
  const wares: Ware[] = sold.map(({ card, size }, index) => ({
    ...lifeOf(card),
    key: size.chrtId,
    rate: rateOf(card),
    places: places[index]?.length ?? 0,
    points: DESTINATIONS.map((_, at) => ({
      weight: 1 / DESTINATIONS.length,
      from: nearest(places[index] ?? [], at),
    })),
    lead: [3, 20],
  }))
  if (sizes.fbs)
    for (const { card, size } of sold)
      wares.push({
        ...lifeOf(card),
        key: size.chrtId + 1_000_000_000,
        rate: rateOf(card) * FBS_SHARE,
        places: 1,
        points: [{ weight: 1, from: [0] }],
        lead: [1, 6],
      })
  const numbers = new Map(sold.map(({ size }, index) => [size, index]))
  const wareOf = (size: Size) => numbers.get(size) as number
  const sums = new Map<number, number>()
  const demandOn = (day: number): number => {
    const known = sums.get(day)
    if (known !== undefined) return known
    const made = cards.reduce((n, c) => n + (onSale(c, startOfDay(day)) ? c.demand : 0), 0)
    sums.set(day, made)
    return made
  }
  const campaigns = makeCampaigns(seed, options.adsDay, cards, !options.mechanisms.includes('ads'))
  const costsOf = adCosts(seed, campaigns)
  const prices = makePrices(seed)
  const contentTimes = contentFactor(seed, script(startDay).since, day =>
    contentsOf(seed, script(day), cards),
  )
  const hasPrices = options.mechanisms.includes('prices')
  const pricing: Pricing = {
    level: ({ index }, at) => (hasPrices ? prices.levelAt(index, at) : 1),
    discount: ({ subjectId }, day) =>
      hasPrices ? Math.round(100 * (1 - buyerShare(seed, subjectId, day))) : null,
    promoted: (card, day) => (options.mechanisms.includes('promotions') ? promotedOn(card, day).cut : 0),
  }
  const cardAt = (index: number) => cards[index] as Card
  const market = makeMarket<Order>({
    seed,
    startDay,
    mechanisms: options.mechanisms,
    items: cards.map(({ nmId, index, createdAt }) => ({ id: nmId, index, createdAt })),
    wares,
    level: LEVEL,
    causes: {
      prices: ({ index }, day) =>
        prices.factor(index, day) *
        discountFactor(buyerShare(seed, cardAt(index).subjectId, day), prices.elasticity(index)),
      ads: ({ index }, day) => 1 + liftOf(spendOf(costsOf(cardAt(index), day))),
      promotions: ({ index }, day) => promotedOn(cardAt(index), day).times,
      blocked: ({ index }, day) => (blockedFor(cardAt(index), day) === null ? 1 : 0),
      content: ({ id }, day) => contentTimes(id, day),
    },
    keptOf,
    assortment: {
      prices,
      adCosts: (index, day) => costsOf(cardAt(index), day),
      categoryOf: index => cardAt(index).subjectId,
      expected: (index, day) => {
        const card = cards[index] as Card
        if (!onSale(card, startOfDay(day))) return 0
        return expectedOrders(day, card.demand / demandOn(day), sizes)
      },
      goodsOf: index =>
        (cards[index] as Card).sizes.flatMap((size, _, all) => [
          {
            ware: wareOf(size),
            share: (sizes.fbs ? 1 - FBS_SHARE : 1) / all.length,
            name: `${size.chrtId}`,
            places: places[wareOf(size)] ?? [],
          },
          ...(sizes.fbs
            ? [
                {
                  ware: sold.length + wareOf(size),
                  share: FBS_SHARE / all.length,
                  name: `${size.chrtId}/FBS`,
                  places: [OWN_STORES[0]?.name ?? ''],
                },
              ]
            : []),
        ]),
    },
    buy: buying => ordersOfDay(buying, { seed, cards, sizes, pricing, places, wareOf, owned: sold.length }),
  })
  return {
    ...market,
    cards,
    wareOf,
    placesOf: size => places[wareOf(size)] ?? [],
    campaigns,
    discountOf: (card, day) => Math.min(90, card.discount + pricing.promoted(card, day)),
    priceOf: (card, size, at) => atLevel(size.price, pricing.level(card, at)),
    own: size => (sizes.fbs ? sold.length + wareOf(size) : undefined),
  }
}

/** What the buyer of an order keeps and may write about. */
const keptOf = ({ fate, card, day, boughtAt, serial }: Order): readonly Kept[] =>
  fate === 'bought' ? [{ item: card.index, ordered: day, at: boughtAt, key: serial }] : []

type Shop = {
  readonly seed: number
  readonly cards: readonly Card[]
  readonly sizes: OrderSizes
  readonly pricing: Pricing
  readonly places: readonly (readonly string[])[]
  readonly owned: number
  wareOf(size: Size): number
}

/** The orders of a day: what an even world would have, less or more of it, as far as there are goods. */
function ordersOfDay(buying: Buying, shop: Shop): readonly Order[] {
  const { day } = buying
  const more: Order[] = []
  const wanted = wishesOfDay(day, shop.cards, shop).filter(({ card, serial }) => {
    const copies = buying.copies(card.index, serial)
    for (let copy = 1; copy < copies; copy++) more.push(furtherOrder(day, more.length, card, shop))
    return copies > 0
  })
  return [...wanted, ...more]
    .sort((a, b) => a.at - b.at || a.serial - b.serial)
    .flatMap(order => served(buying, shop, order))
}

/** An order if there are goods for it, with the warehouse from which they leave. */
function served(buying: Buying, { seed, places, owned, wareOf }: Shop, order: Order): readonly Order[] {
  const { shelves, hasStock } = buying
  const number = wareOf(order.size)
  const ware = order.fbs ? owned + number : number
  const point = order.fbs ? 0 : DESTINATIONS.indexOf(order.to)
  const taken = shelves.take(ware, point, 1, order.at, random(seed, 80, order.serial).next())
  buying.count(order.card.index, taken ? 'orders' : 'lost')
  if (!taken) return []
  const back = Math.min(order.cancelledAt, order.returnedAt)
  const isGood = order.fate === 'cancelled' || (order.fate !== 'defective' && buying.isGood(order.serial))
  if (back < Infinity && isGood)
    shelves.giveBack(ware, taken.place, 1, shelvedOn(order.fate === 'cancelled' ? back : back + BACK))
  if (order.fbs || !hasStock) return [order]
  const name = places[number]?.[taken.place] as string
  return [{ ...order, warehouse: name !== MINSK.name && order.day >= MASKED_SINCE ? MASKED.name : name }]
}

/** How long a thing that was refused or brought back is on its way to a warehouse, ms. */
export const BACK = 6 * 86_400_000
