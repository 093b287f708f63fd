import { ALLOTTED } from '#contract/charges.ts'
import { relation } from '../../../loaders/core/declare/charges.ts'
import { allCharges, allViews } from '../../../loaders/index.ts'

const union = (questions: readonly (string | null)[]): string =>
  questions.filter(question => question !== null).join('\nUNION ALL')

/** The last move of each type of charge; without a group it stands as in the directory. */
const MOVED = `(SELECT marketplace, type, charge_group FROM charge_moves QUALIFY row_number() OVER (PARTITION BY marketplace, type ORDER BY number DESC) = 1) AS moved`

/**
 * The only definition of each figure, over all marketplaces; each marketplace's `views.ts` supplies the rows. Created at each start, never migrated.
 * `order_lines`: a product of an order on the Moscow day it was ordered, cancelled ones included. `quantity` is units; `revenue` is price x quantity in
 * `currency`, null without a price; `cancelled` marks what somebody cancelled since. `product_id` is set where the order names its product; `product_skus` maps the SKUs of a product.
 * `ad_days`: spend of a campaign on a Moscow day and the revenue attributed to it, also on days without spend. `needs` names a stream that must be loaded for
 * the revenue to be known; `untold` marks a charge without statistics.
 * `ad_statistics`: how often the ad of a campaign was shown and clicked on a Moscow day, and what these clicks cost by the statistics.
 * `returned_goods`, `card_days`, `stock_days`: pieces of a product that came back on a Moscow day; visits of its card, and how often it was put into a cart; pieces
 * that lay in the marketplace's warehouses when the day was read last.
 * `ad_money`: advertising of the campaigns of a cabinet as it stands in the books (`side` is `booked`) and as the campaigns tell it (`campaigns`), positive as
 * cost. It is the same money twice: the sides are compared, never added.
 * `charges`: what a marketplace credited or charged, positive to the seller, on the Moscow day of its books. `kind` says which part of its answer it was,
 * `type` is the marketplace's own name for it, `charge_group` the line of the profit and loss statement: the person's choice, else the directory's
 * (`directory_group`); null is not sorted. `allocation` says how a charge without a product is allotted to products (`preload/contract/charges.ts`): that of the group into which
 * a person moved its type, else the directory's.
 */
export const VIEWS = /* sql */ `
CREATE OR REPLACE VIEW order_lines AS ${union(allViews.map(({ orderLines }) => orderLines))};

CREATE OR REPLACE VIEW ad_days AS ${union(allViews.map(({ adDays }) => adDays))};

CREATE OR REPLACE VIEW ad_statistics AS ${union(allViews.map(({ adStatistics }) => adStatistics))};

CREATE OR REPLACE VIEW returned_goods AS ${union(allViews.map(({ returnedGoods }) => returnedGoods))};

CREATE OR REPLACE VIEW card_days AS ${union(allViews.map(({ cardDays }) => cardDays))};

CREATE OR REPLACE VIEW stock_days AS ${union(allViews.map(({ stockDays }) => stockDays))};

CREATE OR REPLACE VIEW charges AS
SELECT found.shop_id, found.marketplace, found.dt, found.kind, found.type,
       coalesce(moved.charge_group, found.charge_group) AS charge_group,
       found.charge_group AS directory_group,
       if(found.sku IS NOT NULL, 'row', coalesce(nullif(coalesce(allotted.allocation, found.allocation), 'row'), 'none')) AS allocation,
       found.product_id, found.sku, found.amount, found.currency
FROM (${allCharges.map(({ marketplace, question }) => `SELECT '${marketplace}' AS marketplace, * FROM (${question})`).join('\nUNION ALL ')}) AS found
LEFT JOIN ${MOVED} ON moved.marketplace = found.marketplace AND moved.type = found.type
LEFT JOIN ${relation('allotted (charge_group, allocation)', Object.entries(ALLOTTED))} ON allotted.charge_group = moved.charge_group;

CREATE OR REPLACE VIEW ad_money AS ${union(allViews.map(({ adMoney }) => adMoney))};

CREATE OR REPLACE VIEW product_skus AS ${union(allViews.map(({ productSkus }) => productSkus))};
`
