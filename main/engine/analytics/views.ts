import { MOST_PIECES } from '../../../loaders/ozon/postings.ts'

/**
 * The one definition of each number, over every marketplace. Made anew at each start, never migrated.
 * `order_lines`: a product of an order on the Moscow day it was ordered, cancelled ones too; a posting that was split (`cancelled_from_split_pending`) counts for
 * nothing, since its parts stand there by themselves, and
 * so does a line of more pieces than a posting may hold. `quantity` is pieces: an order of Wildberries (`srid`) is one, a
 * posting of Ozon has lines of several. `revenue` is price x quantity, in `currency`, which a line without a price does not have: at Ozon the price of the posting, at Wildberries the price after the
 * seller's discount, which it gives in roubles (wildberries.md 3).
 * `product_id` is there where an order names its product, as at Wildberries (`nm_id`, whether or not there is a card of it); at Ozon, where a product has an SKU for
 * each scheme, `product_skus` knows it.
 * `ad_days`: what a campaign cost on a Moscow day and the revenue of the orders that it claims. Ozon: the cabinet's expense, in roubles; revenue from the day's
 * figures of the campaign, or from its products where it has none, as when it is paid per order: `needs` names the stream that brings these, and where that was
 * not read the revenue is not known. Wildberries: the charges (the deductions of finance reports are the same money, and are not added); revenue from the
 * statistics, over the cards.
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
SELECT expense.shop_id, expense.dt, expense.campaign_id, expense.money_spent AS spend,
       coalesce(campaign.revenue, products.revenue, 0) AS revenue, 'RUB' AS currency,
       CASE WHEN campaign.revenue IS NULL AND expense.money_spent > 0 THEN if(expense.is_cpo, 'ozon.ads.cpo', 'ozon.ads.skus') END AS needs
FROM fact_ozon_ad_expense AS expense
LEFT JOIN fact_ozon_ad_campaign_daily AS campaign USING (shop_id, campaign_id, dt)
LEFT JOIN (
  SELECT shop_id, campaign_id, dt, sum(revenue) AS revenue FROM fact_ozon_ad_daily GROUP BY ALL
) AS products USING (shop_id, campaign_id, dt)
UNION ALL
SELECT shop_id, dt, advert_id, amount, 0, coalesce(currency, 'RUB'), NULL FROM fact_wb_ad_costs
UNION ALL
SELECT shop_id, dt, advert_id, 0, revenue, coalesce(currency, 'RUB'), NULL FROM fact_wb_ad_daily;

CREATE OR REPLACE VIEW product_skus AS
SELECT shop_id, sku, max(product_id) AS product_id FROM dim_ozon_product_skus GROUP BY shop_id, sku;
`
