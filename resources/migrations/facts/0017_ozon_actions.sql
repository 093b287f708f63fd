-- One promotion that Ozon offers to the shop, as it was on a day.
CREATE TABLE "fact_ozon_actions" (
  "shop_id" BIGINT NOT NULL,
  "action_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "title" VARCHAR,
  "action_type" VARCHAR,
  "starts_at" TIMESTAMP,
  "ends_at" TIMESTAMP,
  "freezes_at" TIMESTAMP,
  "is_participating" BOOLEAN,
  "is_voucher" BOOLEAN,
  "with_targeting" BOOLEAN,
  "potential_products" BIGINT,
  "participating_products" BIGINT,
  "banned_products" BIGINT,
  "discount_type" VARCHAR,
  "discount_value" DOUBLE,
  "order_amount" DECIMAL(18,2)
);
-- One product in a promotion in which the shop takes part, as it was on a day.
CREATE TABLE "fact_ozon_action_products" (
  "shop_id" BIGINT NOT NULL,
  "action_id" BIGINT NOT NULL,
  "product_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "price" DECIMAL(18,2),
  "action_price" DECIMAL(18,2),
  "max_action_price" DECIMAL(18,2),
  "min_seller_price" DECIMAL(18,2),
  "price_min_elastic" DECIMAL(18,2),
  "price_max_elastic" DECIMAL(18,2),
  "current_boost" DOUBLE,
  "min_boost" DOUBLE,
  "max_boost" DOUBLE,
  "stock" BIGINT,
  "min_stock" BIGINT,
  "recommended_stock" BIGINT,
  "add_mode" VARCHAR,
  "is_quarantined" BOOLEAN,
  "currency_code" VARCHAR
);
