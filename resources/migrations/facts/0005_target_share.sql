-- A campaign that aims at a share of costs bids by that share and not by the click.
ALTER TABLE "log_ozon_bids" ALTER COLUMN "bid" DROP NOT NULL;
