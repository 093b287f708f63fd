import { dayString, utc } from '../../clock.ts'
import { badRequest, ok } from '../../http.ts'
import { fixed, percentOf } from '../../money.ts'
import { clickBid, orderBidAt } from '../world/ads.ts'
import type { Campaign } from '../world/campaigns.ts'
import { productsAt, stateAt } from '../world/campaigns.ts'
import type { World } from '../world/index.ts'
import type { Call, Handler } from './call.ts'
import { notFound } from './call.ts'

// Budgets and bids are strings in millionths of a rouble.
const millionths = (kopecks: number): string => String(kopecks * 10_000)

const show = (world: World) => (c: Campaign) => {
  const click = c.kind === 'SKU'
  return {
    id: String(c.id),
    title: c.title,
    state: `CAMPAIGN_STATE_${stateAt(c, world.now)}`,
    advObjectType: c.kind,
    PaymentType: click ? 'CPC' : 'CPO',
    fromDate: dayString(c.fromDay),
    toDate: c.toDay === null ? '' : dayString(c.toDay),
    budget: '0',
    dailyBudget: '0',
    weeklyBudget: millionths(c.run.budgetAt(world.now)),
    budgetType: 'PRODUCT_CAMPAIGN_BUDGET_TYPE_WEEKLY',
    expenseStrategy: 'DAILY_BUDGET',
    startWeekDay: 'WEDNESDAY',
    endWeekDay: 'TUESDAY',
    placement: click ? ['PLACEMENT_SEARCH_AND_CATEGORY'] : [],
    ProductAdvPlacements: [],
    productAutopilotStrategy: c.strategy,
    productCampaignMode: 'PRODUCT_CAMPAIGN_MODE_AUTO',
    autopilot: null,
    autoIncrease: null,
    isAutocreated: false,
    autostopStatus: 'AUTOSTOP_STATUS_NONE',
    createdAt: utc(c.run.createdAt),
    updatedAt: utc(Math.min(world.now, c.run.deeds(world.now).at(-1)?.at ?? c.run.createdAt)),
  }
}

const pageOf = <T>(list: readonly T[], page: number, size: number): readonly T[] =>
  list.slice((page - 1) * size, page * size)

/** GET /api/client/campaign: pages from 1, `total` is a string; archived campaigns stay in the list. */
export const campaignList: Handler = ({ shop, query }) => {
  const world = shop.world()
  const wanted = query
    .getAll('campaignIds')
    .flatMap(v => v.split(','))
    .map(Number)
  const state = query.get('state')
  const kind = query.get('advObjectType')
  const list = world
    .campaigns()
    .filter(
      c =>
        (wanted.length === 0 || wanted.includes(c.id)) &&
        (!kind || c.kind === kind) &&
        (!state || `CAMPAIGN_STATE_${stateAt(c, world.now)}` === state),
    )
  const page = pageOf(list, Number(query.get('page') ?? 1), Number(query.get('pageSize') ?? 100))
  return ok({ list: page.map(show(world)), total: String(list.length) })
}

function campaign({ shop, part }: Call): Campaign {
  const found = shop
    .world()
    .campaigns()
    .find(c => String(c.id) === part)
  if (!found) throw notFound('Кампания не найдена')
  return found
}

/** GET /api/client/campaign/{id}/objects: the SKUs; not for «pay per order». */
export const campaignObjects: Handler = call => {
  const c = campaign(call)
  if (c.kind === 'SEARCH_PROMO') throw badRequest('Метод недоступен для кампаний с оплатой за заказ')
  return ok({
    list: productsAt(c, call.shop.world().now).map(({ product }) => ({ id: String(product.sku) })),
  })
}

/** GET /api/client/campaign/{id}/v2/products: bids; archived → 400, «pay per order» → 404 (ozon.md 6.3). */
export const campaignProducts: Handler = call => {
  const c = campaign(call)
  const { seed, now } = call.shop.world()
  if (c.kind === 'SEARCH_PROMO') throw notFound('Кампания не найдена')
  if (stateAt(c, now) === 'ARCHIVED') throw badRequest('Товары перенесены в архив')
  const page = pageOf(
    productsAt(c, now),
    Number(call.query.get('page') ?? 1),
    Number(call.query.get('pageSize') ?? 100),
  )
  return ok({
    products: page.map(entry => {
      const { bid, share } = clickBid(seed, c, entry, now)
      return {
        sku: String(entry.product.sku),
        bid: millionths(bid),
        title: entry.product.name,
        targetCir: share,
        ...(c.strategy === 'TOP_PROMOTION' ? { topPosition: '3' } : {}),
      }
    }),
  })
}

/** POST /api/client/campaign/search_promo/v2/products: bids of «pay per order» in per cent and roubles. */
export const searchPromoProducts: Handler = ({ shop, body }) => {
  const { seed, now, products } = shop.world()
  const list = products().filter(p => p.orderBid > 0)
  const page = pageOf(list, Number(body.page ?? 1), Number(body.pageSize ?? 100))
  return ok({
    products: page.map(p => {
      const { bid, before, since } = orderBidAt(seed, p, now)
      return {
        sku: String(p.sku),
        sourceSku: p.offerId,
        title: p.name,
        price: fixed(p.price),
        bid,
        bidPrice: fixed(percentOf(p.price, bid)),
        previousBid: {
          bid: before,
          bidPrice: fixed(percentOf(p.price, before)),
          updatedAt: utc(since),
        },
        searchPromoStatus: true,
        isSearchPromoAvailable: true,
        visibilityIndex: '12',
        previousVisibilityIndex: '11',
        views: { thisWeek: '240', previousWeek: '210' },
        imageUrl: p.images[0] ?? '',
      }
    }),
    total: String(list.length),
  })
}
