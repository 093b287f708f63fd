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
import { promotedOn } from './actions.ts'
import { clickCosts } from './ads.ts'
import type { Campaign } from './campaigns.ts'
import { makeCampaigns } from './campaigns.ts'
import { contentsOf } from './content.ts'
import type { Line, OrderSizes, Posting, Pricing } from './orders.ts'
import { apart, expectedLines, FBS_SHARE, furtherOrder, piecesBack, wishesOfDay } from './orders.ts'
import type { Warehouse } from './places.ts'
import { CLUSTER_NAMES, CLUSTER_WEIGHTS, OWN, WAREHOUSES } from './places.ts'
import type { Product } from './products.ts'
import { blockedOn, commissionOn, litresOn, makeProducts, onSale } from './products.ts'

/** The market of a cabinet: of each product goods with the marketplace, and from there on as many wares of the seller's own shelf. */
export type OzonMarket = Market<Posting> & {
  readonly products: readonly Product[]
  /** The warehouses on which a product lies. */
  placesOf(index: number): readonly Warehouse[]
  /** The ware of a product on the seller's own shelf. */
  own(index: number): number
  readonly campaigns: readonly Campaign[]
  /** A product with the prices that its seller has set by an instant (UTC ms), and the commission and the measures that it has then. */
  readonly priced: Pricing
}

/** Sums of the weights up to and with each cluster. */
const CLUSTER_REACH = CLUSTER_WEIGHTS.map((_, at) =>
  CLUSTER_WEIGHTS.slice(0, at + 1).reduce((sum: number, weight) => sum + weight, 0),
)
/** Makes the default shop as large as that of the brief. */
const LEVEL = 0.82
/** Pieces of an average line. */
const PIECES = 1.09
/** Some products are given up on this day of the shop's life. */
const GIVEN_UP_AFTER = 300
/** Whether the seller takes all goods of a product back that day. */
export const isGivenUp = ({ index }: Product): boolean => index % 20 === 11

/** Warehouses of different clusters, one in Moscow among them. */
function placesOf(seed: number, { index }: Product): readonly Warehouse[] {
  const r = random(seed, 13, index)
  const first = r.int(0, WAREHOUSES.length - 1)
  const inTurn = WAREHOUSES.map((_, i) => WAREHOUSES[(first + i * 5) % WAREHOUSES.length] as Warehouse)
  const moscow = r.pick(WAREHOUSES.filter(({ cluster }) => cluster === CLUSTER_NAMES[0]))
  const seen = new Set<number>()
  return [moscow, ...inTurn]
    .filter(({ clusterId }) => !seen.has(clusterId) && seen.add(clusterId))
    .slice(0, 5 + (index % 5))
}

/** Places by distance from a cluster: clusters stand in a ring. */
function nearest(places: readonly Warehouse[], cluster: string): readonly number[] {
  const at = CLUSTER_NAMES.indexOf(cluster)
  const far = ({ cluster: of }: Warehouse) => {
    const steps = Math.abs(CLUSTER_NAMES.indexOf(of) - at)
    return Math.min(steps, CLUSTER_NAMES.length - steps)
  }
  return places
    .map((_, place) => place)
    .sort((a, b) => far(places[a] as Warehouse) - far(places[b] as Warehouse) || a - b)
}

/** The market of a shop of so many products; the same for the same options. */
export function makeOzonMarket(options: {
  readonly seed: number
  readonly startDay: number
  readonly products: number
  readonly sizes: OrderSizes
  readonly mechanisms: readonly Mechanism[]
  /** As `World` has it. */
  readonly scale: number
  /** When cards change, for the end of a day. */
  readonly script: (day: number) => ContentClock
}): OzonMarket {
  const { seed, startDay, script } = options
  const sizes = {
    ...options.sizes,
    returning: options.mechanisms.includes('buyers'),
    curve: curveIn(new Set(options.mechanisms)),
  }
  const products = makeProducts(seed, startDay, options.products)
  const places = products.map(product => placesOf(seed, product))
  const sum = products.reduce((n, p) => n + p.demand, 0)
  const rateOf = (p: Product) => expectedLines(startDay, p.demand / sum, { ...sizes, fbs: false }) * PIECES
  const lifeOf = (p: Product) => ({
    from: moscowDay(p.createdAt) + 1,
    until: Math.min(
      p.archivedAt === null ? Number.POSITIVE_INFINITY : moscowDay(p.archivedAt),
      isGivenUp(p) ? startDay + GIVEN_UP_AFTER : Number.POSITIVE_INFINITY,
    ),
  })
  const wares: Ware[] = products.map((product, index) => ({
    ...lifeOf(product),
    key: index,
    rate: rateOf(product),
    places: places[index]?.length ?? 0,
    points: CLUSTER_NAMES.map((cluster, at) => ({
      weight: (CLUSTER_WEIGHTS[at] as number) / 100,
      from: nearest(places[index] ?? [], cluster),
    })),
    lead: [3, 20],
  }))
  if (sizes.fbs)
    for (const product of products)
      wares.push({
        ...lifeOf(product),
        key: 1_000_000 + product.index,
        rate: rateOf(product) * FBS_SHARE,
        places: 1,
        points: [{ weight: 1, from: [0] }],
        lead: [1, 6],
      })
  const own = (index: number) => products.length + index
  const shares = new Map<number, number>()
  const demandOn = (day: number): number => {
    const found = shares.get(day)
    if (found !== undefined) return found
    const made = products.reduce((n, p) => n + (onSale(p, startOfDay(day)) ? p.demand : 0), 0)
    shares.set(day, made)
    return made
  }
  const campaigns = makeCampaigns(seed, startDay, products, {
    scale: options.scale,
    steady: !options.mechanisms.includes('ads'),
  })
  const costsOf = clickCosts(seed, campaigns)
  const prices = makePrices(seed)
  const contentTimes = contentFactor(seed, script(startDay).since, day =>
    contentsOf(seed, script(day), products),
  )
  const hasPrices = options.mechanisms.includes('prices')
  const hasPromotions = options.mechanisms.includes('promotions')
  const priced: Pricing = (product, at) => {
    const day = moscowDay(at)
    const taken = {
      commission: commissionOn(product, day, 'FBO'),
      commissionFbs: commissionOn(product, day, 'FBS'),
      volumeWeight: litresOn(product, day),
      cut: hasPromotions ? promotedOn(seed, day, product).cut : 0,
    }
    const level = hasPrices ? prices.levelAt(product.index, at) : 1
    if (level === 1) return { ...product, ...taken }
    const of = (kopecks: number) => Math.round((kopecks * level) / 100) * 100
    const { price, oldPrice, minPrice } = product
    return { ...product, ...taken, price: of(price), oldPrice: of(oldPrice), minPrice: of(minPrice) }
  }
  const market = makeMarket<Posting>({
    seed,
    startDay,
    mechanisms: options.mechanisms,
    items: products.map(({ productId, index, createdAt }) => ({ id: productId, index, createdAt })),
    wares,
    level: LEVEL,
    causes: {
      prices: ({ index }, day) =>
        prices.factor(index, day) *
        discountFactor(
          buyerShare(seed, (products[index] as Product).categoryId, day),
          prices.elasticity(index),
        ),
      ads: ({ index }, day) => 1 + liftOf(spendOf(costsOf(products[index] as Product, day))),
      promotions: ({ index }, day) => promotedOn(seed, day, products[index] as Product).times,
      blocked: ({ index }, day) => (blockedOn(products[index] as Product, day) === null ? 1 : 0),
      content: ({ id }, day) => contentTimes(id, day),
    },
    keptOf,
    assortment: {
      prices,
      adCosts: (index, day) => costsOf(products[index] as Product, day),
      categoryOf: index => (products[index] as Product).categoryId,
      expected: (index, day) => {
        const product = products[index] as Product
        if (!onSale(product, startOfDay(day))) return 0
        return expectedLines(day, product.demand / demandOn(day), sizes)
      },
      goodsOf: index => [
        {
          ware: index,
          share: sizes.fbs ? 1 - FBS_SHARE : 1,
          name: 'FBO',
          places: (places[index] ?? []).map(({ name }) => name),
        },
        ...(sizes.fbs ? [{ ware: own(index), share: FBS_SHARE, name: 'FBS', places: [OWN.name] }] : []),
      ],
    },
    buy: buying => ordersOfDay(buying, { seed, products, sizes, places, own, priced, hasPrices }),
  })
  return { ...market, products, placesOf: index => places[index] ?? [], own, campaigns, priced }
}

/** What the buyer of a posting keeps and may write about: its first line. */
const keptOf = ({ fate, lines: [line], createdAt, finishedAt, serial }: Posting): readonly Kept[] =>
  line && fate === 'taken'
    ? [{ item: line.product.index, ordered: moscowDay(createdAt), at: finishedAt, key: serial }]
    : []

type Shop = {
  readonly seed: number
  readonly products: readonly Product[]
  readonly sizes: OrderSizes
  readonly places: readonly (readonly Warehouse[])[]
  own(index: number): number
  readonly priced: Pricing
  readonly hasPrices: boolean
}

/** The orders of a day: what an even world would have, less or more of it, as far as there are goods. */
function ordersOfDay(buying: Buying, shop: Shop): readonly Posting[] {
  const { day } = buying
  const { seed, products, sizes, priced: pricing } = shop
  let further = 0
  const more: Posting[] = []
  const wanted = wishesOfDay(seed, day, products, sizes, pricing).map(wish => ({
    ...wish,
    parts: wish.parts.map(part => ({
      ...part,
      lines: part.lines.filter((line, index) => {
        const copies = buying.copies(line.product.index, part.serial, index)
        for (let copy = 1; copy < copies; copy++)
          more.push(furtherOrder(seed, day, further++, { product: line.product, sizes, pricing }))
        return copies > 0
      }),
    })),
  }))
  const wishes = [
    ...wanted,
    ...more.map(order => ({
      parts: [order],
      settle: (kept: readonly Posting[]) => kept,
    })),
  ].sort((a, b) => (a.parts[0]?.createdAt ?? 0) - (b.parts[0]?.createdAt ?? 0))
  const made = wishes.flatMap(({ parts, settle }) => {
    const kept: Posting[] = []
    const others: Posting[] = []
    for (const part of parts) {
      const [first, ...rest] = served(buying, shop, part)
      if (first) kept.push(first)
      for (const other of rest) others.push(apart(other, parts.length + others.length + 1, further++))
    }
    return [...settle(kept), ...others]
  })
  return made.sort((a, b) => a.createdAt - b.createdAt || a.serial - b.serial)
}

/** A posting as far as there are goods for it: one for each warehouse from which they leave. */
function served(buying: Buying, { seed, own, places, hasPrices }: Shop, part: Posting): readonly Posting[] {
  const { shelves } = buying
  const clusterTo = buying.hasStock
    ? random(seed, 81, part.orderId).pickWeighted(CLUSTER_NAMES, CLUSTER_REACH)
    : part.clusterTo
  const point = CLUSTER_NAMES.indexOf(clusterTo)
  /** The marketplace's discount is that of the category and the day, and at most a hundredth more or less. */
  const paid = (line: Line, index: number): number => {
    if (!hasPrices) return line.buyerPrice
    const share = buyerShare(seed, line.product.categoryId, buying.day)
    return Math.round(line.price * (share + (random(seed, 82, part.serial, index).next() - 0.5) / 50))
  }
  const piecesOf = ({ fate, orderId }: Posting, { sku }: Line, pieces: number): number =>
    fate === 'returned' ? piecesBack(seed, orderId, sku, pieces) : pieces
  const byWarehouse = new Map<Warehouse, Line[]>()
  part.lines.forEach((line, index) => {
    const { index: item } = line.product
    const isOwn = part.scheme === 'FBS'
    const ware = isOwn ? own(item) : item
    const dice = random(seed, 80, part.serial, index).next()
    const taken = shelves.take(ware, isOwn ? 0 : point, line.quantity, part.createdAt, dice)
    buying.count(item, taken ? 'orders' : 'lost')
    if (!taken) return
    const back = part.fate === 'cancelled' ? part.finishedAt : part.fate === 'taken' ? null : part.shelvedAt
    if (back !== null && (part.fate === 'cancelled' || buying.isGood(part.serial, index)))
      shelves.giveBack(ware, taken.place, piecesOf(part, line, taken.pieces), shelvedOn(back))
    const warehouse = isOwn || !buying.hasStock ? part.warehouse : (places[item]?.[taken.place] as Warehouse)
    const lines = byWarehouse.get(warehouse) ?? []
    byWarehouse.set(warehouse, [...lines, { ...line, quantity: taken.pieces, buyerPrice: paid(line, index) }])
  })
  return [...byWarehouse].map(([warehouse, lines]) => ({ ...part, clusterTo, warehouse, lines }))
}
