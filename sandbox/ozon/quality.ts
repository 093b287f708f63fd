import { z } from 'zod'
import { dayString, utcMillis } from '../clock.ts'
import { ok } from '../http.ts'
import { roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { instant, read } from './call.ts'
import { pageOf } from './paging.ts'
import { COUNTED, chargedOn, fbsErrorsOf } from './world/fbs-errors.ts'
import type { Product } from './world/products.ts'

/** POST /v1/rating/index/fbs/info: the last fortnight. */
export const fbsIndex: Handler = ({ shop }) => {
  const world = shop.world()
  const days = Array.from({ length: COUNTED }, (_, ago) => world.today - COUNTED + 1 + ago)
  const costs = days.map(day => chargedOn(world, day))
  const index = (cost: number) => Math.round(cost / 1000) / 100
  return ok({
    period_from: dayString(days[0] ?? world.today),
    period_to: dayString(world.today),
    index: index(costs.reduce((sum, cost) => sum + cost, 0)),
    processing_costs_sum: roubles(costs.reduce((sum, cost) => sum + cost, 0)),
    currency_code: shop.currency,
    defects: days.map((day, at) => ({
      date: dayString(day),
      index_by_date: index(costs[at] ?? 0),
      processing_costs_sum_by_date: roubles(costs[at] ?? 0),
    })),
  })
}

/** POST /v1/rating/index/fbs/posting/list. */
export const fbsErrors: Handler = ({ shop, body }) => {
  const { filter, limit, cursor } = read(
    z.object({
      filter: z.object({ date_from: instant, date_to: instant }),
      limit: z.number().int().min(1).max(1000),
      cursor: z.string().default(''),
    }),
    body,
  )
  const { date_from: from, date_to: to } = filter
  const found = fbsErrorsOf(shop.world()).filter(({ at }) => at >= from && at <= to)
  const page = pageOf(found, cursor, limit, `errors ${from} ${to}`)
  return ok({
    errors: page.rows.map(one => ({
      posting_number: one.posting.postingNumber,
      posting_error_type: one.type,
      error_at: utcMillis(one.at),
      delivery_schema: 'FBS',
      index: 0.5,
      charge_percent: one.percent,
      charge_price: roubles(one.charge),
      charge_price_currency_code: shop.currency,
      product_price: roubles(one.price),
      product_price_currency_code: shop.currency,
      has_grace_status: false,
    })),
    has_next: page.hasNext,
    cursor: page.hasNext ? page.cursor : '',
  })
}

/** Whether Ozon holds the measures of a card for wrong. */
const isDoubted = ({ index }: Product): boolean => index % 10 === 0

/** POST /v1/product/info/wrong-volume. */
export const wrongVolume: Handler = ({ shop, body }) => {
  const { limit, cursor } = read(
    z.object({ limit: z.number().int().min(1).max(1000), cursor: z.string().default('') }),
    body,
  )
  const page = pageOf(shop.world().products().filter(isDoubted), cursor, limit, 'volume')
  return ok({
    products: page.rows.map(product => ({
      product_id: product.productId,
      sku: product.sku,
      offer_id: product.offerId,
      name: product.name,
      length: 300,
      width: 200,
      height: Math.round(product.volumeWeight * 20),
      weight: product.weight,
    })),
    cursor: page.hasNext ? page.cursor : '',
  })
}
