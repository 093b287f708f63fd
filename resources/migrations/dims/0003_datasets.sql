ALTER TABLE "runs" ADD COLUMN "waited" INTEGER NOT NULL DEFAULT 0;
-- One row is the last word on one dataset of a shop, whichever run said it, and when it last succeeded.
CREATE TABLE "datasets" (
  "shop_id" INTEGER NOT NULL,
  "step" TEXT NOT NULL,
  "tried_at" TEXT NOT NULL,
  "succeeded_at" TEXT,
  "status" TEXT NOT NULL,
  "rows" INTEGER NOT NULL,
  "added" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "slice" INTEGER NOT NULL,
  "slices" INTEGER NOT NULL,
  "from_day" TEXT,
  "to_day" TEXT,
  "kind" TEXT,
  "message" TEXT,
  "until" TEXT,
  "notices" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "step")
);
-- Until now the newest run of a shop held the last word on every step.
INSERT INTO "datasets"
SELECT runs.shop_id, word ->> 'step', coalesce(ended_at, started_at),
  CASE WHEN word ->> 'status' = 'done' THEN coalesce(ended_at, started_at) END,
  word ->> 'status', word ->> 'rows', 0, 0, word ->> 'slice', word ->> 'slices', word ->> 'from', word ->> 'to',
  word ->> 'kind', word ->> 'message', word ->> 'until', word -> 'notices'
FROM (SELECT runs.*, each.value AS word FROM runs, json_each(runs.steps) AS each) AS runs
WHERE id = (SELECT max(id) FROM runs AS newer WHERE newer.shop_id = runs.shop_id)
  AND word ->> 'status' IN ('done', 'skipped', 'failed', 'later');
