-- One rating of the seller as it was counted on a day, with the thresholds of Ozon; `dt` is the last day that it counts.
CREATE TABLE "fact_ozon_seller_rating_history" (
  "shop_id" BIGINT NOT NULL,
  "rating" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "counted_from" DATE,
  "value" DOUBLE,
  "is_danger" BOOLEAN,
  "is_warning" BOOLEAN,
  "is_premium" BOOLEAN,
  "danger_threshold" DOUBLE,
  "warning_threshold" DOUBLE,
  "premium_threshold" DOUBLE
);
-- What Ozon knows of the seller for taxes on a day. Names and tax numbers are not stored.
CREATE TABLE "fact_ozon_seller_taxes" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "tax_system" VARCHAR,
  "ownership_form" VARCHAR,
  "country" VARCHAR,
  "currency_code" VARCHAR
);
