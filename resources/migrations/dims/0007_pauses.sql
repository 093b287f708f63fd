-- One row is one method that an account may not ask before an instant: because the marketplace `asked` for it, or by the method’s own distance.
CREATE TABLE "pauses" (
  "marketplace" TEXT NOT NULL,
  "client" TEXT NOT NULL,
  "bucket" TEXT NOT NULL,
  "open_at" TEXT NOT NULL,
  "asked" INTEGER NOT NULL,
  PRIMARY KEY ("marketplace", "client", "bucket")
);

-- They stood among the choices of the person, with no word on whose they were, and for as long as a marketplace said.
DELETE FROM "settings" WHERE "key" LIKE 'limit/%';

-- An instant beyond the year 9999 is none that DuckDB reads; one beyond a day is no longer believed.
UPDATE "datasets" SET "until" = NULL WHERE "until" > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 day') OR "until" LIKE '+%';
