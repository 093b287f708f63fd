-- One product that Ozon offers to add to a promotion, as it was on a day.
CREATE TABLE "fact_ozon_action_candidates" (
  "shop_id" BIGINT NOT NULL,
  "action_id" BIGINT NOT NULL,
  "product_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "price" DECIMAL(18,2),
  "max_action_price" DECIMAL(18,2),
  "min_seller_price" DECIMAL(18,2),
  "price_min_elastic" DECIMAL(18,2),
  "price_max_elastic" DECIMAL(18,2),
  "current_boost" DOUBLE,
  "min_boost" DOUBLE,
  "max_boost" DOUBLE,
  "min_stock" BIGINT,
  "recommended_stock" BIGINT,
  "is_quarantined" BOOLEAN,
  "currency_code" VARCHAR
);
-- One supply of an order to supply FBO goods. `dt` is the day on which its time slot begins, which may be to come; without a slot, the day on which it was created.
CREATE TABLE "fact_ozon_supplies" (
  "shop_id" BIGINT NOT NULL,
  "supply_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "order_id" BIGINT NOT NULL,
  "order_number" VARCHAR,
  "order_state" VARCHAR,
  "state" VARCHAR,
  "created_at" TIMESTAMP,
  "state_changed_at" TIMESTAMP,
  "timeslot_from" TIMESTAMP,
  "timeslot_to" TIMESTAMP,
  "dropoff_warehouse_id" BIGINT,
  "dropoff_warehouse" VARCHAR,
  "storage_warehouse_id" BIGINT,
  "storage_warehouse" VARCHAR,
  "arrived_at" TIMESTAMP,
  "macrolocal_cluster_id" BIGINT,
  "is_crossdock" BOOLEAN,
  "bundle_id" VARCHAR
);
-- One product of a supply, as it was put into it.
CREATE TABLE "fact_ozon_supply_items" (
  "shop_id" BIGINT NOT NULL,
  "supply_id" BIGINT NOT NULL,
  "sku" BIGINT NOT NULL,
  "line" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "product_id" BIGINT,
  "offer_id" VARCHAR,
  "name" VARCHAR,
  "barcode" VARCHAR,
  "quantity" BIGINT NOT NULL,
  "quant" BIGINT,
  "volume_litres" DOUBLE,
  "total_volume_litres" DOUBLE
);
-- The index of errors in FBS and rFBS orders on a day, and what their processing cost.
CREATE TABLE "fact_ozon_fbs_index" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "index_value" DOUBLE,
  "processing_costs" DECIMAL(18,2),
  "currency_code" VARCHAR
);
-- One error in a posting of FBS or rFBS that counts towards the index, with what it cost.
CREATE TABLE "fact_ozon_fbs_errors" (
  "shop_id" BIGINT NOT NULL,
  "posting_number" VARCHAR NOT NULL,
  "error_type" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "error_at" TIMESTAMP NOT NULL,
  "delivery_schema" VARCHAR,
  "index_value" DOUBLE,
  "charge_percent" DOUBLE,
  "charge" DECIMAL(18,2),
  "currency_code" VARCHAR,
  "product_price" DECIMAL(18,2),
  "has_grace_status" BOOLEAN
);
-- One product whose size or weight Ozon held for wrong on a day, with what the card says: millimetres and grams, by the document of the card.
CREATE TABLE "fact_ozon_wrong_volume" (
  "shop_id" BIGINT NOT NULL,
  "product_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "sku" BIGINT,
  "offer_id" VARCHAR,
  "name" VARCHAR,
  "length" BIGINT,
  "width" BIGINT,
  "height" BIGINT,
  "weight" BIGINT
);
-- How a SKU was found by searching, over the seven days from `dt`.
CREATE TABLE "fact_ozon_product_queries" (
  "shop_id" BIGINT NOT NULL,
  "sku" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "category" VARCHAR,
  "date_to" DATE NOT NULL,
  "unique_search_users" BIGINT,
  "unique_view_users" BIGINT,
  "view_conversion" DOUBLE,
  "position" DOUBLE,
  "gmv" DECIMAL(18,2),
  "currency_code" VARCHAR
);
-- One search query by which a SKU was found, over the seven days from `dt`: the most frequent ones of each SKU.
CREATE TABLE "fact_ozon_search_queries" (
  "shop_id" BIGINT NOT NULL,
  "sku" BIGINT NOT NULL,
  "query" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "query_index" BIGINT,
  "order_count" BIGINT,
  "date_to" DATE NOT NULL,
  "unique_search_users" BIGINT,
  "unique_view_users" BIGINT,
  "view_conversion" DOUBLE,
  "position" DOUBLE,
  "gmv" DECIMAL(18,2),
  "currency_code" VARCHAR
);
-- One review of a product, by the day of its publication. Who wrote it is not told.
CREATE TABLE "fact_ozon_reviews" (
  "shop_id" BIGINT NOT NULL,
  "review_id" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "published_at" TIMESTAMP NOT NULL,
  "sku" BIGINT NOT NULL,
  "rating" BIGINT,
  "text" VARCHAR,
  "status" VARCHAR,
  "order_status" VARCHAR,
  "is_rating_participant" BOOLEAN,
  "comments" BIGINT,
  "photos" BIGINT,
  "videos" BIGINT
);
-- One question about a product, by the day of its publication. Who asked is not stored.
CREATE TABLE "fact_ozon_questions" (
  "shop_id" BIGINT NOT NULL,
  "question_id" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "published_at" TIMESTAMP NOT NULL,
  "sku" BIGINT NOT NULL,
  "text" VARCHAR,
  "status" VARCHAR,
  "answers" BIGINT
);
