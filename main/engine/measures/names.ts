import type { ReportRow } from '#contract/report.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { findShop } from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'

interface Named {
  readonly product_id: string
  readonly article: string | null
  readonly name: string | null
}

/** Rows with the articles and names that the catalogue gives their products. */
export function withNames(dims: Dims, rows: readonly ReportRow[]): ReportRow[] {
  const names = new Map<string, Named>()
  for (const shopId of new Set(rows.flatMap(row => (row.productId === null ? [] : (row.shopId ?? []))))) {
    const shop = findShop(dims, shopId)
    if (!shop) continue
    const ids = rows.flatMap(row => (row.shopId === shopId && row.productId ? [row.productId] : []))
    const { views } = marketplaceOf(shop.marketplace)
    const sql = `SELECT product_id, article, name FROM (${views.products}) WHERE shop_id = ? AND product_id IN (SELECT value FROM json_each(?))`
    for (const one of dims.prepare(sql).all(shopId, JSON.stringify(ids)) as Named[])
      names.set(`${shopId} ${one.product_id}`, one)
  }
  return rows.map(row => {
    const named = names.get(`${row.shopId} ${row.productId}`)
    return named ? { ...row, article: named.article, name: named.name } : row
  })
}
