import { adBalance, budgets, charges, dailyLimits, minimumBids, oldBudget, payments } from './ad-money.ts'
import { adverts, promotionCount } from './adverts.ts'
import type { Routes } from './call.ts'
import { clusterBids, clusterStats } from './clusters.ts'
import { fullstats } from './fullstats.ts'
import { rate } from './limits.ts'

const HOUR = 3600
/** Endpoints of advert-api. */
export const ADVERT: Routes = {
  'GET /adv/v1/promotion/count': { handler: promotionCount, rate: rate(5, 1, 5), base: rate(4, HOUR) },
  'GET /api/advert/v2/adverts': { handler: adverts, rate: rate(5, 1, 5), base: rate(1, HOUR) },
  'GET /adv/v3/fullstats': { handler: fullstats, rate: rate(3, 60), base: rate(1, HOUR) },
  'GET /adv/v1/upd': { handler: charges, rate: rate(1, 1, 5), base: rate(1, HOUR) },
  'GET /adv/v1/balance': { handler: adBalance, rate: rate(1, 1, 5), base: rate(2, HOUR) },
  'GET /adv/v1/payments': { handler: payments, rate: rate(1, 1, 5), base: rate(1, HOUR) },
  'GET /adv/v1/budget': { handler: oldBudget, rate: rate(4, 1, 4), base: rate(4, HOUR) },
  'POST /api/advert/v2/budget': { handler: budgets, rate: rate(20, 60, 4), base: rate(4, HOUR) },
  'POST /api/advert/v1/bids/min': { handler: minimumBids, rate: rate(20, 60, 5), base: rate(5, HOUR) },
  'POST /adv/v1/normquery/stats': {
    handler: clusterStats,
    rate: rate(10, 60, 20),
    base: rate(2, HOUR),
  },
  'POST /adv/v0/normquery/get-bids': { handler: clusterBids, rate: rate(5, 1, 10), base: rate(5, HOUR) },
  'GET /api/advert/v0/daily-limits': { handler: dailyLimits, rate: rate(5, 60, 5), base: null },
}
