-- One row is one type of charge that the person moved to another line of profit and loss.
CREATE TABLE "charge_groups" (
  "marketplace" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "charge_group" TEXT NOT NULL,
  "set_at" TEXT NOT NULL,
  PRIMARY KEY ("marketplace", "type")
);
ALTER TABLE "dim_ozon_accrual_types" DROP COLUMN "category";
