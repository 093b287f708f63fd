-- How one card was rated on one day, as last read; days on which the app did not run are absent, since the marketplace keeps no history. Feedbacks are those of the 30 days before it.
CREATE TABLE "fact_wb_item_ratings" (
  "shop_id" BIGINT NOT NULL,
  "nm_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "vendor_code" VARCHAR,
  "card_rating" DOUBLE,
  "feedback_rating" DOUBLE,
  "feedback_percentile" DOUBLE,
  "feedbacks" BIGINT,
  "five_star" BIGINT,
  "four_star" BIGINT,
  "three_star" BIGINT,
  "two_star" BIGINT,
  "one_star" BIGINT,
  "disqualified" BIGINT,
  "is_shadowed" BOOLEAN,
  "has_pinned_feedback" BOOLEAN
);
-- How the seller was rated on one day, as last read. Feedbacks are those of the 30 days before it.
CREATE TABLE "fact_wb_seller_rating" (
  "shop_id" BIGINT NOT NULL,
  "dt" DATE NOT NULL,
  "rating" DOUBLE,
  "feedbacks" BIGINT,
  "feedbacks_total" BIGINT
);
