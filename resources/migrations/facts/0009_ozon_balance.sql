-- What Ozon says of the balance over half a month, from `dt` to `date_to`: positive to the seller, payments as Ozon signs them.
CREATE TABLE "fact_ozon_balance" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "date_to" DATE NOT NULL,
  "opening_balance" DECIMAL(18,2),
  "accrued" DECIMAL(18,2),
  "payments" DECIMAL(18,2) NOT NULL,
  "closing_balance" DECIMAL(18,2),
  "sales_amount" DECIMAL(18,2),
  "sales_revenue" DECIMAL(18,2),
  "sales_points" DECIMAL(18,2),
  "sales_partner_programs" DECIMAL(18,2),
  "sales_fee" DECIMAL(18,2),
  "returns_amount" DECIMAL(18,2),
  "returns_revenue" DECIMAL(18,2),
  "returns_points" DECIMAL(18,2),
  "returns_partner_programs" DECIMAL(18,2),
  "returns_fee" DECIMAL(18,2),
  "currency_code" VARCHAR
);
-- What one service took or gave over the half a month from `dt`, by the name in the balance.
CREATE TABLE "fact_ozon_balance_services" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "name" VARCHAR NOT NULL,
  "amount" DECIMAL(18,2) NOT NULL,
  "currency_code" VARCHAR
);
