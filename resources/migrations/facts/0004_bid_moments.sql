-- Bids are kept by the moment, not by the day: what was known of a day stands at its beginning, Moscow time.
CREATE TABLE "log_ozon_bids_by_day" AS SELECT * FROM "log_ozon_bids";
DROP TABLE "log_ozon_bids";
CREATE TABLE "log_ozon_bids" (
  "shop_id" BIGINT NOT NULL,
  "campaign_id" BIGINT NOT NULL,
  "sku" BIGINT NOT NULL,
  "seen_at" TIMESTAMP NOT NULL,
  "dt" DATE NOT NULL,
  "bid" DECIMAL(18,2) NOT NULL,
  "bid_percent" DOUBLE,
  "target_cir" DOUBLE,
  PRIMARY KEY ("shop_id", "campaign_id", "sku", "seen_at")
);
INSERT INTO "log_ozon_bids"
SELECT "shop_id", "campaign_id", "sku", "dt" - INTERVAL 3 HOUR, "dt", "bid", NULL, "target_cir" FROM "log_ozon_bids_by_day";
DROP TABLE "log_ozon_bids_by_day";
-- A bid of search and one of recommendations are two.
CREATE TABLE "log_wb_bids_by_day" AS SELECT * FROM "log_wb_bids";
DROP TABLE "log_wb_bids";
CREATE TABLE "log_wb_bids" (
  "shop_id" BIGINT NOT NULL,
  "advert_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "placement" VARCHAR NOT NULL,
  "seen_at" TIMESTAMP NOT NULL,
  "dt" DATE NOT NULL,
  "bid" DECIMAL(18,2) NOT NULL,
  "bid_type" VARCHAR,
  "payment_type" VARCHAR,
  "is_enabled" BOOLEAN,
  "status" BIGINT,
  "currency" VARCHAR,
  PRIMARY KEY ("shop_id", "advert_id", "nm_id", "placement", "seen_at")
);
INSERT INTO "log_wb_bids"
SELECT "shop_id", "advert_id", "nm_id", "placement", "dt" - INTERVAL 3 HOUR, "dt", "bid", "bid_type", "payment_type", "is_enabled", "status", "currency"
FROM (
  SELECT *, 'search' AS "placement", "bid_search" AS "bid", "search_enabled" AS "is_enabled" FROM "log_wb_bids_by_day"
  UNION ALL
  SELECT *, 'recommendations', "bid_recommendations", "recommendations_enabled" FROM "log_wb_bids_by_day"
)
WHERE "bid" > 0;
DROP TABLE "log_wb_bids_by_day";
