-- One realisation report with the sums that Wildberries states for it: what the lines of `fact_wb_finance` with the same `report_id` add up to. `dt` is the last day of its period.
CREATE TABLE "fact_wb_reports" (
  "shop_id" BIGINT NOT NULL,
  "report_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "period" VARCHAR NOT NULL,
  "date_from" DATE,
  "date_to" DATE,
  "create_date" DATE,
  "report_type" BIGINT,
  "currency" VARCHAR,
  "retail_amount" DECIMAL(18,2),
  "payout_amount" DECIMAL(18,2),
  "avg_sale_percent" DOUBLE,
  "delivery_service" DECIMAL(18,2),
  "storage_fee" DECIMAL(18,2),
  "acceptance_fee" DECIMAL(18,2),
  "deduction" DECIMAL(18,2),
  "penalty_total" DECIMAL(18,2),
  "bonus_amount" DECIMAL(18,2),
  "cashback_amount" DECIMAL(18,2),
  "cashback_discount" DECIMAL(18,2),
  "cashback_commission_change" DECIMAL(18,2),
  "payment_schedule" DECIMAL(18,2),
  "bank_payment" DECIMAL(18,2)
);
-- What the account at Wildberries held on one day, as last read; days on which the app did not run are absent, since the marketplace keeps no history.
CREATE TABLE "fact_wb_balance" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "current" DECIMAL(18,2) NOT NULL,
  "for_withdraw" DECIMAL(18,2),
  "currency" VARCHAR
);
