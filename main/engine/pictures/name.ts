import { createHash } from 'node:crypto'
import { PICTURES } from '#contract/pictures.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { findShop } from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'

/** File name of the picture at an address. Of its path only: marketplaces move pictures between hosts. */
export const pictureName = (url: URL): string =>
  createHash('sha256').update(url.pathname).digest('hex').slice(0, 32)

/** Address in the window of the picture that the catalogue names; null if it names none. */
export function picturePath(image: string | null): string | null {
  if (image === null || !URL.canParse(image)) return null
  return `/${PICTURES}/${pictureName(new URL(image))}`
}

/** A product as figures name it; `productId` is null for one that the catalogue does not know. */
export interface Named {
  readonly shopId: number
  readonly productId: string | null
}

/** Addresses in the window of the products' main photos, in their order; null where the catalogue names none. */
export function productPictures(dims: Dims, products: readonly Named[]): readonly (string | null)[] {
  const images = new Map<string, string | null>()
  for (const shopId of new Set(products.map(product => product.shopId))) {
    const shop = findShop(dims, shopId)
    const ids = products.flatMap(one => (one.shopId === shopId && one.productId ? [one.productId] : []))
    if (!shop || ids.length === 0) continue
    const { views } = marketplaceOf(shop.marketplace)
    const sql = `SELECT product_id, image FROM (${views.products}) WHERE shop_id = ? AND product_id IN (${ids.map(() => '?')})`
    const rows = dims.prepare(sql).all(shopId, ...ids) as { product_id: string; image: string | null }[]
    for (const { product_id, image } of rows) images.set(`${shopId} ${product_id}`, image)
  }
  return products.map(({ shopId, productId }) => picturePath(images.get(`${shopId} ${productId}`) ?? null))
}
