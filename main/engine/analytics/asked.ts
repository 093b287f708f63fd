import { marketplaceOf } from '../../../loaders/index.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { Asked } from './known.ts'

/** What the analytics have to know of a shop. */
export function askedOf(shop: ShopRow): Asked {
  const { figures, advertises } = marketplaceOf(shop.marketplace)
  return { id: shop.id, figures, advertises: advertises(shop) }
}
