-- The one row says which dims the facts go with, how many commits of slices they hold, and when the last of them was.
CREATE TABLE "stamp" (
  "id" BIGINT NOT NULL,
  "pair" VARCHAR NOT NULL,
  "generation" BIGINT NOT NULL,
  "committed_at" TIMESTAMP NOT NULL,
  "last_shop" BIGINT NOT NULL,
  PRIMARY KEY ("id")
);
-- One row is the cabinet that a shop number in the facts stands for.
CREATE TABLE "owners" (
  "shop_id" BIGINT NOT NULL,
  "marketplace" VARCHAR,
  "client_id" VARCHAR,
  "demo" BOOLEAN NOT NULL,
  "name" VARCHAR,
  PRIMARY KEY ("shop_id")
);
