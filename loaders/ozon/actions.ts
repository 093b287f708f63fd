import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { each, ofItsDay, today } from '../core/declare/slices.ts'
import { get, post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, id, instant, int, money, optional, real, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'
import { priced } from './fields.ts'

const actions = table('fact_ozon_actions', {
  store: 'facts',
  key: ['action_id', 'dt'],
  day: 'dt',
  grain:
    'One promotion that Ozon offers to the shop, as it was on a day; those before the shop was connected cannot be known.',
  columns: {
    action_id: id(),
    dt: day(),
    title: optional(text()),
    action_type: optional(text()),
    starts_at: optional(instant()),
    ends_at: optional(instant()),
    /** From then on prices may not rise and the list may not change. */
    freezes_at: optional(instant()),
    is_participating: optional(bool()),
    is_voucher: optional(bool()),
    with_targeting: optional(bool()),
    potential_products: optional(int()),
    participating_products: optional(int()),
    banned_products: optional(int()),
    discount_type: optional(text()),
    discount_value: optional(real()),
    order_amount: optional(money()),
  },
})

/** What is told of a product in a promotion, whether it takes part or may. */
const offered = {
  price: optional(money()),
  max_action_price: optional(money()),
  min_seller_price: optional(money()),
  price_min_elastic: optional(money()),
  price_max_elastic: optional(money()),
  current_boost: optional(real()),
  min_boost: optional(real()),
  max_boost: optional(real()),
  min_stock: optional(int()),
  recommended_stock: optional(int()),
  is_quarantined: optional(bool()),
  currency_code: optional(text()),
}

const actionProducts = table('fact_ozon_action_products', {
  store: 'facts',
  key: ['action_id', 'product_id', 'dt'],
  day: 'dt',
  grain: 'One product in a promotion in which the shop takes part, as it was on a day.',
  columns: {
    action_id: id(),
    product_id: id(),
    dt: day(),
    ...offered,
    /** Null in an elastic promotion. */
    action_price: optional(money()),
    stock: optional(int()),
    add_mode: optional(text()),
  },
})

const actionCandidates = table('fact_ozon_action_candidates', {
  store: 'facts',
  key: ['action_id', 'product_id', 'dt'],
  day: 'dt',
  grain: 'One product that Ozon offers to add to a promotion, as it was on a day.',
  columns: { action_id: id(), product_id: id(), dt: day(), ...offered },
})

const ActionsPage = z.object({
  result: shape.list(
    z.object({
      id: shape.id,
      title: shape.text,
      action_type: shape.text,
      date_start: shape.time,
      date_end: shape.time,
      freeze_date: shape.time,
      is_participating: shape.flag,
      is_voucher_action: shape.flag,
      with_targeting: shape.flag,
      potential_products_count: shape.count,
      participating_products_count: shape.count,
      banned_products_count: shape.count,
      discount_type: shape.text,
      discount_value: shape.real,
      order_amount: shape.maybeSum,
    }),
  ),
})
const Product = z.object({
  id: shape.id,
  price: priced,
  action_price: priced,
  max_action_price: priced,
  min_seller_price: priced,
  price_min_elastic: priced,
  price_max_elastic: priced,
  current_boost: shape.real,
  min_boost: shape.real,
  max_boost: shape.real,
  stock: shape.count,
  min_stock: shape.count,
  recommended_stock: shape.count,
  add_mode: shape.text,
  is_quarantined: shape.flag,
})
const ProductsPage = z.object({ products: shape.list(Product), last_id: shape.text })

const offeredOf = (product: z.output<typeof Product>) => ({
  price: product.price.amount,
  max_action_price: product.max_action_price.amount,
  min_seller_price: product.min_seller_price.amount,
  price_min_elastic: product.price_min_elastic.amount,
  price_max_elastic: product.price_max_elastic.amount,
  current_boost: product.current_boost,
  min_boost: product.min_boost,
  max_boost: product.max_boost,
  min_stock: product.min_stock,
  recommended_stock: product.recommended_stock,
  is_quarantined: product.is_quarantined,
  currency_code: product.price.currency,
})

const list = stream({
  id: 'ozon.actions.list',
  into: [actions],
  slices: today(),
  source: get(HOST.seller)('/v1/actions', { shape: ActionsPage, body: () => ({}) }),
  rows: ({ result }, { to: dt }) => ({
    fact_ozon_actions: result.map(action => ({
      action_id: action.id,
      dt,
      title: action.title,
      action_type: action.action_type,
      starts_at: action.date_start,
      ends_at: action.date_end,
      freezes_at: action.freeze_date,
      is_participating: action.is_participating,
      is_voucher: action.is_voucher_action,
      with_targeting: action.with_targeting,
      potential_products: action.potential_products_count,
      participating_products: action.participating_products_count,
      banned_products: action.banned_products_count,
      discount_type: action.discount_type,
      discount_value: action.discount_value,
      order_amount: action.order_amount,
    })),
  }),
  write: { mode: 'replace' },
})

/** Products on one page: the most that known clients ask for. */
const LIMIT = 100

/** Products of one promotion. */
const byLastId = (path: string) =>
  post(HOST.seller)(path, {
    shape: ProductsPage,
    body: ({ ids }) => ({ action_id: ids[0], limit: LIMIT, last_id: '' }),
    next: (page, body) =>
      page.last_id !== null && page.products.length > 0 ? { ...body, last_id: page.last_id } : null,
  })

const products = stream({
  id: 'ozon.actions.products',
  into: [actionProducts],
  // One promotion at a time, of those that were listed today.
  slices: ofItsDay(
    each(today(), 1, { table: actions, column: 'action_id', where: { is_participating: true } }),
  ),
  source: byLastId('/v2/actions/products'),
  rows: (page, { to: dt, ids: [action_id = 0] }) => ({
    fact_ozon_action_products: page.products.map(product => ({
      action_id,
      product_id: product.id,
      dt,
      ...offeredOf(product),
      action_price: product.action_price.amount,
      stock: product.stock,
      add_mode: product.add_mode,
    })),
  }),
  write: { mode: 'replace', ids: 'action_id' },
})

const candidates = stream({
  id: 'ozon.actions.candidates',
  into: [actionCandidates],
  slices: ofItsDay(each(today(), 1, { table: actions, column: 'action_id' })),
  source: byLastId('/v2/actions/candidates'),
  rows: (page, { to: dt, ids: [action_id = 0] }) => ({
    fact_ozon_action_candidates: page.products.map(product => ({
      action_id,
      product_id: product.id,
      dt,
      ...offeredOf(product),
    })),
  }),
  write: { mode: 'replace', ids: 'action_id' },
  // Promotions and what takes part in them are known without it.
  optional: true,
})

export const actionsTables = [actions, actionProducts, actionCandidates] as const
export const actionsStep = step('ozon.actions', { lane: 'main', refresh: 'daily' }, [
  list,
  products,
  candidates,
])
