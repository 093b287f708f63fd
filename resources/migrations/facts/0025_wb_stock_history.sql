-- Pieces of one size at the end of one day (23:59 in Moscow; today’s as last read): «Склад WB» are all warehouses of Wildberries together, «Маркетплейс» all of the seller. Wildberries tells three months back; a day on which the size did not exist has no row.
CREATE TABLE "fact_wb_stock_history" (
  "shop_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "chrt_id" BIGINT NOT NULL,
  "office_name" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "tech_size" VARCHAR,
  "quantity" BIGINT NOT NULL
);
-- What Wildberries says of the stock of one size in one month, the present one until now: orders, turnover, the hours without goods and the orders that were lost by them, by its own reckoning. What it has not reckoned is NULL.
CREATE TABLE "fact_wb_stock_statistics" (
  "shop_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "chrt_id" BIGINT NOT NULL,
  "region_name" VARCHAR NOT NULL,
  "office_name" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "date_to" DATE NOT NULL,
  "tech_size" VARCHAR,
  "availability" VARCHAR,
  "orders_count" BIGINT,
  "orders_sum" DECIMAL(18,2),
  "buyout_count" BIGINT,
  "buyout_sum" DECIMAL(18,2),
  "buyout_pct" DOUBLE,
  "avg_orders" DOUBLE,
  "stock_count" BIGINT,
  "stock_sum" DECIMAL(18,2),
  "sale_rate_hours" BIGINT,
  "turnover_hours" BIGINT,
  "to_client" BIGINT,
  "from_client" BIGINT,
  "price" DECIMAL(18,2),
  "missing_hours" BIGINT,
  "lost_orders" DOUBLE,
  "lost_orders_sum" DECIMAL(18,2),
  "lost_buyouts" DOUBLE,
  "lost_buyouts_sum" DECIMAL(18,2),
  "currency" VARCHAR
);
