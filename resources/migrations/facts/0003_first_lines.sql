-- One line of each posting is its first: postings are counted without looking at their numbers.
ALTER TABLE "fact_ozon_orders" ADD COLUMN "is_first" BOOLEAN;
UPDATE "fact_ozon_orders" SET "is_first" = NOT EXISTS (
  SELECT 1 FROM "fact_ozon_orders" AS before
  WHERE before.shop_id = "fact_ozon_orders".shop_id
    AND before.posting_number = "fact_ozon_orders".posting_number
    AND (before.sku, before.line) < ("fact_ozon_orders".sku, "fact_ozon_orders".line)
);
