import { allViews } from '../../../loaders/index.ts'

const union = (questions: readonly (string | null)[]): string =>
  questions.filter(question => question !== null).join('\nUNION ALL')

/**
 * The one definition of each number, over every marketplace; what a marketplace makes them of stands in its own `views.ts`. Made anew at each start, never migrated.
 * `order_lines`: a product of an order on the Moscow day it was ordered, cancelled ones too. `quantity` is pieces. `revenue` is price x quantity, in `currency`,
 * which a line without a price does not have. `product_id` is there where an order names its product; where a product has several SKUs, `product_skus` knows it.
 * `ad_days`: what a campaign cost on a Moscow day and the revenue of the orders that it claims, also of days on which it cost nothing. `needs` names a stream
 * without which the revenue is not known; `untold` is a charge of which no statistics tell.
 */
export const VIEWS = /* sql */ `
CREATE OR REPLACE VIEW order_lines AS ${union(allViews.map(({ orderLines }) => orderLines))};

CREATE OR REPLACE VIEW ad_days AS ${union(allViews.map(({ adDays }) => adDays))};

CREATE OR REPLACE VIEW product_skus AS ${union(allViews.map(({ productSkus }) => productSkus))};
`
