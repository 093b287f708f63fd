-- What Ozon charged for the placement of one product in one warehouse on a day. The cost is signed as in the report; which sign is a charge is not documented.
CREATE TABLE "fact_ozon_placement" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "sku" BIGINT NOT NULL,
  "warehouse_name" VARCHAR NOT NULL,
  "line" BIGINT NOT NULL,
  "offer_id" VARCHAR,
  "product_name" VARCHAR,
  "paid_units" BIGINT,
  "paid_volume_ml" DOUBLE,
  "amount" DECIMAL(18,2) NOT NULL
);
