-- One ordered unit with its last status, by the day of that status; where it was sent, and how it was cancelled. Wildberries tells of statuses of the last 31 days only: an older order is missing until its status changes. It joins `fact_wb_orders` by `srid` and is never added to it.
CREATE TABLE "fact_wb_order_feed" (
  "shop_id" BIGINT NOT NULL,
  "srid" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "status" VARCHAR NOT NULL,
  "cancel_type" VARCHAR,
  "created_at" TIMESTAMP,
  "updated_at" TIMESTAMP NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "chrt_id" BIGINT,
  "seller_price" DECIMAL(18,2),
  "currency" VARCHAR,
  "destination_city" VARCHAR,
  "destination_district" VARCHAR,
  "warehouse_name" VARCHAR,
  "warehouse_region" VARCHAR,
  "is_own_warehouse" BOOLEAN,
  "is_b2b" BOOLEAN
);
