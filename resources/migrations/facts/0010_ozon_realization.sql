-- One side of a row in the report on what was realised in a month: a product delivered, or returned, at one price. Both are positive.
CREATE TABLE "fact_ozon_realization" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "row_number" BIGINT NOT NULL,
  "side" VARCHAR NOT NULL,
  "sku" BIGINT,
  "offer_id" VARCHAR,
  "barcode" VARCHAR,
  "name" VARCHAR,
  "seller_price" DECIMAL(18,2),
  "commission_ratio" DOUBLE,
  "quantity" BIGINT,
  "price" DECIMAL(18,2),
  "amount" DECIMAL(18,2),
  "bonus" DECIMAL(18,2),
  "bank_coinvestment" DECIMAL(18,2),
  "stars" DECIMAL(18,2),
  "pick_up_point_coinvestment" DECIMAL(18,2),
  "standard_fee" DECIMAL(18,2),
  "total" DECIMAL(18,2)
);
-- The report on what was realised in a month, as a document. `dt` is the first day of the month.
CREATE TABLE "fact_ozon_realization_reports" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "number" VARCHAR,
  "doc_date" VARCHAR,
  "start_date" VARCHAR,
  "stop_date" VARCHAR,
  "currency_code" VARCHAR
);
-- The same by posting: one product of a posting that was delivered, or returned, in a month.
CREATE TABLE "fact_ozon_realization_postings" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "row_number" BIGINT NOT NULL,
  "side" VARCHAR NOT NULL,
  "sku" BIGINT,
  "offer_id" VARCHAR,
  "barcode" VARCHAR,
  "name" VARCHAR,
  "seller_price" DECIMAL(18,2),
  "commission_ratio" DOUBLE,
  "quantity" BIGINT,
  "price" DECIMAL(18,2),
  "amount" DECIMAL(18,2),
  "bonus" DECIMAL(18,2),
  "bank_coinvestment" DECIMAL(18,2),
  "stars" DECIMAL(18,2),
  "pick_up_point_coinvestment" DECIMAL(18,2),
  "standard_fee" DECIMAL(18,2),
  "total" DECIMAL(18,2),
  "posting_number" VARCHAR,
  "order_day" DATE,
  "invoice_number" VARCHAR,
  "invoice_day" DATE
);
