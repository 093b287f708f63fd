import type { HostName } from '#contract/marketplaces/index.ts'
import type { KeyCheck, Keys } from '#contract/shop.ts'
import type { MarketplaceApi } from '../http/marketplace-api.ts'
import type { Session } from '../http/session.ts'
import type { Capability } from './slices.ts'
import type { Step } from './stream.ts'
import type { Table } from './table.ts'

/** Before its end a key is told of so early (ms): two weeks are enough to make a new one in peace. */
export const EXPIRES_SOON_MS = 14 * 86_400_000

/** What a key check found: the answer for a person, and what is kept with the shop. */
export interface Checked extends KeyCheck {
  /** Paths and prefixes that the key opens, where the marketplace tells. */
  readonly roles: readonly string[]
}

/** Ids of a cabinet that are no secrets: they lie with the shop. */
export interface Account {
  readonly clientId: string | null
  readonly perfClientId: string | null
}

/** A step and those of its streams that a figure needs over the whole period. */
export interface Dataset {
  readonly step: string
  readonly streams: readonly string[]
  /** Days that the marketplace gives out, today counted: what is older can no longer be loaded. Left out where it says no bound. */
  readonly serves?: number
  /** Minutes by which what it gives out may be behind what has happened; left out where it says no such thing. */
  readonly lag?: number
}

/**
 * What of a marketplace the numbers and the feed are made of: questions in SQL over its own tables, each with the columns that are named here in their order. What
 * the columns mean is defined in `main/engine/analytics/views.ts`.
 */
export interface Views {
  /** Over facts: `shop_id, dt, ordered_at, posting_number, product_id, sku, offer_id, product_name, quantity, revenue, currency`. */
  readonly orderLines: string
  /** Over facts: `shop_id, dt, campaign_id, spend, revenue, currency, needs, untold`. */
  readonly adDays: string
  /** Over dims, by facts: `shop_id, sku, product_id`, each SKU of a shop once; null where an order names its product itself. */
  readonly productSkus: string | null
  /** Over dims: `shop_id, product_id (TEXT), article, name, image`. */
  readonly products: string
}

/** Everything that the engine needs to know of a marketplace. */
export interface Marketplace {
  readonly api: MarketplaceApi
  /** In the order in which a person sees them. */
  readonly steps: readonly Step[]
  readonly tables: readonly Table[]
  readonly views: Views
  /** Hosts whose refusal spoils only their own steps: a shop lives without them. */
  readonly optionalHosts: ReadonlySet<HostName>
  /** What the figures of «overview» stand on. */
  readonly figures: { readonly orders: Dataset; readonly adSpend: Dataset; readonly adRevenue: Dataset }
  accountOf(keys: Keys): Account
  /** Asks what keys are worth: in front of a form, and where refused ones may work again. */
  check(keys: Keys, session: Pick<Session, 'json'>): Promise<Checked>
  /** What a run has to know of its keys before it begins, at a cost that every half an hour may bear. */
  recheck(keys: Keys, session: Pick<Session, 'json'>): Promise<Checked>
  /** Whether what is known of a shop opens its advertising. */
  advertises(shop: { readonly perfClientId: string | null; readonly roles: readonly string[] }): boolean
  /** What `Plan.may` answers. */
  may(keys: Keys, subscription: string | null): (capability: Capability) => boolean
}
