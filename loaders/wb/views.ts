import type { Views } from '../core/declare/marketplace.ts'
import { GIVEN, WINDOW } from './ads/spending.ts'
import { charges } from './finance/charges.ts'

/** The currency of an account, as its balance and its price list name it last; an account without either has roubles. */
const account = /* sql */ `
(SELECT shop_id, arg_max(currency, dt) AS currency
 FROM (SELECT shop_id, dt, currency FROM fact_wb_balance UNION ALL SELECT shop_id, dt, currency FROM fact_wb_prices)
 WHERE currency IS NOT NULL GROUP BY shop_id)`

/**
 * An order (`srid`) is one unit, at the price after the seller's discount, in the currency of the account, which statistics do not name (wildberries.md 3). It
 * names its product (`nm_id`), whether or not its card is known.
 */
const orderLines = /* sql */ `
SELECT orders.shop_id, orders.dt, orders.date AS ordered_at, orders.srid AS posting_number, orders.nm_id AS product_id, orders.nm_id AS sku, orders.supplier_article AS offer_id,
       coalesce(cards.name, orders.subject) AS product_name, 1 AS quantity, orders.price_with_disc AS revenue, CASE WHEN orders.price_with_disc IS NOT NULL THEN coalesce(account.currency, 'RUB') END AS currency,
       coalesce(orders.is_cancel, FALSE) AS cancelled
FROM fact_wb_orders AS orders LEFT JOIN dim_wb_products AS cards USING (shop_id, nm_id) LEFT JOIN ${account} AS account USING (shop_id)`

/**
 * Charges, except those paid with bonuses or cashback, which are not the seller's money (deductions in finance reports are the same money and are not added).
 * Revenue from the statistics, over the cards.
 * Statistics are missing for deleted campaigns, for days too long ago and for those not loaded yet: `untold` is a charge without statistics of its campaign
 * on its day or the days just before and after, or in the whole window if it has no time.
 */
const adDays = /* sql */ `
SELECT costs.shop_id, costs.dt, costs.advert_id AS campaign_id, if(regexp_matches(lower(costs.payment_type), '${GIVEN}'), 0, costs.amount) AS spend, 0 AS revenue,
       coalesce(costs.currency, 'RUB') AS currency, NULL AS needs, costs.amount > 0 AND coalesce(told.dt < costs.dt - if(costs.upd_time IS NULL, ${WINDOW - 1}, 3), TRUE) AS untold
FROM fact_wb_ad_costs AS costs ASOF LEFT JOIN (SELECT DISTINCT shop_id, advert_id, dt FROM fact_wb_ad_daily) AS told
  ON told.shop_id = costs.shop_id AND told.advert_id = costs.advert_id AND told.dt <= costs.dt + 1
UNION ALL
SELECT shop_id, dt, advert_id, 0, revenue, coalesce(currency, 'RUB'), NULL, FALSE FROM fact_wb_ad_daily`

/** Over the cards, as the statistics are told. */
const adStatistics = /* sql */ `
SELECT shop_id, dt, advert_id AS campaign_id, views, clicks, spend, coalesce(currency, 'RUB') AS currency FROM fact_wb_ad_daily`

const cardDays = /* sql */ `
SELECT shop_id, dt, nm_id AS product_id, nm_id AS sku, open_count AS opens, cart_count AS carts FROM fact_wb_funnel`

/** In the warehouses of Wildberries. */
const stockDays = /* sql */ `
SELECT shop_id, dt, nm_id AS product_id, nm_id AS sku, quantity FROM fact_wb_stocks WHERE kind = 'fbo'`

/** Charges from «Баланс» come back as deductions of the reports; those from «Счет» and of a card are in no report (money.md 3.4). */
const adMoney = /* sql */ `
SELECT shop_id, dt, 'booked' AS side, -amount AS amount, currency
FROM charges WHERE marketplace = 'wb' AND kind = 'deduction' AND directory_group = 'ads_settlement'
UNION ALL
SELECT shop_id, dt, 'campaigns', amount, coalesce(currency, 'RUB') FROM fact_wb_ad_costs WHERE lower(payment_type) = 'баланс'`

/** The queries behind the figures and the event feed for Wildberries. */
export const views: Views = {
  orderLines,
  adDays,
  adStatistics,
  // Refusals are told by no method, and returns alone would be another figure.
  returnedGoods: null,
  cardDays,
  stockDays,
  adMoney,
  charges,
  chargeTitles: null,
  productSkus: null,
  products: /* sql */ `
SELECT shop_id, CAST(nm_id AS TEXT) AS product_id, vendor_code AS article, name, main_image_url AS image FROM dim_wb_products`,
}
