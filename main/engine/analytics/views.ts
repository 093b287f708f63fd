/**
 * The one definition of each number, over every marketplace. Made anew at each start, never migrated.
 * `order_lines`: a product of an order on the Moscow day it was ordered, cancelled ones too. `revenue`, ₽, is price x quantity: at Ozon the price of the posting, at
 * Wildberries the price after the seller's discount. `orders` is 1 on one line of each posting of Ozon, and on each unit at Wildberries, which is an order (`srid`).
 * `ad_days`: what a campaign cost on a Moscow day and the revenue of the orders that it claims, ₽. Ozon: the cabinet's expense; revenue from the day's figures of
 * the campaign, or from its products where it is paid per order and has none. Wildberries: the charges (the deductions of finance reports are the same money, and are
 * not added); revenue from the statistics, over the cards.
 */
// A quantity as wide as BIGINT makes DuckDB multiply in 128 bits, which costs three times as much.
export const VIEWS = /* sql */ `
CREATE OR REPLACE VIEW order_lines AS
SELECT shop_id, dt, posting_number, sku, offer_id, product_name, quantity, price * quantity::INTEGER AS revenue,
       is_first::INTEGER AS orders
FROM fact_ozon_orders
UNION ALL
SELECT orders.shop_id, orders.dt, orders.srid, orders.nm_id, orders.supplier_article, coalesce(cards.name, orders.subject), 1,
       orders.price_with_disc, 1
FROM fact_wb_orders AS orders LEFT JOIN dim_wb_products AS cards USING (shop_id, nm_id);

CREATE OR REPLACE VIEW ad_days AS
SELECT expense.shop_id, expense.dt, expense.campaign_id, expense.money_spent AS spend,
       coalesce(campaign.revenue, products.revenue, 0) AS revenue
FROM fact_ozon_ad_expense AS expense
LEFT JOIN fact_ozon_ad_campaign_daily AS campaign USING (shop_id, campaign_id, dt)
LEFT JOIN (
  SELECT shop_id, campaign_id, dt, sum(revenue) AS revenue FROM fact_ozon_ad_daily GROUP BY ALL
) AS products USING (shop_id, campaign_id, dt)
UNION ALL
SELECT shop_id, dt, advert_id, amount, 0 FROM fact_wb_ad_costs
UNION ALL
SELECT shop_id, dt, advert_id, 0, revenue FROM fact_wb_ad_daily;
`
