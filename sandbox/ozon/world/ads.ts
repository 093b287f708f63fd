import { dayString } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import { random } from '../../random.ts'
import type { Bid } from '../../world/bids.ts'
import { bidAt, isBlank } from '../../world/bids.ts'
import type { Line, Posting } from './orders.ts'
import { orderDay } from './orders.ts'
import type { Product } from './products.ts'
import { archived } from './products.ts'

/** A campaign; bids in kopecks per click, budgets in kopecks, days are Moscow days (`toDay` null = open end). */
export type Campaign = {
  readonly id: number
  readonly title: string
  readonly state: 'RUNNING' | 'PLANNED' | 'STOPPED' | 'INACTIVE' | 'ARCHIVED' | 'FINISHED'
  readonly kind: 'SKU' | 'SEARCH_PROMO'
  /** `bid` is the average cost of a click; the bid at an instant is at least that. */
  readonly products: readonly { readonly product: Product; readonly bid: number }[]
  readonly fromDay: number
  readonly toDay: number | null
  readonly weeklyBudget: number
  readonly strategy: 'MAX_CLICKS' | 'TARGET_BIDS' | 'TARGET_CIR' | 'TOP_PROMOTION'
  readonly silent: boolean
}

/** Results of one campaign for one SKU on one Moscow day; money in kopecks. */
export type AdRow = {
  readonly campaign: Campaign
  readonly product: Product
  readonly sku: number
  readonly day: number
  readonly views: number
  readonly clicks: number
  readonly toCart: number
  readonly spend: number
  readonly orders: number
  readonly revenue: number
  readonly modelOrders: number
  readonly modelRevenue: number
}

type Plan = readonly [
  title: string,
  state: Campaign['state'],
  skus: number,
  from: number,
  to: number | null,
  strategy: Campaign['strategy'],
  silent?: boolean,
]

// Days are counted from the first day of the shop's world (400 days before its start).
const PLANS: readonly Plan[] = [
  ['Пледы и подушки', 'RUNNING', 4, 30, null, 'TARGET_BIDS'],
  ['Новинки сезона', 'RUNNING', 3, 260, null, 'MAX_CLICKS'],
  ['Кухня: поиск', 'INACTIVE', 3, 120, 362, 'TARGET_CIR'],
  ['Распродажа весны', 'ARCHIVED', 3, 20, 310, 'MAX_CLICKS'],
  ['Вывод в топ: вазы', 'STOPPED', 2, 250, 392, 'TOP_PROMOTION'],
  ['Зимние праздники', 'PLANNED', 3, 430, null, 'TARGET_BIDS'],
  ['Без показов', 'RUNNING', 2, 200, null, 'MAX_CLICKS', true],
  ['Проба: ванная', 'ARCHIVED', 3, 60, 130, 'MAX_CLICKS'],
  ['Свечи и ароматы', 'FINISHED', 3, 210, 290, 'TARGET_BIDS'],
  ['Корзины', 'ARCHIVED', 2, 230, 355, 'MAX_CLICKS'],
  ['Скатерти, остатки', 'INACTIVE', 2, 280, 345, 'TARGET_CIR'],
  ['Текстиль, широкий', 'RUNNING', 2, 300, null, 'TARGET_CIR'],
]

/** The campaigns of a shop: click campaigns in many states and one system campaign «pay per order». */
export function makeCampaigns(
  seed: number,
  startDay: number,
  products: readonly Product[],
  scale: number,
): readonly Campaign[] {
  const campaigns: Campaign[] = []
  for (let copy = 0; copy < scale; copy++) {
    const shelf = products.slice(copy * 40, copy * 40 + 40)
    PLANS.forEach(([title, state, skus, from, to, strategy, silent], index) => {
      const r = random(seed, 8, copy, index)
      const first = (index * 5) % Math.max(1, shelf.length - skus)
      campaigns.push({
        id: 14_200_000 + (seed % 500) * 1000 + copy * 100 + index * 7,
        title: copy === 0 ? title : `${title} ${copy + 1}`,
        state,
        kind: 'SKU',
        products: shelf.slice(first, first + skus).map(product => ({ product, bid: r.int(150, 900) })),
        fromDay: startDay + from,
        toDay: to === null ? null : startDay + to,
        weeklyBudget: r.int(10, 200) * 100_000,
        strategy,
        silent: silent ?? false,
      })
    })
  }
  return [
    ...campaigns,
    {
      id: 5_268_000 + (seed % 500),
      title: 'Оплата за заказ: выбранные товары',
      state: 'RUNNING',
      kind: 'SEARCH_PROMO',
      products: products.filter(p => p.orderBid > 0).map(product => ({ product, bid: 0 })),
      fromDay: startDay,
      toDay: null,
      weeklyBudget: 0,
      strategy: 'MAX_CLICKS',
      silent: false,
    },
  ]
}

/** The state that a campaign shows: planned before its start, running until its end. */
export function stateOn(c: Campaign, today: number): Campaign['state'] {
  if (c.fromDay > today) return 'PLANNED'
  if (c.state === 'PLANNED' || (c.toDay !== null && c.toDay >= today)) return 'RUNNING'
  return c.state
}

/**
 * The bid that is shown for a product in a campaign at an instant: kopecks per click, or the target share of costs in percent; 0 if there is none or none is
 * shown.
 */
export function clickBid(
  seed: number,
  c: Campaign,
  { product, bid }: Campaign['products'][number],
  at: number,
): { readonly bid: number; readonly share: number } {
  const keys = [seed, 18, c.id, product.index]
  if (isBlank(keys, at)) return { bid: 0, share: 0 }
  return c.strategy === 'TARGET_CIR'
    ? { bid: 0, share: bidAt(keys, 8, 1, at).bid }
    : { bid: bidAt(keys, bid, 10, at).bid, share: 0 }
}

/** The bid for an order of a product at an instant, in per cent of its price. */
export const orderBidAt = (seed: number, product: Product, at: number): Bid =>
  bidAt([seed, 19, product.index], product.orderBid, 0.25, at)

/** Views and clicks of a product in a campaign on a day, and the numbers of the day after them; null on days without any. */
function shownOn(seed: number, campaign: Campaign, product: Product, day: number) {
  const r = random(seed, 9, campaign.id, product.index, day)
  if (r.chance(0.1)) return null
  const ended = campaign.toDay !== null && day > campaign.toDay
  const views = ended ? 0 : r.int(20, 2_400)
  const clicks = ended ? 0 : Math.round(views * (0.01 + r.next() * 0.05))
  return { r, ended, views, clicks }
}

/** What clicks on a product cost on a day at the bids of its campaigns, kopecks: what advertising it lifts its orders by. */
export function clicksCost(
  seed: number,
  campaigns: readonly Campaign[],
  product: Product,
  day: number,
): number {
  let sum = 0
  for (const campaign of campaigns) {
    if (campaign.kind !== 'SKU' || campaign.silent || day < campaign.fromDay) continue
    for (const entry of campaign.products)
      if (entry.product === product) sum += (shownOn(seed, campaign, product, day)?.clicks ?? 0) * entry.bid
  }
  return sum
}

/** Days for which a campaign that has ended still claims orders. */
const TAIL = 5

/**
 * The rows of all click campaigns on one day. Every order that they claim was made that day (`lines`), and none is claimed twice;
 * orders are attributed late, so a young day shows fewer of them. The days behind a campaign's last still bring orders, of clicks that were paid for before.
 */
export function clickRows(
  seed: number,
  campaigns: readonly Campaign[],
  lines: readonly Line[],
  day: number,
  today: number,
  at: number,
): AdRow[] {
  const rows: AdRow[] = []
  const age = today - day
  const free = new Set(lines)
  const claim = (wanted: (line: Line) => boolean, most: number): readonly Line[] => {
    const claimed = [...free].filter(wanted).slice(0, most)
    for (const line of claimed) free.delete(line)
    return age >= 3 ? claimed : claimed.slice(0, Math.floor((claimed.length * (age + 1)) / 4))
  }
  const sinceEnd = ({ toDay }: Campaign) => (toDay === null ? 0 : day - toDay)
  const bringing = campaigns.filter(
    campaign =>
      campaign.kind === 'SKU' && !campaign.silent && day >= campaign.fromDay && sinceEnd(campaign) <= TAIL,
  )
  // Campaigns that ended long ago get the remaining orders, which stay as they are in the folders of older releases.
  const isLate = (campaign: Campaign) => sinceEnd(campaign) > 1
  const inTurn = [...bringing.filter(campaign => !isLate(campaign)), ...bringing.filter(isLate)]
  for (const campaign of inTurn) {
    for (const { product, bid } of campaign.products) {
      if (archived(product, at) || product.createdAt > at) continue
      const shown = shownOn(seed, campaign, product, day)
      if (shown === null) continue
      const { r, ended, views, clicks } = shown
      const own = claim(
        line => line.product === product && (isLate(campaign) || r.chance(0.6)),
        ended ? 2 : clicks,
      )
      if (ended && own.length === 0) continue
      const model = r.chance(0.1) ? claim(line => line.product !== product, 1) : []
      rows.push({
        campaign,
        product,
        sku: product.sku,
        day,
        views,
        clicks,
        toCart: Math.round(clicks * r.next() * 0.25),
        spend: clicks * bid - (clicks > 0 ? r.int(0, 40) : 0),
        orders: own.length,
        revenue: worth(own),
        modelOrders: model.length,
        modelRevenue: worth(model),
      })
    }
  }
  return rows
}

const worth = (lines: readonly Line[]): number =>
  lines.reduce((sum, line) => sum + line.price * line.quantity, 0)

/** A product ordered through «pay per order»; `spend` in kopecks. */
export type OrderAd = {
  readonly posting: Posting
  readonly day: number
  readonly product: Product
  readonly sku: number
  readonly quantity: number
  readonly revenue: number
  readonly spend: number
}

/** The promoted lines of postings that were not cancelled at once, on the Moscow day of the order. */
export function orderAds(postings: readonly Posting[]): OrderAd[] {
  return postings
    .filter(p => p.fate !== 'cancelled')
    .flatMap(posting =>
      posting.lines
        .filter(l => l.promoted)
        .map(l => ({
          posting,
          day: orderDay(posting),
          product: l.product,
          sku: l.sku,
          quantity: l.quantity,
          revenue: l.price * l.quantity,
          spend: percentOf(l.price * l.quantity, l.product.orderBid),
        })),
    )
}

/** A click campaign's name in reports, with its period. */
export const reportTitle = (c: Campaign, from: number, to: number): string => {
  const dots = (day: number) => dayString(day).split('-').reverse().join('.')
  return `Кампания по продвижению товаров № ${c.id}, период ${dots(from)}-${dots(to)}`
}
