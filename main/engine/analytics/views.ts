import { allViews } from '../../../loaders/index.ts'

const union = (questions: readonly (string | null)[]): string =>
  questions.filter(question => question !== null).join('\nUNION ALL')

/**
 * The only definition of each figure, over all marketplaces; each marketplace's `views.ts` supplies the rows. Created at each start, never migrated.
 * `order_lines`: a product of an order on the Moscow day it was ordered, cancelled ones included. `quantity` is units; `revenue` is price x quantity in
 * `currency`, null without a price. `product_id` is set where the order names its product; `product_skus` maps the SKUs of a product.
 * `ad_days`: spend of a campaign on a Moscow day and the revenue attributed to it, also on days without spend. `needs` names a stream that must be loaded for
 * the revenue to be known; `untold` marks a charge without statistics.
 */
export const VIEWS = /* sql */ `
CREATE OR REPLACE VIEW order_lines AS ${union(allViews.map(({ orderLines }) => orderLines))};

CREATE OR REPLACE VIEW ad_days AS ${union(allViews.map(({ adDays }) => adDays))};

CREATE OR REPLACE VIEW product_skus AS ${union(allViews.map(({ productSkus }) => productSkus))};
`
