-- The group of a charge is decided when it is asked for (view `charges`).
ALTER TABLE "fact_ozon_transactions" DROP COLUMN "category";
-- The next migration makes it a sum. What is no sum, or has more than two decimals, stays as text where such values of other columns are.
UPDATE "fact_wb_finance" SET "extra" = json_merge_patch(coalesce("extra", '{}'), json_object('paymentSchedule', "payment_schedule"))
WHERE trim("payment_schedule") <> ''
  AND coalesce(TRY_CAST("payment_schedule" AS DECIMAL(18,2)) <> TRY_CAST("payment_schedule" AS DECIMAL(38,10)), TRUE);
