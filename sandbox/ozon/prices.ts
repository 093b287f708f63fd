import { z } from 'zod'
import { ok } from '../http.ts'
import { roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { read } from './call.ts'
import { chosen, indexColour, productFilter } from './catalogue.ts'
import { pageOf } from './paging.ts'
import { asPriced } from './world/index.ts'
import type { Priced, Product } from './world/products.ts'

const tariffs = (p: Product) => {
  const trunk = Math.round(19.32 * (1 + p.volumeWeight) * 100) / 100
  return {
    sales_percent_fbo: p.commission,
    sales_percent_fbs: p.commissionFbs,
    sales_percent_rfbs: p.commissionFbs,
    sales_percent_fbp: p.commissionFbs,
    fbo_deliv_to_customer_amount: 25,
    fbo_direct_flow_trans_min_amount: trunk,
    fbo_direct_flow_trans_max_amount: Math.round(trunk * 240) / 100,
    fbo_return_flow_amount: trunk,
    fbs_deliv_to_customer_amount: 25,
    fbs_direct_flow_trans_min_amount: trunk,
    fbs_direct_flow_trans_max_amount: trunk,
    fbs_first_mile_min_amount: 10,
    fbs_first_mile_max_amount: 20,
    fbs_return_flow_amount: trunk,
  }
}

const EMPTY_ACTIONS = {
  current_period_from: null,
  current_period_to: null,
  ozon_actions_exist: false,
  actions: [],
}

// The block is null on some cards, empty on most, and holds a discount without an end on others (ozon.md step 8).
const actionsOf = (p: Product) => {
  if (p.index % 10 === 8) return null
  if (p.index % 4 !== 0) return EMPTY_ACTIONS
  return {
    ...EMPTY_ACTIONS,
    ozon_actions_exist: true,
    actions: [
      {
        title: 'Скидка продавца на серию',
        value: 10 + (p.index % 50),
        date_from: '2017-12-31T21:00:00Z',
        date_to: '9999-12-31T20:59:59.997Z',
      },
    ],
  }
}

const show = (p: Priced, currency: string) => ({
  product_id: p.productId,
  offer_id: p.offerId,
  // Roubles, not per cent: the most that acquiring can cost.
  acquiring: Math.round(p.price * 0.01) / 100,
  volume_weight: p.volumeWeight,
  price: {
    price: roubles(p.price),
    old_price: roubles(p.oldPrice),
    min_price: p.index % 10 === 9 ? 0 : roubles(p.minPrice),
    // With what its seller gives: in promotions, or else always.
    marketing_seller_price: roubles(Math.round((p.price * (100 - (p.cut || 5))) / 10_000) * 100),
    retail_price: 0,
    net_price: 0,
    vat: 0.05,
    currency_code: currency,
    auto_action_enabled: false,
    auto_add_to_ozon_actions_list_enabled: true,
    declared_price: p.index % 7 === 0 ? { amount: '1000', currency } : null,
  },
  commissions: tariffs(p),
  price_indexes: {
    color_index: indexColour(p),
    external_index_data: {
      min_price: roubles(Math.round((p.price * (80 + (p.index % 30))) / 10_000) * 100),
      min_price_currency: currency,
      price_index_value: 0.9,
    },
    ozon_index_data: {},
    self_marketplaces_index_data: {},
  },
  marketing_actions: actionsOf(p),
})

/** POST /v5/product/info/prices: numbers throughout, no SKU, `filter` is required. */
export const prices: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      filter: productFilter,
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(1000),
    }),
    body,
  )
  const list = chosen(shop.world(), request.filter)
  const page = pageOf(list, request.cursor, request.limit, `prices/${request.filter.visibility}`)
  return ok({
    items: page.rows.map(product => show(asPriced(shop.world(), product), shop.currency)),
    cursor: page.cursor,
    total_items: list.length,
  })
}
