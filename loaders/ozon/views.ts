import { quoted } from '../core/declare/charges.ts'
import type { Views } from '../core/declare/marketplace.ts'
import { charges } from './finance/charges.ts'
import { MOST_PIECES } from './orders/postings.ts'

/**
 * A split posting (`cancelled_from_split_pending`) does not count, since its parts are rows of their own; nor does a line above the plausible number of
 * units. Lines have a quantity and the price of the posting. A product has an SKU per scheme; `product_skus` maps them.
 */
// Factors of at most 18 digits: DuckDB multiplies wider ones in 128 bits, which takes three times as long.
const orderLines = /* sql */ `
SELECT shop_id, dt, order_date AS ordered_at, posting_number, NULL::BIGINT AS product_id, sku, offer_id, product_name, quantity, price * quantity::DECIMAL(18, 0) AS revenue,
       CASE WHEN price IS NOT NULL THEN coalesce(currency_code, 'RUB') END AS currency, status IS NOT DISTINCT FROM 'cancelled' AS cancelled
FROM fact_ozon_orders WHERE (status <> 'cancelled_from_split_pending' OR status IS NULL) AND quantity <= ${MOST_PIECES}`

/** The currency of a shop's contract, as the company names it last: a row a day, unlike prices. */
const contract = /* sql */ `
(SELECT shop_id, arg_max(currency_code, dt) AS currency
 FROM fact_ozon_seller_taxes WHERE currency_code IS NOT NULL GROUP BY shop_id)`

/** ISO 4217 for sums whose currency is not known: they are added to no others. */
const UNKNOWN = 'XXX'

/**
 * Spend as in the cabinet's expense report. No answer names its currency: the document says roubles of every sum, while the cabinet charges in the currency
 * of the contract, so that it is known only where that is roubles. Revenue from the campaign's daily figures, or from its products if it has none, as with pay per
 * order: `needs` names the stream of these, and until it is loaded the revenue is unknown.
 */
const adDays = /* sql */ `
SELECT shop_id, dt, campaign_id, sum(spend) AS spend, coalesce(sum(revenue), sum(of_products), 0) AS revenue,
       if(coalesce(any_value(contract.currency), 'RUB') = 'RUB', 'RUB', '${UNKNOWN}') AS currency,
       CASE WHEN sum(revenue) IS NULL AND sum(spend) > 0 THEN if(bool_or(is_cpo), 'ozon.ads.cpo', 'ozon.ads.skus') END AS needs, FALSE AS untold
FROM (
  SELECT shop_id, dt, campaign_id, money_spent AS spend, is_cpo, NULL AS revenue, NULL AS of_products FROM fact_ozon_ad_expense
  UNION ALL
  SELECT shop_id, dt, campaign_id, 0, NULL, revenue, NULL FROM fact_ozon_ad_campaign_daily
  UNION ALL
  SELECT shop_id, dt, campaign_id, 0, NULL, NULL, revenue FROM fact_ozon_ad_daily
) LEFT JOIN ${contract} AS contract USING (shop_id) GROUP BY shop_id, dt, campaign_id`

/** Campaigns that are paid per order show nothing and are in no statistics. */
const adStatistics = /* sql */ `
SELECT shop_id, dt, campaign_id, views, clicks, money_spent AS spend, if(coalesce(contract.currency, 'RUB') = 'RUB', 'RUB', '${UNKNOWN}') AS currency
FROM fact_ozon_ad_campaign_daily LEFT JOIN ${contract} AS contract USING (shop_id)`

/** Everything that comes back, refusals and cancellations on their way included. */
const returnedGoods = /* sql */ `
SELECT shop_id, dt, NULL::BIGINT AS product_id, sku, quantity FROM fact_ozon_returns`

/** In the warehouses of Ozon, as the list of products tells it: it is one reading, and the rows by warehouse are read in parts. */
const stockDays = /* sql */ `
SELECT shop_id, dt, product_id, nullif(sku, 0) AS sku, present - reserved AS quantity FROM fact_ozon_product_stocks WHERE stock_type = 'fbo'`

/** Charges that are of campaigns of the advertising cabinet, by both methods (money.md 6, O6): clicks and orders. */
const OF_CAMPAIGNS = [
  'PayPerClick',
  'Promotion',
  'OperationMarketplaceCostPerClick',
  'OperationPromotionWithCostPerOrder',
]
const adMoney = /* sql */ `
SELECT shop_id, dt, 'booked' AS side, -amount AS amount, currency
FROM charges WHERE marketplace = 'ozon' AND type IN (${OF_CAMPAIGNS.map(quoted).join(', ')})
UNION ALL
SELECT shop_id, dt, 'campaigns', spend, currency FROM (${adDays}) WHERE spend <> 0`

/** The queries behind the figures and the event feed for Ozon. */
export const views: Views = {
  orderLines,
  adDays,
  adStatistics,
  returnedGoods,
  // Without the highest subscriptions it tells orders alone.
  cardDays: null,
  stockDays,
  adMoney,
  charges,
  chargeTitles: /* sql */ `
SELECT name AS type, max(description) AS title FROM dim_ozon_accrual_types WHERE description IS NOT NULL GROUP BY name`,
  productSkus: /* sql */ `
SELECT shop_id, sku, max(product_id) AS product_id FROM dim_ozon_product_skus GROUP BY shop_id, sku`,
  products: /* sql */ `
SELECT shop_id, CAST(product_id AS TEXT) AS product_id, offer_id AS article, name, main_image_url AS image FROM dim_ozon_products`,
}
