-- What Wildberries takes of the price in one category on one day, in percents by the model of sale; only categories in which the shop has cards.
CREATE TABLE "fact_wb_commissions" (
  "shop_id" BIGINT NOT NULL,
  "category_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "category" VARCHAR,
  "parent" VARCHAR,
  "fbw" DOUBLE,
  "fbs" DOUBLE,
  "dbs" DOUBLE,
  "edbs" DOUBLE,
  "pickup" DOUBLE,
  "booking" DOUBLE,
  "extra" JSON
);
