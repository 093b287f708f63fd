import type { Marketplace } from '../core/declare/marketplace.ts'
import { wb as api } from './api.ts'
import { check, ownWord } from './check.ts'
import { wbCharges } from './finance/charge-directory.ts'
import { older } from './finance/step.ts'
import { steps, tables } from './index.ts'
import { ORDER_DAYS, ORDER_LAG } from './orders/step.ts'
import { pictures } from './pictures.ts'
import { decode, mayOf } from './token.ts'
import { views } from './views.ts'

export const wb: Marketplace = {
  api,
  steps,
  older,
  tables,
  views,
  charges: wbCharges,
  pictures,
  // One token is used for all hosts: a refusal by any of them refuses the shop.
  optionalHosts: new Set(),
  figures: {
    orders: { step: 'wb.orders', streams: ['wb.orders.orders'], serves: ORDER_DAYS, lag: ORDER_LAG },
    adSpend: { step: 'wb.ads', streams: ['wb.ads.costs'], advertising: true },
    adRevenue: { step: 'wb.ads', streams: ['wb.ads.costs', 'wb.ads.stats'], advertising: true },
    adStatistics: { step: 'wb.ads', streams: ['wb.ads.costs', 'wb.ads.stats'], advertising: true },
    charges: { step: 'wb.finance', streams: ['wb.finance.reports'] },
    adCharges: { step: 'wb.ads', streams: ['wb.ads.costs'], advertising: true },
    returns: null,
    cards: { step: 'wb.funnel', streams: ['wb.funnel.days'] },
    stock: { step: 'wb.prices_stocks', streams: ['wb.stocks.fbo'], snapshot: true },
  },
  accountOf: keys => ({
    clientId: keys.marketplace === 'wb' ? (decode(keys.token)?.seller ?? null) : null,
    perfClientId: null,
  }),
  check: (keys, session) => check(keys, session, steps),
  // Pings are for new tokens: clients that ping on a schedule are blocked for a time (wildberries.md 1.4).
  recheck: async keys => ownWord(keys, steps),
  // For a shop from an earlier release the categories are unknown until its keys are checked again.
  advertises: ({ roles }) => roles.length === 0 || roles.includes('promotion'),
  may: keys => {
    const token = keys.marketplace === 'wb' ? decode(keys.token) : null
    return token ? mayOf(token) : () => false
  },
}
