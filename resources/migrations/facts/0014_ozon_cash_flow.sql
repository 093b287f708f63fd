-- One period of the cash flow statement, from `dt` to `date_to` as the answer names it: half a month or a week. Positive to the seller, payments as Ozon signs them.
CREATE TABLE "fact_ozon_cash_flow" (
  "shop_id" BIGINT NOT NULL,
  "period_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "date_to" DATE NOT NULL,
  "begin_balance" DECIMAL(18,2),
  "orders_amount" DECIMAL(18,2),
  "returns_amount" DECIMAL(18,2),
  "commission_amount" DECIMAL(18,2),
  "services_amount" DECIMAL(18,2),
  "item_delivery_and_return_amount" DECIMAL(18,2),
  "delivery_total" DECIMAL(18,2),
  "delivery_amount" DECIMAL(18,2),
  "return_total" DECIMAL(18,2),
  "return_amount" DECIMAL(18,2),
  "rfbs_total" DECIMAL(18,2),
  "services_total" DECIMAL(18,2),
  "others_total" DECIMAL(18,2),
  "loan" DECIMAL(18,2),
  "invoice_transfer" DECIMAL(18,2),
  "payments" DECIMAL(18,2),
  "end_balance" DECIMAL(18,2),
  "currency_code" VARCHAR
);
-- One operation of a period of the cash flow statement, by the name of the older transactions, in the section where it stands.
CREATE TABLE "fact_ozon_cash_flow_items" (
  "shop_id" BIGINT NOT NULL,
  "period_id" BIGINT NOT NULL,
  "section" VARCHAR NOT NULL,
  "line" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "name" VARCHAR NOT NULL,
  "amount" DECIMAL(18,2) NOT NULL
);
