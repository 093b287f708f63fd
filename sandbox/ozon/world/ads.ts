import { endOfDay, moscowDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import { random } from '../../random.ts'
import type { Bid } from '../../world/bids.ts'
import { bidAt, isBlank } from '../../world/bids.ts'
import type { AdCost } from '../../world/demand.ts'
import type { Campaign, productsAt } from './campaigns.ts'
import { wholeDay } from './campaigns.ts'
import type { Line, Posting } from './orders.ts'
import { orderDay } from './orders.ts'
import type { Product } from './products.ts'
import { isAdvertised } from './products.ts'

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

/**
 * The bid that is shown for a product in a campaign at an instant: kopecks per click, or the target share of costs in percent; 0 if there is none or none is
 * shown.
 */
export function clickBid(
  seed: number,
  c: Campaign,
  { product, item }: ReturnType<typeof productsAt>[number],
  at: number,
): { readonly bid: number; readonly share: number } {
  const keys = [seed, 18, c.id, product.index]
  if (isBlank(keys, at)) return { bid: 0, share: 0 }
  return c.strategy === 'TARGET_CIR'
    ? { bid: 0, share: bidAt(keys, 8, 1, at).bid }
    : { bid: bidAt(keys, c.run.bidAt(item, at), 10, at).bid, share: 0 }
}

/** The bid for an order of a product at an instant, in per cent of its price. */
export const orderBidAt = (seed: number, product: Product, at: number): Bid =>
  bidAt([seed, 19, product.index], product.orderBid, 0.25, at)

/** The same of a campaign as it ran until an instant (UTC ms), with the bid; null where nothing is to tell of the day. */
function shownOn(seed: number, campaign: Campaign, item: number, day: number, now: number) {
  const { product } = campaign.products[item] as Campaign['products'][number]
  if (!isAdvertised(product, day)) return null
  if (campaign.toDay !== null && day > campaign.toDay) {
    const r = random(seed, 9, campaign.id, product.index, day)
    return r.chance(0.1) ? null : { r, ended: true, views: 0, clicks: 0, most: 2, bid: 0 }
  }
  const whole = wholeDay(seed, campaign.id, product, day)
  const { run } = campaign
  const { share, bids } = run.on(day)
  const bid = bids[item] ?? null
  if (whole === null || bid === null || share === 0) return null
  const [views, most] = [Math.floor(whole.views * share), Math.floor(whole.clicks * share)]
  if (views === 0) return null
  const [seen, clicks] = [run.shownBy(views, day, now), run.shownBy(most, day, now)]
  return { r: whole.r, ended: false, views: seen, clicks, most, bid }
}

/** What clicks on products cost on a day at the bids of their campaigns, kopecks: what advertising lifts the orders of a product by. */
export function clickCosts(seed: number, campaigns: readonly Campaign[]) {
  const byProduct = new Map<Product, { campaign: Campaign; item: number }[]>()
  for (const campaign of campaigns) {
    if (campaign.kind !== 'SKU' || campaign.silent) continue
    for (const [item, { product }] of campaign.products.entries())
      byProduct.set(product, [...(byProduct.get(product) ?? []), { campaign, item }])
  }
  return (product: Product, day: number): readonly AdCost[] =>
    (byProduct.get(product) ?? []).flatMap(({ campaign, item }) => {
      if (day < campaign.fromDay) return []
      const shown = shownOn(seed, campaign, item, day, endOfDay(day))
      return shown === null || shown.clicks === 0
        ? []
        : [{ id: campaign.id, spend: shown.clicks * shown.bid }]
    })
}

/** Days for which a campaign that has ended still claims orders. */
const TAIL = 5

/**
 * The rows of all click campaigns on one day as they look at `now` (UTC ms). Every order that they claim was made that day (`postings`, of the whole day, so
 * that what is claimed by whom stays as the day goes on), and none is claimed twice; orders are attributed late, so a young day shows fewer of them. The days
 * behind a campaign's last still bring orders, of clicks that were paid for before.
 */
export function clickRows(
  seed: number,
  campaigns: readonly Campaign[],
  postings: readonly Posting[],
  day: number,
  now: number,
): AdRow[] {
  const rows: AdRow[] = []
  const age = moscowDay(now) - day
  // Orders by «pay per order» belong to that campaign only.
  const madeAt = new Map(
    postings.flatMap(({ lines, processedAt }) =>
      lines.filter(line => !line.promoted).map(line => [line, processedAt] as const),
    ),
  )
  const free = new Set(madeAt.keys())
  const claim = (wanted: (line: Line) => boolean, most: number): readonly Line[] => {
    const claimed = [...free].filter(wanted).slice(0, most)
    for (const line of claimed) free.delete(line)
    return claimed
  }
  const attributed = (claimed: readonly Line[]): readonly Line[] =>
    age >= 3 ? claimed : claimed.slice(0, Math.floor((claimed.length * (age + 1)) / 4))
  const toldOf = (claimed: readonly Line[]): readonly Line[] =>
    attributed(claimed.filter(line => (madeAt.get(line) as number) <= now))
  const sinceEnd = ({ toDay }: Campaign) => (toDay === null ? 0 : day - toDay)
  const bringing = campaigns.filter(
    campaign =>
      campaign.kind === 'SKU' && !campaign.silent && day >= campaign.fromDay && sinceEnd(campaign) <= TAIL,
  )
  // Campaigns that ended long ago get the remaining orders, which stay as they are in the folders of older releases.
  const isLate = (campaign: Campaign) => sinceEnd(campaign) > 1
  const inTurn = [...bringing.filter(campaign => !isLate(campaign)), ...bringing.filter(isLate)]
  for (const campaign of inTurn) {
    for (const [item, { product }] of campaign.products.entries()) {
      const shown = shownOn(seed, campaign, item, day, now)
      if (shown === null) continue
      const { r, ended, views, clicks, most, bid } = shown
      const claimed = claim(line => line.product === product && (isLate(campaign) || r.chance(0.6)), most)
      if (ended && attributed(claimed).length === 0) continue
      const model = toldOf(r.chance(0.1) ? claim(line => line.product !== product, 1) : [])
      const own = toldOf(claimed)
      if (ended ? own.length === 0 : views === 0) continue
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
