-- One row is the last slot of a coordinator that was served for a shop; `probe` asks whether refused keys work again.
CREATE TABLE "schedules" (
  "shop_id" INTEGER NOT NULL,
  "coordinator" TEXT NOT NULL,
  "slot" TEXT NOT NULL,
  "started_at" TEXT NOT NULL,
  "retry_at" TEXT,
  "retry_steps" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "coordinator")
);
