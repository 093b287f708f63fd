-- One row of a document of a month as it stands there, headers and totals too: its columns are not documented, so nothing in it is taken for a sum. `dt` is the first day of the month.
CREATE TABLE "fact_ozon_finance_documents" (
  "shop_id" BIGINT NOT NULL,
  "report" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "line" BIGINT NOT NULL,
  "sheet" VARCHAR NOT NULL,
  "cells" JSON NOT NULL
);
