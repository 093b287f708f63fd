import { z } from 'zod'
import { dayString } from '../clock.ts'
import { ok, Refusal } from '../http.ts'
import { plain } from '../money.ts'
import type { Handler } from './call.ts'
import { id, read } from './call.ts'
import { STUCK } from './paging.ts'
import type { Shop } from './shop.ts'
import type { Action } from './world/actions.ts'
import { actionsOn } from './world/actions.ts'
import { asPriced } from './world/index.ts'
import type { Product } from './world/products.ts'

const actionsOf = (shop: Shop): Action[] => {
  const { seed, today, now, products } = shop.world()
  return actionsOn(seed, today, now, products())
}

/** GET /v1/actions. */
export const actions: Handler = ({ shop }) =>
  ok({
    result: actionsOf(shop).map(action => ({
      id: action.id,
      title: action.title,
      action_type: action.type,
      description: '',
      date_start: `${dayString(action.first)}T00:00:00Z`,
      date_end: `${dayString(action.last)}T20:59:59Z`,
      freeze_date: action.elastic ? '' : `${dayString(action.first + 1)}T00:00:00Z`,
      auto_add_dates: [],
      potential_products_count: action.offered.length,
      participating_products_count: action.joined.length,
      banned_products_count: 0,
      is_participating: action.joined.length > 0,
      is_voucher_action: false,
      with_targeting: false,
      discount_type: action.elastic ? 'UNKNOWN' : 'MAX_DISCOUNT_PERCENT',
      discount_value: action.elastic ? 0 : 15,
      order_amount: action.type === 'DISCOUNT' ? 0 : 3000,
    })),
  })

/** A product of an action; an elastic one has bounds and no price of its own. */
function shown(shop: Shop, action: Action, one: Product) {
  const product = asPriced(shop.world(), one)
  const money = (kopecks: number) => ({ amount: plain(kopecks), currency: shop.currency })
  const nothing = { amount: '', currency: '' }
  const cut = (percent: number) => money(Math.round((product.price * percent) / 10_000) * 100)
  return {
    id: product.productId,
    price: money(product.price),
    action_price: action.elastic ? nothing : cut(85),
    max_action_price: cut(90),
    alert_max_action_price: nothing,
    alert_max_action_price_failed: false,
    marketplace_seller_price: money(product.price),
    min_seller_price: money(product.minPrice),
    price_min_elastic: action.elastic ? cut(80) : nothing,
    price_max_elastic: action.elastic ? cut(95) : nothing,
    current_boost: action.elastic ? 1.5 : 0,
    min_boost: action.elastic ? 1 : 0,
    max_boost: action.elastic ? 2 : 0,
    min_stock: 1,
    recommended_stock: 20,
    is_quarantined: false,
    add_mode: 'SELLER',
    stock: 0,
  }
}

/** POST /v2/actions/…: products of a promotion, by `last_id`. */
const byLastId =
  (listed: (action: Action) => readonly Product[], own: readonly string[]): Handler =>
  ({ shop, body }) => {
    const request = read(
      z.object({ action_id: id, limit: z.number().int().min(1).max(100), last_id: z.string().default('') }),
      body,
    )
    const action = actionsOf(shop).find(one => one.id === request.action_id)
    if (!action) throw new Refusal(404, 5, 'action not found')
    const after = request.last_id === '' || request.last_id === STUCK ? 0 : Number(request.last_id)
    const all = listed(action)
    const left = all.filter(product => product.productId > after)
    const page = left.slice(0, request.limit)
    const told = (product: Product) =>
      Object.fromEntries(Object.entries(shown(shop, action, product)).filter(([name]) => !own.includes(name)))
    return ok({
      products: page.map(told),
      total: all.length,
      last_id: page.length < left.length ? String(page.at(-1)?.productId) : '',
    })
  }

/** The products that take part. */
export const actionProducts = byLastId(action => action.joined, [])
/** Those that may. */
export const actionCandidates = byLastId(
  action => action.offered.filter(product => !action.joined.includes(product)),
  ['add_mode', 'stock'],
)
