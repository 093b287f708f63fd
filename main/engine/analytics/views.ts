import { MOST_PIECES } from '../../../loaders/ozon/orders/postings.ts'
import { GIVEN, WINDOW } from '../../../loaders/wb/ads/spending.ts'

/**
 * The one definition of each number, over every marketplace. Made anew at each start, never migrated.
 * `order_lines`: a product of an order on the Moscow day it was ordered, cancelled ones too; a posting that was split (`cancelled_from_split_pending`) counts for
 * nothing, since its parts stand there by themselves, and
 * so does a line of more pieces than a posting may hold. `quantity` is pieces: an order of Wildberries (`srid`) is one, a
 * posting of Ozon has lines of several. `revenue` is price x quantity, in `currency`, which a line without a price does not have: at Ozon the price of the posting, at Wildberries the price after the
 * seller's discount, which it gives in roubles (wildberries.md 3).
 * `product_id` is there where an order names its product, as at Wildberries (`nm_id`, whether or not there is a card of it); at Ozon, where a product has an SKU for
 * each scheme, `product_skus` knows it.
 * `ad_days`: what a campaign cost on a Moscow day and the revenue of the orders that it claims, also of days on which it cost nothing. Ozon: the cabinet's expense,
 * in roubles; revenue from the day's figures of the campaign, or from its products where it has none, as when it is paid per order: `needs` names the stream that
 * brings these, and where that was not read the revenue is not known. Wildberries: the charges, but for what was paid with bonuses or cashback, which are not the
 * seller's money (the deductions of finance reports are the same money, and are not added); revenue from the statistics, over the cards. There are none of
 * campaigns that were deleted, of days too long ago and of those that were not read yet: `untold` is a charge of which no statistics of its campaign tell, neither
 * of its day nor of those just before and behind, or of a whole window where it has no time.
 */
// Both factors of 18 digits: DuckDB multiplies wider ones in 128 bits, which costs three times as much.
export const VIEWS = /* sql */ `
CREATE OR REPLACE VIEW order_lines AS
SELECT shop_id, dt, order_date AS ordered_at, posting_number, NULL::BIGINT AS product_id, sku, offer_id, product_name, quantity, price * quantity::DECIMAL(18, 0) AS revenue,
       CASE WHEN price IS NOT NULL THEN coalesce(currency_code, 'RUB') END AS currency
FROM fact_ozon_orders WHERE (status <> 'cancelled_from_split_pending' OR status IS NULL) AND quantity <= ${MOST_PIECES}
UNION ALL
SELECT orders.shop_id, orders.dt, orders.date, orders.srid, orders.nm_id, orders.nm_id, orders.supplier_article, coalesce(cards.name, orders.subject), 1,
       orders.price_with_disc, CASE WHEN orders.price_with_disc IS NOT NULL THEN 'RUB' END
FROM fact_wb_orders AS orders LEFT JOIN dim_wb_products AS cards USING (shop_id, nm_id);

CREATE OR REPLACE VIEW ad_days AS
SELECT shop_id, dt, campaign_id, sum(spend) AS spend, coalesce(sum(revenue), sum(of_products), 0) AS revenue, 'RUB' AS currency,
       CASE WHEN sum(revenue) IS NULL AND sum(spend) > 0 THEN if(bool_or(is_cpo), 'ozon.ads.cpo', 'ozon.ads.skus') END AS needs, FALSE AS untold
FROM (
  SELECT shop_id, dt, campaign_id, money_spent AS spend, is_cpo, NULL AS revenue, NULL AS of_products FROM fact_ozon_ad_expense
  UNION ALL
  SELECT shop_id, dt, campaign_id, 0, NULL, revenue, NULL FROM fact_ozon_ad_campaign_daily
  UNION ALL
  SELECT shop_id, dt, campaign_id, 0, NULL, NULL, revenue FROM fact_ozon_ad_daily
) GROUP BY shop_id, dt, campaign_id
UNION ALL
SELECT costs.shop_id, costs.dt, costs.advert_id, if(regexp_matches(lower(costs.payment_type), '${GIVEN}'), 0, costs.amount), 0, coalesce(costs.currency, 'RUB'), NULL,
       costs.amount > 0 AND coalesce(told.dt < costs.dt - if(costs.upd_time IS NULL, ${WINDOW - 1}, 3), TRUE)
FROM fact_wb_ad_costs AS costs ASOF LEFT JOIN (SELECT DISTINCT shop_id, advert_id, dt FROM fact_wb_ad_daily) AS told
  ON told.shop_id = costs.shop_id AND told.advert_id = costs.advert_id AND told.dt <= costs.dt + 1
UNION ALL
SELECT shop_id, dt, advert_id, 0, revenue, coalesce(currency, 'RUB'), NULL, FALSE FROM fact_wb_ad_daily;

CREATE OR REPLACE VIEW product_skus AS
SELECT shop_id, sku, max(product_id) AS product_id FROM dim_ozon_product_skus GROUP BY shop_id, sku;
`
