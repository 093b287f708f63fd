import { z } from 'zod'
import { today } from '../core/declare/slices.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, id, json, money, optional, real, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'
import { indexColour } from './catalogue/info.ts'
import { byCursor, everyProduct } from './catalogue/product-list.ts'

export const prices = table('fact_ozon_prices', {
  store: 'facts',
  key: ['product_id', 'dt'],
  day: 'dt',
  grain:
    'Prices, commissions and delivery charges of a product on a day, kept as history from the day on which the shop was connected. `marketing_price` has the seller’s own promotions in it; what a buyer is asked for before a sale only Premium Pro tells. The SKU is in dim_ozon_products.',
  columns: {
    product_id: id(),
    dt: day(),
    offer_id: text(),
    price: optional(money()),
    old_price: optional(money()),
    min_price: optional(money()),
    /** With the seller's own promotions, without those of Ozon (ozon.md 5 step 8). */
    marketing_price: optional(money()),
    retail_price: optional(money()),
    net_price: optional(money()),
    declared_price: optional(money()),
    currency_code: optional(text()),
    vat: optional(real()),
    volume_weight: optional(real()),
    auto_action_enabled: optional(bool()),
    auto_add_to_ozon_actions: optional(bool()),
    /** The maximum fee in roubles, not a percentage (ozon.md 5 step 8). */
    acquiring: optional(money()),
    fbo_commission_percent: optional(real()),
    fbs_commission_percent: optional(real()),
    rfbs_commission_percent: optional(real()),
    fbp_commission_percent: optional(real()),
    fbo_deliv_to_customer: optional(money()),
    fbo_direct_flow_trans_min: optional(money()),
    fbo_direct_flow_trans_max: optional(money()),
    fbo_return_flow: optional(money()),
    fbs_deliv_to_customer: optional(money()),
    fbs_direct_flow_trans_min: optional(money()),
    fbs_direct_flow_trans_max: optional(money()),
    fbs_first_mile_min: optional(money()),
    fbs_first_mile_max: optional(money()),
    fbs_return_flow: optional(money()),
    price_index_color: optional(text()),
    external_index_value: optional(real()),
    external_min_price: optional(money()),
    ozon_index_value: optional(real()),
    ozon_min_price: optional(money()),
    self_index_value: optional(real()),
    self_min_price: optional(money()),
    ozon_actions_exist: optional(bool()),
    marketing_actions: optional(json()),
  },
})

const index = shape.block({ min_price: shape.maybeSum, price_index_value: shape.real })
const Item = z.object({
  product_id: shape.id,
  offer_id: shape.text,
  acquiring: shape.maybeSum,
  volume_weight: shape.real,
  price: shape.block({
    price: shape.maybeSum,
    old_price: shape.maybeSum,
    min_price: shape.maybeSum,
    marketing_seller_price: shape.maybeSum,
    retail_price: shape.maybeSum,
    net_price: shape.maybeSum,
    declared_price: shape.maybeSum,
    vat: shape.real,
    currency_code: shape.text,
    auto_action_enabled: shape.flag,
    auto_add_to_ozon_actions_list_enabled: shape.flag,
  }),
  commissions: shape.block({
    sales_percent_fbo: shape.real,
    sales_percent_fbs: shape.real,
    sales_percent_rfbs: shape.real,
    sales_percent_fbp: shape.real,
    fbo_deliv_to_customer_amount: shape.maybeSum,
    fbo_direct_flow_trans_min_amount: shape.maybeSum,
    fbo_direct_flow_trans_max_amount: shape.maybeSum,
    fbo_return_flow_amount: shape.maybeSum,
    fbs_deliv_to_customer_amount: shape.maybeSum,
    fbs_direct_flow_trans_min_amount: shape.maybeSum,
    fbs_direct_flow_trans_max_amount: shape.maybeSum,
    fbs_first_mile_min_amount: shape.maybeSum,
    fbs_first_mile_max_amount: shape.maybeSum,
    fbs_return_flow_amount: shape.maybeSum,
  }),
  price_indexes: shape.block({
    color_index: shape.text,
    external_index_data: index,
    ozon_index_data: index,
    self_marketplaces_index_data: index,
  }),
  marketing_actions: shape.block({
    ozon_actions_exist: shape.flag,
    current_period_from: shape.time,
    current_period_to: shape.time,
    actions: shape.whole,
  }),
})
const PricesPage = z.object({
  items: shape.list(Item),
  cursor: shape.text,
  total: shape.count,
  total_items: shape.count,
})

const list = stream({
  id: 'ozon.prices.list',
  into: [prices],
  slices: today(),
  source: everyProduct<z.output<typeof PricesPage>>({
    ...byCursor(),
    path: '/v5/product/info/prices',
    shape: PricesPage,
    ids: page => page.items.map(item => item.product_id),
  }),
  rows: ({ items }, { to: dt }) => ({
    fact_ozon_prices: items.map(
      ({ price, commissions, price_indexes: indexes, marketing_actions, ...item }) => ({
        product_id: item.product_id,
        dt,
        offer_id: item.offer_id ?? '',
        price: price?.price ?? null,
        old_price: price?.old_price ?? null,
        min_price: price?.min_price ?? null,
        marketing_price: price?.marketing_seller_price ?? null,
        retail_price: price?.retail_price ?? null,
        net_price: price?.net_price ?? null,
        declared_price: price?.declared_price ?? null,
        currency_code: price?.currency_code ?? null,
        vat: price?.vat ?? null,
        volume_weight: item.volume_weight,
        auto_action_enabled: price?.auto_action_enabled ?? null,
        auto_add_to_ozon_actions: price?.auto_add_to_ozon_actions_list_enabled ?? null,
        acquiring: item.acquiring,
        fbo_commission_percent: commissions?.sales_percent_fbo ?? null,
        fbs_commission_percent: commissions?.sales_percent_fbs ?? null,
        rfbs_commission_percent: commissions?.sales_percent_rfbs ?? null,
        fbp_commission_percent: commissions?.sales_percent_fbp ?? null,
        fbo_deliv_to_customer: commissions?.fbo_deliv_to_customer_amount ?? null,
        fbo_direct_flow_trans_min: commissions?.fbo_direct_flow_trans_min_amount ?? null,
        fbo_direct_flow_trans_max: commissions?.fbo_direct_flow_trans_max_amount ?? null,
        fbo_return_flow: commissions?.fbo_return_flow_amount ?? null,
        fbs_deliv_to_customer: commissions?.fbs_deliv_to_customer_amount ?? null,
        fbs_direct_flow_trans_min: commissions?.fbs_direct_flow_trans_min_amount ?? null,
        fbs_direct_flow_trans_max: commissions?.fbs_direct_flow_trans_max_amount ?? null,
        fbs_first_mile_min: commissions?.fbs_first_mile_min_amount ?? null,
        fbs_first_mile_max: commissions?.fbs_first_mile_max_amount ?? null,
        fbs_return_flow: commissions?.fbs_return_flow_amount ?? null,
        price_index_color: indexColour(indexes?.color_index),
        external_index_value: indexes?.external_index_data?.price_index_value ?? null,
        external_min_price: indexes?.external_index_data?.min_price ?? null,
        ozon_index_value: indexes?.ozon_index_data?.price_index_value ?? null,
        ozon_min_price: indexes?.ozon_index_data?.min_price ?? null,
        self_index_value: indexes?.self_marketplaces_index_data?.price_index_value ?? null,
        self_min_price: indexes?.self_marketplaces_index_data?.min_price ?? null,
        ozon_actions_exist: marketing_actions?.ozon_actions_exist ?? null,
        marketing_actions: marketing_actions?.actions ? shape.extra(marketing_actions) : null,
      }),
    ),
  }),
})

export const pricesTables = [prices] as const
export const pricesStep = step('ozon.prices', { lane: 'main', refresh: 'frequent' }, [list])
