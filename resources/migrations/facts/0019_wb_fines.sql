-- One fine for a package that is larger than its card says, with both sizes and the photos; a fine that was taken back stays, with what was returned. It explains `penalty_total` of `fact_wb_finance` and is never added to it.
CREATE TABLE "fact_wb_measurement_penalties" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "dim_id" BIGINT NOT NULL,
  "subject_name" VARCHAR,
  "penalty_amount" DECIMAL(18,2),
  "reversal_amount" DECIMAL(18,2),
  "is_valid" BOOLEAN,
  "decided_at" TIMESTAMP,
  "over_pct" DOUBLE,
  "volume" DOUBLE,
  "width" DOUBLE,
  "length" DOUBLE,
  "height" DOUBLE,
  "card_volume" DOUBLE,
  "card_width" DOUBLE,
  "card_length" DOUBLE,
  "card_height" DOUBLE,
  "photos" JSON
);
-- One deduction for a unit that was another than its label says, with what was expected and what was found, and the photos. It explains `penalty_total` of `fact_wb_finance` and is never added to it.
CREATE TABLE "fact_wb_substitutions" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "charged_at" TIMESTAMP NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "old_shk_id" BIGINT NOT NULL,
  "new_shk_id" BIGINT NOT NULL,
  "bonus_type" VARCHAR NOT NULL,
  "line" BIGINT NOT NULL,
  "amount" DECIMAL(18,2),
  "old_barcode" VARCHAR,
  "old_vendor_code" VARCHAR,
  "old_color" VARCHAR,
  "old_size" VARCHAR,
  "new_barcode" VARCHAR,
  "new_vendor_code" VARCHAR,
  "new_color" VARCHAR,
  "new_size" VARCHAR,
  "photos" JSON
);
-- One order that Wildberries holds for a purchase by the seller, by the week of its report (Wednesday to Tuesday). `order_sum` is the price of the order, not the fine, which stands in `fact_wb_finance` only.
CREATE TABLE "fact_wb_self_buyouts" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "line" BIGINT NOT NULL,
  "date_from" DATE,
  "order_sum" DECIMAL(18,2) NOT NULL,
  "currency" VARCHAR
);
-- One fine for a unit whose obligatory marking is missing or cannot be read, with the photos. It explains `penalty_total` of `fact_wb_finance` and is never added to it.
CREATE TABLE "fact_wb_labelling_fines" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "shk_id" BIGINT NOT NULL,
  "line" BIGINT NOT NULL,
  "fined_at" TIMESTAMP NOT NULL,
  "amount" DECIMAL(18,2) NOT NULL,
  "income_id" BIGINT,
  "barcode" VARCHAR,
  "photos" JSON
);
-- What Wildberries charged for accepting one card of one supply on one day. It explains `acceptance_fee` of `fact_wb_finance` and is never added to it.
CREATE TABLE "fact_wb_paid_acceptance" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "income_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "line" BIGINT NOT NULL,
  "quantity" BIGINT,
  "amount" DECIMAL(18,2) NOT NULL,
  "created_date" DATE,
  "subject_name" VARCHAR
);
