import type { Views } from '../core/declare/marketplace.ts'
import { GIVEN, WINDOW } from './ads/spending.ts'

/** An order (`srid`) is one piece, at the price after the seller's discount, in roubles (wildberries.md 3). It names its product (`nm_id`), whether or not there is a card of it. */
const orderLines = /* sql */ `
SELECT orders.shop_id, orders.dt, orders.date AS ordered_at, orders.srid AS posting_number, orders.nm_id AS product_id, orders.nm_id AS sku, orders.supplier_article AS offer_id,
       coalesce(cards.name, orders.subject) AS product_name, 1 AS quantity, orders.price_with_disc AS revenue, CASE WHEN orders.price_with_disc IS NOT NULL THEN 'RUB' END AS currency
FROM fact_wb_orders AS orders LEFT JOIN dim_wb_products AS cards USING (shop_id, nm_id)`

/**
 * The charges, but for what was paid with bonuses or cashback, which are not the seller's money (the deductions of finance reports are the same money, and are not
 * added); revenue from the statistics, over the cards. There are none of campaigns that were deleted, of days too long ago and of those that were not read yet:
 * `untold` is a charge of which no statistics of its campaign tell, neither of its day nor of those just before and behind, or of a whole window where it has no time.
 */
const adDays = /* sql */ `
SELECT costs.shop_id, costs.dt, costs.advert_id AS campaign_id, if(regexp_matches(lower(costs.payment_type), '${GIVEN}'), 0, costs.amount) AS spend, 0 AS revenue,
       coalesce(costs.currency, 'RUB') AS currency, NULL AS needs, costs.amount > 0 AND coalesce(told.dt < costs.dt - if(costs.upd_time IS NULL, ${WINDOW - 1}, 3), TRUE) AS untold
FROM fact_wb_ad_costs AS costs ASOF LEFT JOIN (SELECT DISTINCT shop_id, advert_id, dt FROM fact_wb_ad_daily) AS told
  ON told.shop_id = costs.shop_id AND told.advert_id = costs.advert_id AND told.dt <= costs.dt + 1
UNION ALL
SELECT shop_id, dt, advert_id, 0, revenue, coalesce(currency, 'RUB'), NULL, FALSE FROM fact_wb_ad_daily`

/** What the figures and the feed are made of on Wildberries. */
export const views: Views = {
  orderLines,
  adDays,
  productSkus: null,
  products: /* sql */ `
SELECT shop_id, CAST(nm_id AS TEXT) AS product_id, vendor_code AS article, name, main_image_url AS image FROM dim_wb_products`,
}
