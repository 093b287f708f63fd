import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { calendar } from '../../core/declare/calendar.ts'
import { post } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { day, id, int, money, optional, table, text } from '../../core/declare/table.ts'
import * as shape from '../../core/parse/fields.ts'
import { add, ZERO } from '../../core/parse/money.ts'
import { addDays, endOfDay, moscowDay, startOfDay } from '../../core/parse/time.ts'
import { DEPTH, REREAD } from './depth.ts'

const cashFlow = table('fact_ozon_cash_flow', {
  store: 'facts',
  key: ['period_id'],
  day: 'dt',
  grain:
    'One period of the cash flow statement, from `dt` to `date_to` as the answer names it: half a month or a week. Positive to the seller, payments as Ozon signs them: what it says it paid, not what a bank received.',
  columns: {
    period_id: id(),
    dt: day(),
    date_to: day(),
    begin_balance: optional(money()),
    orders_amount: optional(money()),
    returns_amount: optional(money()),
    commission_amount: optional(money()),
    services_amount: optional(money()),
    item_delivery_and_return_amount: optional(money()),
    delivery_total: optional(money()),
    delivery_amount: optional(money()),
    return_total: optional(money()),
    return_amount: optional(money()),
    rfbs_total: optional(money()),
    services_total: optional(money()),
    others_total: optional(money()),
    loan: optional(money()),
    invoice_transfer: optional(money()),
    /** Null if no details came. */
    payments: optional(money()),
    end_balance: optional(money()),
    currency_code: optional(text()),
  },
})

const cashFlowItems = table('fact_ozon_cash_flow_items', {
  store: 'facts',
  key: ['period_id', 'section', 'line'],
  day: 'dt',
  grain:
    'One operation of a period of the cash flow statement, by the name of the older transactions, in the section where it stands.',
  columns: {
    period_id: id(),
    /** `delivery`, `return`, `rfbs`, `services` or `others`. */
    section: text(),
    line: int(),
    dt: day(),
    name: text(),
    amount: money(),
  },
})

/** An instant; a text without a zone is in UTC, as in the document, never in the zone of this computer. */
const instantOf = (value: unknown): number =>
  typeof value === 'string'
    ? Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/i.test(value) || !value.includes('T') ? value : `${value}Z`)
    : Number.NaN
/** The day that a period begins with, written as midnight in UTC or in Moscow. */
const firstDay = shape.required('a day', value => {
  const at = instantOf(value)
  return Number.isNaN(at) ? undefined : moscowDay(at)
})
/** The day that a period ends with: its first or last second in UTC, or its last in Moscow, all of one date in UTC. */
const lastDay = shape.required('a day', value => {
  const at = instantOf(value)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().slice(0, 10)
})
const Items = shape.list(z.object({ name: shape.name, price: shape.sum }))
const Section = shape.block({ total: shape.maybeSum, items: Items })
const Detail = z.object({
  period: z.object({ id: shape.id }),
  begin_balance_amount: shape.maybeSum,
  delivery: shape.block({
    total: shape.maybeSum,
    amount: shape.maybeSum,
    delivery_services: Section,
  }),
  return: shape.block({ total: shape.maybeSum, amount: shape.maybeSum, return_services: Section }),
  loan: shape.maybeSum,
  payments: shape.list(z.object({ payment: shape.sumOrZero })),
  invoice_transfer: shape.maybeSum,
  rfbs: shape.block({
    total: shape.maybeSum,
    transfer_delivery: shape.maybeSum,
    transfer_delivery_return: shape.maybeSum,
    compensation_delivery_return: shape.maybeSum,
    partial_compensation: shape.maybeSum,
    partial_compensation_return: shape.maybeSum,
  }),
  services: Section,
  others: Section,
  end_balance_amount: shape.maybeSum,
})
type Detail = z.output<typeof Detail>
const StatementPage = z.object({
  result: z.object({
    cash_flows: shape.list(
      z.object({
        period: z.object({ id: shape.id, begin: firstDay, end: lastDay }),
        orders_amount: shape.maybeSum,
        returns_amount: shape.maybeSum,
        commission_amount: shape.maybeSum,
        services_amount: shape.maybeSum,
        item_delivery_and_return_amount: shape.maybeSum,
        currency_code: shape.text,
      }),
    ),
    // A list by the schema, one object in the document's example.
    details: z.preprocess(
      value => (Array.isArray(value) || shape.isNothing(value) ? value : [value]),
      shape.list(Detail),
    ),
    page_count: shape.countOrZero,
  }),
})

const PAGE_SIZE = 100
/** Days that a period may reach beyond the month in which it begins. */
const BEYOND = 15

const periods = stream({
  id: 'ozon.cash_flow.periods',
  into: [cashFlow, cashFlowItems],
  slices: calendar('months', { first: DEPTH, again: REREAD }),
  source: post(HOST.seller)('/v1/finance/cash-flow-statement/list', {
    shape: StatementPage,
    body: slice => ({
      // A period belongs to the month in which it begins, and may end in the next one.
      date: { from: startOfDay(slice.from), to: endOfDay(addDays(slice.to, BEYOND)) },
      with_details: true,
      page: 1,
      page_size: PAGE_SIZE,
    }),
    next: ({ result }, body) => (body.page < result.page_count ? { ...body, page: body.page + 1 } : null),
  }),
  rows: ({ result: { cash_flows, details } }, { from, to }) => {
    const byPeriod = new Map(details.map(detail => [String(detail.period.id), detail]))
    const flows = cash_flows
      .filter(({ period }) => period.begin >= from && period.begin <= to)
      .map(flow => ({ ...flow, detail: byPeriod.get(String(flow.period.id)) ?? null }))
    return {
      fact_ozon_cash_flow: flows.map(({ period, detail, ...flow }) => ({
        ...flow,
        period_id: period.id,
        dt: period.begin,
        date_to: period.end,
        begin_balance: detail?.begin_balance_amount ?? null,
        delivery_total: detail?.delivery?.total ?? null,
        delivery_amount: detail?.delivery?.amount ?? null,
        return_total: detail?.return?.total ?? null,
        return_amount: detail?.return?.amount ?? null,
        rfbs_total: detail?.rfbs?.total ?? null,
        services_total: detail?.services?.total ?? null,
        others_total: detail?.others?.total ?? null,
        loan: detail?.loan ?? null,
        invoice_transfer: detail?.invoice_transfer ?? null,
        payments: detail ? add(...detail.payments.map(({ payment }) => payment)) : null,
        end_balance: detail?.end_balance_amount ?? null,
      })),
      fact_ozon_cash_flow_items: flows.flatMap(({ period, detail }) =>
        detail ? itemsOf(detail).map(item => ({ period_id: period.id, dt: period.begin, ...item })) : [],
      ),
    }
  },
  write: { mode: 'replace' },
  parallel: 4,
  uncommitted: 32,
})

function itemsOf({ delivery, return: returned, rfbs, services, others }: Detail) {
  const { total: _, ...transfers } = rfbs ?? { total: null }
  const sections = {
    delivery: delivery?.delivery_services?.items ?? [],
    return: returned?.return_services?.items ?? [],
    rfbs: Object.entries(transfers).flatMap(([name, price]) =>
      price === null || price === ZERO ? [] : [{ name, price }],
    ),
    services: services?.items ?? [],
    others: others?.items ?? [],
  }
  return Object.entries(sections).flatMap(([section, items]) =>
    items.map(({ name, price }, index) => ({ section, line: index + 1, name, amount: price })),
  )
}

export const cashFlowTables = [cashFlow, cashFlowItems] as const
export const cashFlowStep = step('ozon.cash_flow', { lane: 'finance', refresh: 'daily' }, [periods])
