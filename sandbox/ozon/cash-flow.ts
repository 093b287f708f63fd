import { z } from 'zod'
import { dayNumber, dayString, moscowDay } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { roubles } from '../money.ts'
import { accrualsOf, balanceBefore, paidIn } from './balance.ts'
import type { Handler } from './call.ts'
import { instant, read } from './call.ts'
import type { Shop } from './shop.ts'
import { accrualType } from './world/accrual-types.ts'
import type { Accrual, Fee } from './world/accruals.ts'

const ID_BASE = 11_000_000_000_000
/** Day number of a Monday. */
const MONDAY = 4

/** Periods on one page, however many are asked for. */
const MOST = 4

type Period = { readonly begin: number; readonly end: number }

function periodOf(day: number, kind: 'weeks' | 'halves'): Period {
  if (kind === 'weeks') {
    const begin = day - ((((day - MONDAY) % 7) + 7) % 7)
    return { begin, end: begin + 6 }
  }
  const text = dayString(day)
  const first = dayNumber(`${text.slice(0, 7)}-01`)
  if (text.slice(8) <= '15') return { begin: first, end: first + 14 }
  const next = dayNumber(`${dayString(first + 31).slice(0, 7)}-01`)
  return { begin: first + 15, end: next - 1 }
}

/** The sections of a statement; a service of each stands in it under its older name. */
const SECTIONS = ['delivery', 'return', 'services', 'others'] as const
type Section = (typeof SECTIONS)[number]

function sectionOf(a: Accrual, fee: Fee): Section {
  if (a.category === 'POSTING') return a.operation.startsWith('return') ? 'return' : 'delivery'
  if (a.operation === 'acquiring' || a.operation === 'compensation') return 'others'
  return a.category === 'NON_ITEM' && fee.sum > 0 ? 'others' : 'services'
}

function statement(shop: Shop, { begin, end }: Period) {
  const world = shop.world()
  const sums = { orders: 0, returns: 0, commission: 0, sold: 0, returned: 0 }
  const items = {
    delivery: new Map<string, number>(),
    return: new Map<string, number>(),
    services: new Map<string, number>(),
    others: new Map<string, number>(),
  }
  for (const a of accrualsOf(world, begin, end)) {
    for (const { sale } of a.products) {
      if (!sale) continue
      sums[sale.sale < 0 ? 'returns' : 'orders'] += sale.sale
      sums.commission += sale.commission
      sums[sale.sale < 0 ? 'returned' : 'sold'] += sale.sale + sale.commission
    }
    for (const fee of [...a.products.flatMap(p => p.services ?? []), ...a.fees]) {
      const of = items[sectionOf(a, fee)]
      const { service } = accrualType(fee.typeId)
      of.set(service, (of.get(service) ?? 0) + fee.sum)
    }
    if (a.unknown !== 0) items.others.set('LoyaltyFees', (items.others.get('LoyaltyFees') ?? 0) + a.unknown)
  }
  const totalOf = (section: Section) => [...items[section].values()].reduce((sum, one) => sum + one, 0)
  const shown = (section: Section) => ({
    total: roubles(totalOf(section)),
    items: [...items[section]].map(([name, sum]) => ({ name, price: roubles(sum) })),
  })
  const paid = paidIn(world, begin, end)
  // Days are midnights in UTC, as in the document's example; the weeks end with their last second.
  const period = {
    id: ID_BASE + begin,
    begin: `${dayString(begin)}T00:00:00Z`,
    end: `${dayString(end)}T${shop.profile.cashFlow === 'weeks' ? '23:59:59' : '00:00:00'}Z`,
  }
  const none = {
    total: 0,
    transfer_delivery: 0,
    transfer_delivery_return: 0,
    compensation_delivery_return: 0,
    partial_compensation: 0,
    partial_compensation_return: 0,
  }
  return {
    flow: {
      period,
      orders_amount: roubles(sums.orders),
      returns_amount: roubles(sums.returns),
      commission_amount: roubles(sums.commission),
      services_amount: roubles(totalOf('services') + totalOf('others')),
      item_delivery_and_return_amount: roubles(totalOf('delivery') + totalOf('return')),
      currency_code: shop.currency,
    },
    detail: {
      period,
      begin_balance_amount: roubles(balanceBefore(world, begin)),
      delivery: {
        total: roubles(sums.sold + totalOf('delivery')),
        amount: roubles(sums.sold),
        delivery_services: shown('delivery'),
      },
      return: {
        total: roubles(sums.returned + totalOf('return')),
        amount: roubles(sums.returned),
        return_services: shown('return'),
      },
      loan: 0,
      payments: paid.map(sum => ({ payment: roubles(sum), currency_code: shop.currency })),
      invoice_transfer: roubles(paid.reduce((sum, one) => sum + one, 0)),
      rfbs: none,
      services: shown('services'),
      others: shown('others'),
      end_balance_amount: roubles(balanceBefore(world, end + 1)),
    },
  }
}

/** POST /v1/finance/cash-flow-statement/list: the periods that lie whole in what is asked for, oldest first. */
export const cashFlowStatement: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      date: z.object({ from: instant, to: instant }),
      with_details: z.boolean().default(false),
      page: z.number().int().min(1),
      page_size: z.number().int().min(1).max(1000),
    }),
    body,
  )
  const world = shop.world()
  const [from, to] = [moscowDay(request.date.from), moscowDay(request.date.to)]
  if (from > to) throw badRequest('invalid period')
  const periods: Period[] = []
  for (let day = Math.max(from, world.startDay); day <= Math.min(to, world.today); ) {
    const period = periodOf(day, shop.profile.cashFlow)
    // The present one is shown as it is.
    if (period.begin >= from && (period.end <= to || period.end >= world.today)) periods.push(period)
    day = period.end + 1
  }
  const size = Math.min(request.page_size, MOST)
  const start = (request.page - 1) * size
  const statements = periods.slice(start, start + size).map(period => statement(shop, period))
  return ok({
    result: {
      cash_flows: statements.map(({ flow }) => flow),
      details: request.with_details ? statements.map(({ detail }) => detail) : [],
      page_count: Math.ceil(periods.length / size),
    },
  })
}
