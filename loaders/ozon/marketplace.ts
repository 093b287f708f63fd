import { HOST } from '#contract/marketplaces/ozon.ts'
import type { Keys } from '#contract/shop.ts'
import type { Marketplace } from '../core/declare/marketplace.ts'
import { LoadError } from '../core/errors.ts'
import { ozon as api } from './api.ts'
import { check, isPremium } from './check.ts'
import { ozonCharges } from './finance/charge-directory.ts'
import { steps, tables } from './index.ts'
import { older } from './older.ts'
import { pictures } from './pictures.ts'
import { views } from './views.ts'

const own = (keys: Keys) => {
  if (keys.marketplace !== 'ozon') throw new LoadError('bad_request', 'not keys of Ozon')
  return keys
}

export const ozon: Marketplace = {
  api,
  steps,
  older,
  tables,
  views,
  charges: ozonCharges,
  pictures,
  optionalHosts: new Set([HOST.performance]),
  figures: {
    orders: { step: 'ozon.orders', streams: ['ozon.orders.fbo', 'ozon.orders.fbs'] },
    adSpend: { step: 'ozon.ads', streams: ['ozon.ads.expense'], advertising: true },
    adRevenue: { step: 'ozon.ads', streams: ['ozon.ads.expense', 'ozon.ads.daily'], advertising: true },
    adStatistics: { step: 'ozon.ads', streams: ['ozon.ads.daily'], advertising: true },
    charges: { step: 'ozon.finance', streams: ['ozon.finance.accruals'] },
    adCharges: { step: 'ozon.finance', streams: ['ozon.finance.accruals'] },
    returns: { step: 'ozon.returns', streams: ['ozon.returns.list'] },
    cards: null,
    stock: { step: 'ozon.stocks', streams: ['ozon.stocks.products'], snapshot: true },
  },
  accountOf(keys) {
    const { clientId, performance } = own(keys)
    return { clientId, perfClientId: performance?.clientId ?? null }
  },
  check: (keys, session) => check(keys, session, steps),
  recheck: (keys, session) => check(keys, session, steps),
  advertises: ({ perfClientId }) => perfClientId !== null,
  may: (keys, subscription) => capability =>
    capability === 'premium'
      ? isPremium(subscription)
      : capability === 'performance' && own(keys).performance !== null,
}
