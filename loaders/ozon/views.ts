import type { Views } from '../core/declare/marketplace.ts'
import { MOST_PIECES } from './orders/postings.ts'

/**
 * A posting that was split (`cancelled_from_split_pending`) counts for nothing, since its parts stand there by themselves, and so does a line of more pieces than a
 * posting may hold. A posting has lines of several pieces, at the price of the posting; a product has an SKU for each scheme, which `product_skus` knows.
 */
// Both factors of 18 digits: DuckDB multiplies wider ones in 128 bits, which costs three times as much.
const orderLines = /* sql */ `
SELECT shop_id, dt, order_date AS ordered_at, posting_number, NULL::BIGINT AS product_id, sku, offer_id, product_name, quantity, price * quantity::DECIMAL(18, 0) AS revenue,
       CASE WHEN price IS NOT NULL THEN coalesce(currency_code, 'RUB') END AS currency
FROM fact_ozon_orders WHERE (status <> 'cancelled_from_split_pending' OR status IS NULL) AND quantity <= ${MOST_PIECES}`

/**
 * The cabinet's expense, in roubles; revenue from the day's figures of the campaign, or from its products where it has none, as when it is paid per order: `needs`
 * names the stream that brings these, and where that was not read the revenue is not known.
 */
const adDays = /* sql */ `
SELECT shop_id, dt, campaign_id, sum(spend) AS spend, coalesce(sum(revenue), sum(of_products), 0) AS revenue, 'RUB' AS currency,
       CASE WHEN sum(revenue) IS NULL AND sum(spend) > 0 THEN if(bool_or(is_cpo), 'ozon.ads.cpo', 'ozon.ads.skus') END AS needs, FALSE AS untold
FROM (
  SELECT shop_id, dt, campaign_id, money_spent AS spend, is_cpo, NULL AS revenue, NULL AS of_products FROM fact_ozon_ad_expense
  UNION ALL
  SELECT shop_id, dt, campaign_id, 0, NULL, revenue, NULL FROM fact_ozon_ad_campaign_daily
  UNION ALL
  SELECT shop_id, dt, campaign_id, 0, NULL, NULL, revenue FROM fact_ozon_ad_daily
) GROUP BY shop_id, dt, campaign_id`

/** What the figures and the feed are made of on Ozon. */
export const views: Views = {
  orderLines,
  adDays,
  productSkus: /* sql */ `
SELECT shop_id, sku, max(product_id) AS product_id FROM dim_ozon_product_skus GROUP BY shop_id, sku`,
  products: /* sql */ `
SELECT shop_id, CAST(product_id AS TEXT) AS product_id, offer_id AS article, name, main_image_url AS image FROM dim_ozon_products`,
}
