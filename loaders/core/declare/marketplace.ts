import type { HostName } from '#contract/marketplaces/index.ts'
import type { KeyCheck, Keys } from '#contract/shop.ts'
import type { MarketplaceApi } from '../http/marketplace-api.ts'
import type { Session } from '../http/session.ts'
import type { ChargeDirectory } from './charges.ts'
import type { PictureHosts } from './pictures.ts'
import type { Capability } from './slices.ts'
import type { Load, Step } from './stream.ts'
import type { Table } from './table.ts'

/** How long before its expiry a key is reported, ms: two weeks are enough to make a new one. */
export const EXPIRES_SOON_MS = 14 * 86_400_000

/** Result of a key check: the answer for the user, and what is stored with the shop. */
export interface Checked extends KeyCheck {
  /** Paths and prefixes that the key may call, where the marketplace tells. */
  readonly roles: readonly string[]
}

/** Account ids that are not secret; stored with the shop. */
export interface Account {
  readonly clientId: string | null
  readonly perfClientId: string | null
}

/** A step, and those of its streams that a figure needs over the whole period. */
export interface Dataset {
  readonly step: string
  readonly streams: readonly string[]
  /** Days of history that the marketplace serves, today included; older days can no longer be loaded. Omitted if it states no limit. */
  readonly serves?: number
  /** Minutes by which its data may lag behind; omitted if it states no lag. */
  readonly lag?: number
  /** Whether a reading tells the state of its day: the day is then known, however early it was read. */
  readonly snapshot?: true
  /** Whether keys may give access to everything but this, since it belongs to advertising. */
  readonly advertising?: true
}

/** What measures stand on, each a dataset of the marketplace; null where it tells nothing of the kind. */
export interface Figures {
  readonly orders: Dataset
  readonly adSpend: Dataset
  readonly adRevenue: Dataset
  /** Views and clicks of campaigns. */
  readonly adStatistics: Dataset | null
  /** The marketplace's books. */
  readonly charges: Dataset | null
  /** What advertising cost in the books; the same as `charges` where the books say it. */
  readonly adCharges: Dataset | null
  readonly returns: Dataset | null
  /** Visits of product cards. */
  readonly cards: Dataset | null
  readonly stock: Dataset | null
}

/**
 * SQL queries over the marketplace's own tables that feed the analytics and the event feed, each with the columns named here in this order.
 * `main/engine/analytics/views.ts` defines what the columns mean.
 */
export interface Views {
  /** Over facts: `shop_id, dt, ordered_at, posting_number, product_id, sku, offer_id, product_name, quantity, revenue, currency, cancelled`. */
  readonly orderLines: string
  /** Over facts: `shop_id, dt, campaign_id, spend, revenue, currency, needs, untold`. */
  readonly adDays: string
  /** Over facts: `shop_id, dt, campaign_id, views, clicks, spend, currency`; null where it tells none. */
  readonly adStatistics: string | null
  /** Over facts: `shop_id, dt, product_id, sku, quantity`; null where it tells none. */
  readonly returnedGoods: string | null
  /** Over facts: `shop_id, dt, product_id, sku, opens, carts`; null where it tells none. */
  readonly cardDays: string | null
  /** Over facts: `shop_id, dt, product_id, sku, quantity`; null where it tells none. */
  readonly stockDays: string | null
  /** Over facts and the view `charges`: `shop_id, dt, side, amount, currency`. */
  readonly adMoney: string
  /** Over facts and dims mirrored in facts: `shop_id, dt, kind, type, charge_group, allocation, product_id, sku, amount, currency`, the group as in `charges.entries`. */
  readonly charges: string
  /** Over dims: `type, title`, what the cabinet calls a type of charge; null where a type is called as in the cabinet. */
  readonly chargeTitles: string | null
  /** Over dims mirrored in facts: `shop_id, sku, product_id`, each SKU of a shop once; null where an order names its product itself. */
  readonly productSkus: string | null
  /** Over dims: `shop_id, product_id (TEXT), article, name, image`. */
  readonly products: string
}

/** Everything that the engine needs to know of a marketplace. */
export interface Marketplace {
  readonly api: MarketplaceApi
  /** In the order in which they are shown. */
  readonly steps: readonly Step[]
  /** What is read of the time before the first load, while a shop rests; of streams of `steps`, whose slices go on backwards there. */
  readonly older: readonly Load[]
  readonly tables: readonly Table[]
  readonly views: Views
  /** What is known of each type of charge. */
  readonly charges: ChargeDirectory
  readonly pictures: PictureHosts
  /** Hosts whose refusal fails only their own steps: the shop works without them. */
  readonly optionalHosts: ReadonlySet<HostName>
  readonly figures: Figures
  accountOf(keys: Keys): Account
  /** Asks the marketplace what keys may do: for a form, and when refused keys may work again. */
  check(keys: Keys, session: Pick<Session, 'json'>): Promise<Checked>
  /** What a run must know of its keys before it begins; cheap enough for every half hour. */
  recheck(keys: Keys, session: Pick<Session, 'json'>): Promise<Checked>
  /** Whether the stored data of a shop shows access to advertising. */
  advertises(shop: { readonly perfClientId: string | null; readonly roles: readonly string[] }): boolean
  /** Implements `RunContext.may`. */
  may(keys: Keys, subscription: string | null): (capability: Capability) => boolean
}
