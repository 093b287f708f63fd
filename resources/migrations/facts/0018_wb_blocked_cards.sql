-- One card that was blocked on one day, with the reason. The answer has no dates: a block began on the first day with a row and ended on the first day without one that was loaded.
CREATE TABLE "fact_wb_blocked_cards" (
  "shop_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "vendor_code" VARCHAR,
  "name" VARCHAR,
  "brand" VARCHAR,
  "reason" VARCHAR
);
