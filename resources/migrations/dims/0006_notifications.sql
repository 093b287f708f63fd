-- One row is one thing that the person was told outside of the window, and is not told again.
CREATE TABLE "notifications" (
  "key" TEXT NOT NULL,
  "told_at" TEXT NOT NULL,
  PRIMARY KEY ("key")
);
