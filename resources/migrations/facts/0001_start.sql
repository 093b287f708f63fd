-- One row is one slice of a stream whose rows were committed together with it.
CREATE TABLE "checkpoints" (
  "shop_id" BIGINT NOT NULL,
  "stream_id" VARCHAR NOT NULL,
  "slice_key" VARCHAR NOT NULL,
  "from_day" DATE NOT NULL,
  "to_day" DATE NOT NULL,
  "open" BOOLEAN NOT NULL,
  "run_id" BIGINT NOT NULL,
  "rows" BIGINT NOT NULL,
  "done_at" TIMESTAMP NOT NULL,
  PRIMARY KEY ("shop_id", "stream_id", "slice_key")
);
