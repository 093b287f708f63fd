import { dayString, moscowDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import type { Place, Sums } from '../../world/sums.ts'
import { places } from '../../world/sums.ts'
import type { Accrual } from './accruals.ts'
import { actionsOn } from './actions.ts'
import { adRowsOf } from './ad-truth.ts'
import { clickBid, orderBidAt } from './ads.ts'
import { booksOf, realizedOf } from './books.ts'
import { doubtedOf, errorsOf, foundOf, placementRowsOf, receivedOf, suppliedOf } from './cabinet-truth.ts'
import { productsAt, stateAt } from './campaigns.ts'
import { currenciesOf } from './currency-truth.ts'
import { disagreementsOf } from './disagreement-truth.ts'
import { COUNTED } from './fbs-errors.ts'
import { questionsOf, reviewsOf } from './feedback.ts'
import type { World } from './index.ts'
import { lateOf } from './late-truth.ts'
import { orderRowsOf, ordersOf } from './order-truth.ts'
import { CIS_WAREHOUSES, WAREHOUSES } from './places.ts'
import { profitBySkuOf, profitOf } from './profit.ts'
import type { AccrualSums, AdSums, FunnelSums, ReturnSums, StockSums, Truth } from './sums.ts'
import { accrualZero, adZero, funnelZero, returnZero, stockZero } from './sums.ts'

function addAccrual(place: Place<AccrualSums>, a: Accrual): void {
  const wide = [place.total(), place.day(a.day)]
  for (const s of wide) {
    s.accruals += 1
    s.total += a.total
    if (a.unknown !== 0) s.lines += 1
  }
  const skus = new Set<number>()
  const fee = (targets: readonly AccrualSums[], typeId: number, sum: number) => {
    for (const s of targets) {
      s.lines += 1
      s.services += sum
      s.byType[typeId] = (s.byType[typeId] ?? 0) + sum
    }
  }
  for (const p of a.products) {
    const own = place.sku(p.sku)
    if (!skus.has(p.sku)) own.accruals += 1
    skus.add(p.sku)
    for (const f of p.services ?? []) {
      fee([...wide, own], f.typeId, f.sum)
      own.total += f.sum
    }
    if (p.sale)
      for (const s of [...wide, own]) {
        s.lines += 2
        s.sale += p.sale.sale
        s.commission += p.sale.commission
        if (s === own) s.total += p.sale.sale + p.sale.commission
      }
  }
  for (const f of a.fees) fee(wide, f.typeId, f.sum)
}

function returnsOf(world: World, from: number, to: number): Sums<ReturnSums> {
  const place = places(returnZero)
  for (const r of world.returns()) {
    const day = moscowDay(r.returnDate)
    if (day < from || day > to) continue
    for (const s of [place.total(), place.day(day), place.sku(r.line.sku)]) {
      s.returns += 1
      s.units += r.line.quantity
      s.price += r.line.price
    }
  }
  return place.sums
}

function compensatedOf(world: World, from: number, to: number): Truth['compensated'] {
  const at: Truth['compensated'] = {}
  for (const { id, returnDate, compensatedAt } of world.returns()) {
    const day = moscowDay(returnDate)
    if (compensatedAt !== null && day >= from && day <= to) at[id] = new Date(compensatedAt).toISOString()
  }
  return at
}

function adsOf(world: World, from: number, to: number): Truth['ads'] {
  const place = places(adZero)
  const byCampaign: Record<string, AdSums> = {}
  for (let day = from; day <= to; day++)
    for (const row of adRowsOf(world, day)) {
      byCampaign[row.campaign.id] ??= adZero()
      for (const s of [
        place.total(),
        place.day(day),
        place.sku(row.sku),
        byCampaign[row.campaign.id] as AdSums,
      ]) {
        s.rows += 1
        s.spend += row.spend
        s.views += row.views
        s.clicks += row.clicks
        s.orders += row.orders
        s.revenue += row.revenue
      }
    }
  return { ...place.sums, byCampaign }
}

function orderAdsOf(world: World, from: number, to: number): Sums<AdSums> {
  const place = places(adZero)
  const seen = new Set<string>()
  for (const ad of world.orderAds()) {
    if (ad.day < from || ad.day > to) continue
    const key = `${ad.day}/${ad.sku}`
    for (const s of [place.total(), place.day(ad.day), place.sku(ad.sku)]) {
      if (!seen.has(key)) s.rows += 1
      s.spend += ad.spend
      s.orders += 1
      s.revenue += ad.revenue
    }
    seen.add(key)
  }
  return place.sums
}

function bidsOf(world: World): Pick<Truth, 'bids' | 'shares'> {
  const { seed, now } = world
  const running = world
    .campaigns()
    .filter(c => c.kind === 'SKU' && ['RUNNING', 'PLANNED', 'STOPPED'].includes(stateAt(c, now)))
  const bids: Truth['bids'] = {}
  const shares: Truth['shares'] = {}
  for (const c of running)
    for (const entry of productsAt(c, now)) {
      const { bid, share } = clickBid(seed, c, entry, now)
      if (bid > 0) bids[`${c.id}/${entry.product.sku}`] = bid
      if (share > 0) shares[`${c.id}/${entry.product.sku}`] = share
    }
  for (const p of world.products())
    if (p.orderBid > 0) bids[`0/${p.sku}`] = percentOf(p.price, orderBidAt(seed, p, now).bid)
  return { bids, shares }
}

function funnelOf(world: World, from: number, to: number): Sums<FunnelSums> {
  const place = places(funnelZero)
  for (let day = from; day <= to; day++)
    for (const row of world.traffic(day))
      for (const s of [place.total(), place.day(day), place.sku(row.sku)]) {
        s.rows += 1
        s.revenue += row.revenue
        s.units += row.units
      }
  return place.sums
}

function accrualsOf(world: World, from: number, to: number): Sums<AccrualSums> {
  const place = places(accrualZero)
  for (let day = from; day <= to; day++)
    for (const a of world.accrualsByDay().get(day) ?? []) if (a.currency === null) addAccrual(place, a)
  return place.sums
}

/** How many of these happened between two days. */
const within = (all: readonly { readonly at: number }[], from: number, to: number): number =>
  all.filter(({ at }) => moscowDay(at) >= from && moscowDay(at) <= to).length

/** The truth of a shop between two Moscow days, both included (default: its whole life), computed from the world alone. */
export function truthOf(
  world: World,
  window: {
    readonly from?: number
    readonly to?: number
    readonly before?: number
    readonly currency?: string
  } = {},
): Truth {
  const from = Math.max(window.from ?? world.startDay, world.startDay)
  const to = Math.min(window.to ?? world.today, world.today)
  const orders = ordersOf(world, from, to, window.before ?? Number.POSITIVE_INFINITY)
  const accruals = accrualsOf(world, from, to)
  const returns = returnsOf(world, from, to)
  const funnel = funnelOf(world, from, to)
  const ads = adsOf(world, from, to)
  const pay = orderAdsOf(world, from, to)
  const stocks = { total: stockZero(), bySku: {} as Record<string, StockSums> }
  const products = world.products()
  for (const row of world.stocks()) {
    stocks.bySku[row.sku] ??= stockZero()
    for (const s of [stocks.total, stocks.bySku[row.sku] as StockSums]) {
      s.rows += 1
      s.available += row.available
      s.reserved += row.reserved
    }
  }
  const offers = actionsOn(world.seed, world.today, world.now, products)
  const fbsErrors = errorsOf(world, from, to)
  const supplied = suppliedOf(world, from, to)
  const doubted = doubtedOf(products)
  const skus = products.length + products.filter(p => p.skuFbs !== null).length
  return {
    today: dayString(world.today),
    from: dayString(from),
    to: dayString(to),
    orders,
    accruals,
    books: booksOf(world, from, to),
    realized: realizedOf(world),
    profit: profitOf(world, from, to),
    profitBySku: profitBySkuOf(world, from, to),
    late: lateOf(world, from, to),
    currencies: currenciesOf(world, window.currency ?? 'RUB', from, to),
    returns,
    compensated: compensatedOf(world, from, to),
    funnel,
    fbsErrors,
    supplied: supplied.sums,
    received: receivedOf(world, from, to),
    found: foundOf(world, from, to),
    doubted,
    ads,
    orderAds: pay,
    ...bidsOf(world),
    stocks: {
      ...stocks,
      skus: Object.keys(stocks.bySku).length,
      warehouses: new Set(world.stocks().map(row => row.warehouse.id)).size,
    },
    products: {
      all: products.length,
      archived: products.filter(p => p.archivedAt !== null && p.archivedAt <= world.now).length,
      skus,
      withoutDescription: products.filter(p => world.content().of(p.productId).description === '').length,
    },
    campaigns: world.campaigns().length,
    ratings: world.ratings(world.today).length,
    disagreements: disagreementsOf(world),
    rows: {
      dim_ozon_products: products.length,
      dim_ozon_product_content: products.length,
      dim_ozon_campaigns: world.campaigns().length,
      fact_ozon_orders: orderRowsOf(world, from, to),
      fact_ozon_transactions: accruals.total.accruals,
      fact_ozon_transaction_lines: accruals.total.lines,
      fact_ozon_funnel: funnel.total.rows,
      fact_ozon_returns: returns.total.returns,
      fact_ozon_warehouse_stocks: world.stocks().length,
      fact_ozon_prices: products.length,
      fact_ozon_promotions: products.length,
      fact_ozon_availability: skus,
      fact_ozon_inventory: products.length,
      fact_ozon_seller_rating: world.ratings(world.today).length,
      // Of the ten measures six have a history.
      fact_ozon_seller_rating_history: 6 * (to - from + 1),
      fact_ozon_seller_taxes: 1,
      fact_ozon_actions: offers.length,
      fact_ozon_action_products: offers.reduce((sum, action) => sum + action.joined.length, 0),
      fact_ozon_placement: placementRowsOf(world, from, Math.min(to, world.today - 1)),
      fact_ozon_action_candidates: offers.reduce(
        (sum, { offered, joined }) => sum + offered.length - joined.length,
        0,
      ),
      dim_ozon_warehouses: WAREHOUSES.length,
      dim_ozon_cluster_warehouses: WAREHOUSES.length + CIS_WAREHOUSES.length,
      fact_ozon_fbs_index: COUNTED,
      fact_ozon_fbs_errors: fbsErrors.total.errors,
      fact_ozon_wrong_volume: Object.keys(doubted).length,
      fact_ozon_reviews: within(reviewsOf(world), from, to),
      fact_ozon_questions: within(questionsOf(world), from, to),
      fact_ozon_supplies: supplied.supplies,
      fact_ozon_supply_items: supplied.sums.total.lines,
      fact_ozon_content_rating: products.length,
      fact_ozon_ad_daily: ads.total.rows + pay.total.rows,
    },
  }
}
