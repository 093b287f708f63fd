import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { calendar } from '../../core/declare/calendar.ts'
import { post, type StreamContext } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { day, money, optional, table, text } from '../../core/declare/table.ts'
import * as shape from '../../core/parse/fields.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { add, ZERO } from '../../core/parse/money.ts'
import { type Priced, priced } from '../fields.ts'
import { DEPTH, REREAD } from './depth.ts'

const balance = table('fact_ozon_balance', {
  store: 'facts',
  key: ['dt'],
  day: 'dt',
  grain:
    'What Ozon says of the balance over half a month, from `dt` to `date_to`: positive to the seller, payments as Ozon signs them: what it says it paid, not what a bank received.',
  columns: {
    dt: day(),
    date_to: day(),
    opening_balance: optional(money()),
    accrued: optional(money()),
    payments: money(),
    closing_balance: optional(money()),
    sales_amount: optional(money()),
    /** What buyers paid, points for discounts and partner programs make up the amount (money.md 2.3). */
    sales_revenue: optional(money()),
    sales_points: optional(money()),
    sales_partner_programs: optional(money()),
    sales_fee: optional(money()),
    returns_amount: optional(money()),
    returns_revenue: optional(money()),
    returns_points: optional(money()),
    returns_partner_programs: optional(money()),
    returns_fee: optional(money()),
    currency_code: optional(text()),
  },
})

const balanceServices = table('fact_ozon_balance_services', {
  store: 'facts',
  key: ['dt', 'name'],
  day: 'dt',
  grain: 'What one service took or gave over the half a month from `dt`, by the name in the balance.',
  columns: { dt: day(), name: text(), amount: money(), currency_code: optional(text()) },
})

const Flow = shape.block({
  amount: priced,
  amount_details: shape.block({
    revenue: priced,
    points_for_discounts: shape.maybeSum,
    partner_programs: priced,
  }),
  fee: priced,
})
const Service = z.object({ name: shape.name, amount: priced })
const BalancePage = z.object({
  cashflows: shape.block({ sales: Flow, returns: Flow, services: shape.list(Service) }),
  total: shape.block({
    opening_balance: priced,
    accrued: priced,
    payments: shape.list(priced),
    closing_balance: priced,
  }),
})

const periods = stream({
  id: 'ozon.balance.periods',
  into: [balance, balanceServices],
  // At most 30 days of one month may be asked for.
  slices: calendar('halves', { first: DEPTH, again: REREAD }),
  source: post(HOST.seller)('/v1/finance/balance', {
    shape: BalancePage,
    body: ({ from, to }) => ({ date_from: from, date_to: to }),
  }),
  rows: ({ cashflows, total }, { from: dt, to }, { unmapped }) => {
    if (total === null) return {}
    const currency = total.accrued.currency ?? total.closing_balance.currency
    const amountOf = own(currency, unmapped)
    const { sales = null, returns = null, services = [] } = cashflows ?? {}
    return {
      fact_ozon_balance: [
        {
          dt,
          date_to: to,
          opening_balance: total.opening_balance.amount,
          accrued: total.accrued.amount,
          payments: add(...total.payments.map(amountOf)),
          closing_balance: total.closing_balance.amount,
          sales_amount: sales?.amount.amount ?? null,
          sales_revenue: sales?.amount_details?.revenue.amount ?? null,
          sales_points: sales?.amount_details?.points_for_discounts ?? null,
          sales_partner_programs: sales?.amount_details?.partner_programs.amount ?? null,
          sales_fee: sales?.fee.amount ?? null,
          returns_amount: returns?.amount.amount ?? null,
          returns_revenue: returns?.amount_details?.revenue.amount ?? null,
          returns_points: returns?.amount_details?.points_for_discounts ?? null,
          returns_partner_programs: returns?.amount_details?.partner_programs.amount ?? null,
          returns_fee: returns?.fee.amount ?? null,
          currency_code: currency,
        },
      ],
      fact_ozon_balance_services: servicesOf(services, currency, amountOf).map(service => ({
        dt,
        ...service,
      })),
    }
  },
  write: { mode: 'replace' },
  parallel: 4,
  uncommitted: 32,
})

type Unmapped = StreamContext['unmapped']
/** Sums in the currency of the balance; another currency cannot be added up with it and is reported. */
const own =
  (currency: string | null, unmapped: Unmapped) =>
  (priced: Priced<Kopecks | null>): Kopecks => {
    const isOwn = priced.currency === null || currency === null || priced.currency === currency
    if (!isOwn) unmapped('balance currency', priced.currency ?? '')
    return isOwn ? (priced.amount ?? ZERO) : ZERO
  }

/** One row per name: the sums of a name are added. A list whose second half repeats its first is a doubled answer. */
function servicesOf(
  services: readonly z.output<typeof Service>[],
  currency: string | null,
  amountOf: (priced: Priced<Kopecks | null>) => Kopecks,
) {
  const texts = services.map(one => JSON.stringify(one))
  const half = services.length / 2
  const isDoubled = half > 1 && texts.every((text, at) => text === texts[(at + half) % texts.length])
  const byName = new Map<string, Kopecks>()
  for (const { name, amount } of isDoubled ? services.slice(0, half) : services)
    byName.set(name, add(byName.get(name) ?? ZERO, amountOf(amount)))
  return [...byName].map(([name, amount]) => ({ name, amount, currency_code: currency }))
}

export const balanceTables = [balance, balanceServices] as const
export const balanceStep = step('ozon.balance', { lane: 'finance', refresh: 'daily' }, [periods])
