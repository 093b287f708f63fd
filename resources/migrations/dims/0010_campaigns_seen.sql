ALTER TABLE "dim_wb_campaigns" ADD COLUMN "seen_on" TEXT;
