-- One row is one connected shop; its keys are in the keychain of the computer.
CREATE TABLE "shops" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT,
  "name" TEXT NOT NULL,
  "marketplace" TEXT NOT NULL,
  "client_id" TEXT,
  "perf_client_id" TEXT,
  "demo" INTEGER NOT NULL,
  "status" TEXT NOT NULL,
  "status_message" TEXT NOT NULL,
  "created_at" TEXT NOT NULL,
  "last_sync_at" TEXT,
  "key_expires_at" TEXT,
  "subscription" TEXT,
  "roles" TEXT NOT NULL,
  "loaded" INTEGER NOT NULL
);
-- One row is one choice of the person.
CREATE TABLE "settings" (
  "key" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  PRIMARY KEY ("key")
);
-- One row is the count of writes to one table of dims.
CREATE TABLE "dim_versions" (
  "name" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  PRIMARY KEY ("name")
);
-- One row is one change that was noticed in a shop.
CREATE TABLE "event_log" (
  "shop_id" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "created_at" TEXT NOT NULL,
  "event_type" TEXT NOT NULL,
  "entity" TEXT,
  "entity_id" TEXT,
  "old_value" TEXT,
  "new_value" TEXT,
  "metadata" TEXT,
  PRIMARY KEY ("shop_id", "id")
);
-- One row is one run of the loaders over a shop, with the last word on each step.
CREATE TABLE "runs" (
  "shop_id" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "first" INTEGER NOT NULL,
  "trigger" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "started_at" TEXT NOT NULL,
  "ended_at" TEXT,
  "requests" INTEGER NOT NULL,
  "percent" INTEGER NOT NULL,
  "steps" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "id")
);
-- One row is what a stream has to remember over a restart.
CREATE TABLE "notes" (
  "shop_id" INTEGER NOT NULL,
  "stream_id" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "stream_id", "key")
);
-- One row is an answer that no loader understood, as it came; the last 50 of a shop are kept.
CREATE TABLE "evidence" (
  "shop_id" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "run_id" INTEGER NOT NULL,
  "step" TEXT NOT NULL,
  "kept_at" TEXT NOT NULL,
  "request" TEXT NOT NULL,
  "status" INTEGER,
  "answer" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "id")
);
-- One row is one slice of a stream whose rows were committed together with it.
CREATE TABLE "dim_checkpoints" (
  "shop_id" INTEGER NOT NULL,
  "stream_id" TEXT NOT NULL,
  "slice_key" TEXT NOT NULL,
  "from_day" TEXT NOT NULL,
  "to_day" TEXT NOT NULL,
  "open" INTEGER NOT NULL,
  "run_id" INTEGER NOT NULL,
  "rows" INTEGER NOT NULL,
  "done_at" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "stream_id", "slice_key")
);
