import { marketplaceOf } from '../../../loaders/index.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { Asked } from './known.ts'

/** Converts the stored row of a shop to what the analytics need of it. */
export function askedOf(shop: ShopRow): Asked {
  const { figures, advertises } = marketplaceOf(shop.marketplace)
  return { id: shop.id, marketplace: shop.marketplace, figures, advertises: advertises(shop) }
}
