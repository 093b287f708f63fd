/**
 * The one definition of each number, over every marketplace. Made anew at each start, never migrated.
 * `order_lines`: a product of a posting on the Moscow day it was ordered, cancelled ones too; `revenue` = price x quantity, ₽.
 * `ad_days`: what a campaign cost on a Moscow day by the cabinet's own expense, ₽, and the revenue of the orders that it claims: from the day's figures of the
 * campaign, or from its products where it is paid per order and has none.
 */
export const VIEWS = /* sql */ `
CREATE OR REPLACE VIEW order_lines AS
SELECT shop_id, dt, posting_number, sku, offer_id, product_name, quantity, price * quantity AS revenue
FROM fact_ozon_orders;

CREATE OR REPLACE VIEW ad_days AS
SELECT expense.shop_id, expense.dt, expense.campaign_id, expense.money_spent AS spend,
       coalesce(campaign.revenue, products.revenue, 0) AS revenue
FROM fact_ozon_ad_expense AS expense
LEFT JOIN fact_ozon_ad_campaign_daily AS campaign USING (shop_id, campaign_id, dt)
LEFT JOIN (
  SELECT shop_id, campaign_id, dt, sum(revenue) AS revenue FROM fact_ozon_ad_daily GROUP BY ALL
) AS products USING (shop_id, campaign_id, dt);
`
