-- One row is one move of a type of charge by the person: into a group, or, without one, back.
CREATE TABLE "charge_moves" (
  "marketplace" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "number" INTEGER NOT NULL,
  "charge_group" TEXT,
  "moved_at" TEXT NOT NULL,
  PRIMARY KEY ("marketplace", "type", "number")
);
INSERT INTO "charge_moves" SELECT "marketplace", "type", 1, "charge_group", "set_at" FROM "charge_groups";
DROP TABLE "charge_groups";
