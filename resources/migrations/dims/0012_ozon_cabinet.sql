-- One cluster of Ozon, in Russia or in the CIS.
CREATE TABLE "dim_ozon_clusters" (
  "shop_id" INTEGER NOT NULL,
  "cluster_id" INTEGER NOT NULL,
  "name" TEXT,
  "cluster_type" TEXT,
  "macrolocal_cluster_id" INTEGER,
  PRIMARY KEY ("shop_id", "cluster_id")
);
-- The cluster in which a warehouse of Ozon lies.
CREATE TABLE "dim_ozon_cluster_warehouses" (
  "shop_id" INTEGER NOT NULL,
  "warehouse_id" INTEGER NOT NULL,
  "cluster_id" INTEGER NOT NULL,
  "name" TEXT,
  "warehouse_type" TEXT,
  PRIMARY KEY ("shop_id", "warehouse_id")
);
-- One warehouse of Ozon as it was told last.
CREATE TABLE "dim_ozon_warehouses" (
  "shop_id" INTEGER NOT NULL,
  "warehouse_id" INTEGER NOT NULL,
  "name" TEXT,
  "warehouse_type" TEXT,
  "address" TEXT,
  "timezone" TEXT,
  "is_active" INTEGER,
  "is_for_supply" INTEGER,
  "is_cross_dock" INTEGER,
  "is_express" INTEGER,
  PRIMARY KEY ("shop_id", "warehouse_id")
);
-- One warehouse of the seller, for FBS or rFBS, without its address and telephones.
CREATE TABLE "dim_ozon_own_warehouses" (
  "shop_id" INTEGER NOT NULL,
  "warehouse_id" INTEGER NOT NULL,
  "name" TEXT,
  "status" TEXT,
  "warehouse_type" TEXT,
  "first_mile_type" TEXT,
  "is_rfbs" INTEGER,
  "is_express" INTEGER,
  "is_kgt" INTEGER,
  "created_at_ozon" TEXT,
  "updated_at_ozon" TEXT,
  PRIMARY KEY ("shop_id", "warehouse_id")
);
