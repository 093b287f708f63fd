-- One row is one connected shop; its keys are in the keychain of the computer.
CREATE TABLE "shops" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT,
  "name" TEXT NOT NULL,
  "marketplace" TEXT NOT NULL,
  "client_id" TEXT,
  "perf_client_id" TEXT,
  "demo" INTEGER NOT NULL,
  "status" TEXT NOT NULL,
  "status_message" TEXT NOT NULL,
  "created_at" TEXT NOT NULL,
  "last_sync_at" TEXT,
  "key_expires_at" TEXT,
  "subscription" TEXT,
  "roles" TEXT NOT NULL,
  "loaded" INTEGER NOT NULL
);
-- One row is one choice of the person.
CREATE TABLE "settings" (
  "key" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  PRIMARY KEY ("key")
);
-- One row is the count of writes to one table of dims.
CREATE TABLE "dim_versions" (
  "name" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  PRIMARY KEY ("name")
);
-- One row is one change that was noticed in a shop.
CREATE TABLE "event_log" (
  "shop_id" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "created_at" TEXT NOT NULL,
  "event_type" TEXT NOT NULL,
  "entity" TEXT,
  "entity_id" TEXT,
  "old_value" TEXT,
  "new_value" TEXT,
  "metadata" TEXT,
  PRIMARY KEY ("shop_id", "id")
);
-- One row is one run of the loaders over a shop, with the last word on each step.
CREATE TABLE "runs" (
  "shop_id" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "first" INTEGER NOT NULL,
  "trigger" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "started_at" TEXT NOT NULL,
  "ended_at" TEXT,
  "requests" INTEGER NOT NULL,
  "percent" INTEGER NOT NULL,
  "steps" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "id")
);
-- One row is what a stream has to remember over a restart.
CREATE TABLE "notes" (
  "shop_id" INTEGER NOT NULL,
  "stream_id" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "stream_id", "key")
);
-- One row is an answer that no loader understood, as it came; the last 50 of a shop are kept.
CREATE TABLE "evidence" (
  "shop_id" INTEGER NOT NULL,
  "id" INTEGER NOT NULL,
  "run_id" INTEGER NOT NULL,
  "step" TEXT NOT NULL,
  "kept_at" TEXT NOT NULL,
  "request" TEXT NOT NULL,
  "status" INTEGER,
  "answer" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "id")
);
-- One row is one slice of a stream whose rows were committed together with it.
CREATE TABLE "dim_checkpoints" (
  "shop_id" INTEGER NOT NULL,
  "stream_id" TEXT NOT NULL,
  "slice_key" TEXT NOT NULL,
  "from_day" TEXT NOT NULL,
  "to_day" TEXT NOT NULL,
  "open" INTEGER NOT NULL,
  "run_id" INTEGER NOT NULL,
  "rows" INTEGER NOT NULL,
  "done_at" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "stream_id", "slice_key")
);
-- One product of the catalogue, archived ones too, as it is now.
CREATE TABLE "dim_ozon_products" (
  "shop_id" INTEGER NOT NULL,
  "product_id" INTEGER NOT NULL,
  "offer_id" TEXT NOT NULL,
  "sku" INTEGER,
  "name" TEXT,
  "brand" TEXT,
  "main_image_url" TEXT,
  "primary_image_url" TEXT,
  "all_images_json" TEXT,
  "barcode" TEXT,
  "barcodes" TEXT,
  "category_id" INTEGER,
  "type_id" INTEGER,
  "price" INTEGER,
  "old_price" INTEGER,
  "min_price" INTEGER,
  "declared_price" INTEGER,
  "currency_code" TEXT,
  "vat" REAL,
  "volume_weight" REAL,
  "depth" REAL,
  "height" REAL,
  "width" REAL,
  "dimension_unit" TEXT,
  "weight" REAL,
  "weight_unit" TEXT,
  "stocks_fbo" INTEGER,
  "stocks_fbs" INTEGER,
  "has_fbo_stocks" INTEGER,
  "has_fbs_stocks" INTEGER,
  "is_archived" INTEGER NOT NULL,
  "is_autoarchived" INTEGER,
  "is_discounted" INTEGER,
  "is_kgt" INTEGER,
  "is_super" INTEGER,
  "is_seasonal" INTEGER,
  "is_prepayment_allowed" INTEGER,
  "created_at_ozon" TEXT,
  "updated_at_ozon" TEXT,
  "model_id" INTEGER,
  "model_count" INTEGER,
  "price_index_color" TEXT,
  "price_index_value" REAL,
  "competitor_min_price" INTEGER,
  "price_indexes" TEXT,
  "status" TEXT,
  "status_name" TEXT,
  "status_description" TEXT,
  "status_updated_at" TEXT,
  "moderate_status" TEXT,
  "validation_status" TEXT,
  "availability" TEXT,
  "availability_source" TEXT,
  "attributes" TEXT,
  "complex_attributes" TEXT,
  "errors" TEXT,
  "extra" TEXT,
  PRIMARY KEY ("shop_id", "product_id")
);
-- One SKU of a product: a product may have one for all schemes and another for the seller’s own stock.
CREATE TABLE "dim_ozon_product_skus" (
  "shop_id" INTEGER NOT NULL,
  "product_id" INTEGER NOT NULL,
  "sku" INTEGER NOT NULL,
  "offer_id" TEXT NOT NULL,
  "is_main" INTEGER NOT NULL,
  "is_archived" INTEGER NOT NULL,
  "source" TEXT,
  "shipment_type" TEXT,
  "quant_code" TEXT,
  "created_at" TEXT,
  PRIMARY KEY ("shop_id", "product_id", "sku")
);
-- One kind of accrual in Ozon’s directory, with the category it is summed under.
CREATE TABLE "dim_ozon_accrual_types" (
  "shop_id" INTEGER NOT NULL,
  "type_id" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "category" TEXT NOT NULL,
  PRIMARY KEY ("shop_id", "type_id")
);
-- Fingerprints of the title, description and gallery of a product, for noticing changes.
CREATE TABLE "dim_ozon_product_content" (
  "shop_id" INTEGER NOT NULL,
  "product_id" INTEGER NOT NULL,
  "offer_id" TEXT NOT NULL,
  "title_hash" TEXT NOT NULL,
  "description_hash" TEXT NOT NULL,
  "images_hash" TEXT NOT NULL,
  "main_image_url" TEXT,
  "images_count" INTEGER NOT NULL,
  PRIMARY KEY ("shop_id", "product_id")
);
-- One advertising campaign, archived ones too, as it is now.
CREATE TABLE "dim_ozon_campaigns" (
  "shop_id" INTEGER NOT NULL,
  "campaign_id" INTEGER NOT NULL,
  "title" TEXT,
  "campaign_type" TEXT,
  "state" TEXT,
  "payment_type" TEXT,
  "budget" INTEGER,
  "daily_budget" INTEGER,
  "weekly_budget" INTEGER,
  "budget_type" TEXT,
  "expense_strategy" TEXT,
  "placement" TEXT,
  "autopilot_strategy" TEXT,
  "campaign_mode" TEXT,
  "from_date" TEXT,
  "to_date" TEXT,
  "is_autocreated" INTEGER,
  "autostop_status" TEXT,
  "created_at" TEXT,
  "updated_at" TEXT,
  "extra" TEXT,
  PRIMARY KEY ("shop_id", "campaign_id")
);
-- One product of a campaign that runs or may run, with its bid.
CREATE TABLE "dim_ozon_campaign_products" (
  "shop_id" INTEGER NOT NULL,
  "campaign_id" INTEGER NOT NULL,
  "sku" INTEGER NOT NULL,
  "product_name" TEXT,
  "bid" INTEGER,
  "target_cir" REAL,
  "extra" TEXT,
  PRIMARY KEY ("shop_id", "campaign_id", "sku")
);
