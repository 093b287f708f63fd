ALTER TABLE "dim_ozon_product_content" ADD COLUMN "title" TEXT;
ALTER TABLE "dim_ozon_product_content" ADD COLUMN "description" TEXT;
ALTER TABLE "dim_ozon_product_content" ADD COLUMN "photos" TEXT;
ALTER TABLE "dim_wb_product_content" ADD COLUMN "title" TEXT;
ALTER TABLE "dim_wb_product_content" ADD COLUMN "description" TEXT;
ALTER TABLE "dim_wb_product_content" ADD COLUMN "photos" TEXT;
