-- One promotion of the calendar that was not over on a day, as it was then.
CREATE TABLE "fact_wb_promotions" (
  "shop_id" BIGINT NOT NULL,
  "promotion_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "name" VARCHAR,
  "type" VARCHAR,
  "starts_at" TIMESTAMP,
  "ends_at" TIMESTAMP,
  "description" VARCHAR,
  "advantages" JSON,
  "cards_in" BIGINT,
  "cards_in_with_stock" BIGINT,
  "cards_out" BIGINT,
  "cards_out_with_stock" BIGINT,
  "participation_pct" DOUBLE,
  "excluded_cards" BIGINT,
  "ranging" JSON
);
-- One card that takes part in a promotion or could, as it was on a day. The cards of automatic promotions are not told.
CREATE TABLE "fact_wb_promotion_cards" (
  "shop_id" BIGINT NOT NULL,
  "promotion_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "in_action" BOOLEAN NOT NULL,
  "price" DECIMAL(18,2),
  "discount" DOUBLE,
  "plan_price" DECIMAL(18,2),
  "plan_discount" DOUBLE,
  "currency" VARCHAR
);
