-- The one row says which facts the dims go with, how many of their commits they have heard of, and when the last of them was.
CREATE TABLE "dim_stamp" (
  "id" INTEGER NOT NULL,
  "pair" TEXT NOT NULL,
  "generation" INTEGER NOT NULL,
  "committed_at" TEXT NOT NULL,
  "recheck" INTEGER NOT NULL,
  PRIMARY KEY ("id")
);
