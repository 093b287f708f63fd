-- A migration of its own: DuckDB cannot alter a table that the same transaction updated.
ALTER TABLE "fact_wb_finance" ALTER "payment_schedule" TYPE DECIMAL(18,2) USING TRY_CAST("payment_schedule" AS DECIMAL(18,2));
