-- How one card was shown in one campaign on one day to buyers who searched by phrases of one cluster. What a campaign shows outside of the search is in `fact_wb_ad_daily` only. Money is in the currency of the campaign.
CREATE TABLE "fact_wb_ad_clusters" (
  "shop_id" BIGINT NOT NULL,
  "advert_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "cluster" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "views" BIGINT,
  "clicks" BIGINT NOT NULL,
  "atbs" BIGINT NOT NULL,
  "orders" BIGINT NOT NULL,
  "shks" BIGINT NOT NULL,
  "ctr" DOUBLE,
  "cpc" DECIMAL(18,2),
  "cpm" DECIMAL(18,2),
  "avg_position" DOUBLE,
  "spend" DECIMAL(18,2) NOT NULL
);
-- The bid that was set for one cluster of a card in a campaign on one day, as last read, per thousand views. A cluster without a bid of its own has that of the card (`log_wb_bids`).
CREATE TABLE "fact_wb_ad_cluster_bids" (
  "shop_id" BIGINT NOT NULL,
  "advert_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "cluster" VARCHAR NOT NULL,
  "dt" DATE NOT NULL,
  "bid" DECIMAL(18,2) NOT NULL,
  "currency" VARCHAR
);
