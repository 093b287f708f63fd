import { z } from 'zod'
import { dayString, moscowDay } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { roubles } from '../money.ts'
import type { Call, Handler } from './call.ts'
import { ids, instant, read } from './call.ts'
import type { Product } from './world/products.ts'
import type { Found } from './world/queries.ts'
import { foundBy } from './world/queries.ts'

const asked = {
  date_from: instant,
  date_to: instant,
  skus: ids,
  page: z.number().int().min(0).default(0),
  sort_by: z.string(),
  sort_dir: z.string(),
}
/** Days of history without a subscription. */
const MONTH = 31

function weekOf({ shop }: Call, from: number, to: number): readonly [first: number, last: number] {
  const { today } = shop.world()
  const [first, last] = [moscowDay(from), Math.min(moscowDay(to), today)]
  if (first > today) throw badRequest('date_from must not be in the future')
  if (shop.profile.plan === 'UNSPECIFIED' && first < today - MONTH) throw badRequest('date_from is too early')
  return [first, last]
}
const pageCount = (all: readonly unknown[], size: number) => Math.max(1, Math.ceil(all.length / size))

/** What a subscription adds. */
const premium = (call: Call, found: Found) =>
  call.shop.profile.plan === 'UNSPECIFIED'
    ? {}
    : { position: found.position, unique_view_users: found.views, view_conversion: found.conversion }
const shownOf = (call: Call, product: Product, found: Found) => ({
  sku: product.sku,
  currency: call.shop.currency,
  gmv: roubles(found.gmv),
  unique_search_users: found.users,
  ...premium(call, found),
})

/** POST /v1/analytics/product-queries: a row per SKU. */
export const productQueries: Handler = call => {
  const request = read(z.object({ ...asked, page_size: z.number().int().min(1).max(1000) }), call.body)
  const [first, last] = weekOf(call, request.date_from, request.date_to)
  const world = call.shop.world()
  const all = world.products().filter(product => request.skus.includes(product.sku))
  const at = request.page * request.page_size
  return ok({
    analytics_period: { date_from: dayString(first), date_to: dayString(last) },
    items: all.slice(at, at + request.page_size).map(product => ({
      ...shownOf(call, product, foundBy(world.seed, product, first, last, 0)),
      offer_id: product.offerId,
      name: product.name,
      category: 'Дом и сад',
    })),
    page_count: pageCount(all, request.page_size),
    total: all.length,
  })
}

/** POST /v1/analytics/product-queries/details: the two queries by which each SKU is found. */
export const queriesOfProducts: Handler = call => {
  const request = read(
    z.object({
      ...asked,
      page_size: z.number().int().min(1).max(100),
      limit_by_sku: z.number().int().min(1).max(15),
    }),
    call.body,
  )
  const [first, last] = weekOf(call, request.date_from, request.date_to)
  const world = call.shop.world()
  const all = world
    .products()
    .filter(product => request.skus.includes(product.sku))
    .flatMap(product => [1, 2].map(index => ({ product, index })))
  const at = request.page * request.page_size
  return ok({
    analytics_period: { date_from: dayString(first), date_to: dayString(last) },
    page_count: pageCount(all, request.page_size),
    queries: all.slice(at, at + request.page_size).map(({ product, index }) => {
      const found = foundBy(world.seed, product, first, last, index)
      return {
        ...shownOf(call, product, found),
        query: `${(product.name.split(' ')[0] ?? '').toLowerCase()} ${index === 1 ? 'купить' : 'в подарок'}`,
        query_index: index,
        order_count: found.orders,
      }
    }),
    total: all.length,
  })
}
