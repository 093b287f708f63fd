-- What names a buyer, or a partner who is a person, is nobody's statistics.
ALTER TABLE "fact_wb_finance" DROP COLUMN "b2b_customer_tin";
ALTER TABLE "fact_wb_finance" DROP COLUMN "buyer_tax_reason_code";
ALTER TABLE "fact_wb_finance" DROP COLUMN "ppvz_supplier_name";
ALTER TABLE "fact_wb_finance" DROP COLUMN "ppvz_supplier_inn";
