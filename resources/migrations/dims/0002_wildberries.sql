-- One card of the seller as it was seen last. What lies in the trash is in dim_wb_trash too.
CREATE TABLE "dim_wb_products" (
  "shop_id" INTEGER NOT NULL,
  "nm_id" INTEGER NOT NULL,
  "imt_id" INTEGER,
  "nm_uuid" TEXT,
  "vendor_code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "brand" TEXT,
  "category_id" INTEGER,
  "category" TEXT,
  "main_image_url" TEXT,
  "video" TEXT,
  "length" REAL,
  "width" REAL,
  "height" REAL,
  "weight_brutto" REAL,
  "dimensions_valid" INTEGER,
  "need_kiz" INTEGER,
  "kiz_marked" INTEGER,
  "characteristics" TEXT,
  "tags" TEXT,
  "created_at" TEXT,
  "updated_at" TEXT,
  "seen_on" TEXT NOT NULL,
  "extra" TEXT,
  PRIMARY KEY ("shop_id", "nm_id")
);
-- One size of a card: `chrt_id` is `size_id` of prices, and any of `barcodes` is `barcode` of orders and finance.
CREATE TABLE "dim_wb_sizes" (
  "shop_id" INTEGER NOT NULL,
  "chrt_id" INTEGER NOT NULL,
  "nm_id" INTEGER NOT NULL,
  "tech_size" TEXT,
  "wb_size" TEXT,
  "barcodes" TEXT,
  PRIMARY KEY ("shop_id", "chrt_id")
);
-- Fingerprints of the title, description and photos of a card, for noticing changes.
CREATE TABLE "dim_wb_product_content" (
  "shop_id" INTEGER NOT NULL,
  "nm_id" INTEGER NOT NULL,
  "vendor_code" TEXT NOT NULL,
  "title_hash" TEXT NOT NULL,
  "description_hash" TEXT NOT NULL,
  "photos_hash" TEXT NOT NULL,
  "main_photo_url" TEXT,
  "photos_count" INTEGER NOT NULL,
  PRIMARY KEY ("shop_id", "nm_id")
);
-- One card that lies in the trash now. Wildberries tells no title of it there.
CREATE TABLE "dim_wb_trash" (
  "shop_id" INTEGER NOT NULL,
  "nm_id" INTEGER NOT NULL,
  "vendor_code" TEXT NOT NULL,
  "category_id" INTEGER,
  "category" TEXT,
  "main_image_url" TEXT,
  "sizes" TEXT,
  "created_at" TEXT,
  "trashed_at" TEXT,
  "extra" TEXT,
  PRIMARY KEY ("shop_id", "nm_id")
);
-- One campaign. Campaigns of kinds that are no longer made have no name here: fact_wb_ad_costs has it where they were paid for.
CREATE TABLE "dim_wb_campaigns" (
  "shop_id" INTEGER NOT NULL,
  "advert_id" INTEGER NOT NULL,
  "type" INTEGER NOT NULL,
  "status" INTEGER NOT NULL,
  "name" TEXT,
  "bid_type" TEXT,
  "payment_type" TEXT,
  "currency" TEXT,
  "search_enabled" INTEGER,
  "recommendations_enabled" INTEGER,
  "can_change_nms" INTEGER,
  "created_at" TEXT,
  "started_at" TEXT,
  "updated_at" TEXT,
  "deleted_at" TEXT,
  "changed_at" TEXT,
  "extra" TEXT,
  PRIMARY KEY ("shop_id", "advert_id")
);
-- One card that a campaign advertises, or advertised until `seen_on`, with its bids.
CREATE TABLE "dim_wb_campaign_products" (
  "shop_id" INTEGER NOT NULL,
  "advert_id" INTEGER NOT NULL,
  "nm_id" INTEGER NOT NULL,
  "subject_id" INTEGER,
  "subject" TEXT,
  "bid_search" INTEGER,
  "bid_recommendations" INTEGER,
  "seen_on" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "advert_id", "nm_id")
);
-- One warehouse of the seller, also after it is gone; `seen_on` is the last day that it was there.
CREATE TABLE "dim_wb_warehouses" (
  "shop_id" INTEGER NOT NULL,
  "warehouse_id" INTEGER NOT NULL,
  "name" TEXT,
  "office_id" INTEGER,
  "cargo_type" INTEGER,
  "delivery_type" INTEGER,
  "is_deleting" INTEGER,
  "is_processing" INTEGER,
  "seen_on" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "warehouse_id")
);
-- One office of Wildberries that a warehouse of the seller can be tied to.
CREATE TABLE "dim_wb_offices" (
  "shop_id" INTEGER NOT NULL,
  "office_id" INTEGER NOT NULL,
  "name" TEXT,
  "address" TEXT,
  "city" TEXT,
  "longitude" REAL,
  "latitude" REAL,
  "cargo_type" INTEGER,
  "delivery_type" INTEGER,
  "federal_district" TEXT,
  "selected" INTEGER,
  PRIMARY KEY ("shop_id", "office_id")
);
