import { z } from 'zod'
import { dayString, moscowDay, moscowText } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { instant, read } from './call.ts'
import { worldOn } from './shop.ts'
import { accrualType } from './world/accrual-types.ts'
import type { Accrual, Operation } from './world/accruals.ts'

type Kind = readonly [operation: string, name: string, type: string]

const KINDS: Readonly<Record<Operation, Kind>> = {
  sale: ['OperationAgentDeliveredToCustomer', 'Доставка покупателю', 'orders'],
  return: ['ClientReturnAgentOperation', 'Получение возврата, отмены, невыкупа от покупателя', 'returns'],
  return_logistics: ['OperationItemReturn', 'Доставка и обработка возврата, отмены, невыкупа', 'returns'],
  acquiring: ['MarketplaceRedistributionOfAcquiringOperation', 'Оплата эквайринга', 'other'],
  pay_per_order: ['OperationPromotionWithCostPerOrder', 'Продвижение с оплатой за заказ', 'services'],
  review_points: ['OperationPointsForReviews', 'Баллы за отзывы', 'services'],
  compensation: ['MarketplaceSellerCompensationOperation', 'Компенсация', 'compensation'],
  shop_fee: ['OperationMarketplaceService', 'Услуга', 'services'],
  container: ['OperationMarketplaceServiceContainer', 'Обработка грузоместа', 'services'],
}

function kindOf(a: Accrual): Kind {
  const fee = a.fees[0]
  if (a.operation !== 'shop_fee' || !fee) return KINDS[a.operation]
  const type = accrualType(fee.typeId)
  return [type.service, type.description, fee.sum > 0 ? 'compensation' : 'services']
}

function show(a: Accrual) {
  const [operation, name, type] = kindOf(a)
  const fees = [...a.products.flatMap(p => p.services ?? []), ...a.fees]
  const acquiring = a.operation === 'acquiring'
  return {
    operation_id: a.id,
    operation_type: operation,
    operation_type_name: name,
    // Moscow time without a zone, and only the day of the operation (ozon.md 4d).
    operation_date: `${dayString(a.day)} 00:00:00`,
    type,
    amount: roubles(a.total),
    accruals_for_sale: roubles(a.products.reduce((sum, p) => sum + (p.sale?.sale ?? 0), 0)),
    sale_commission: roubles(a.products.reduce((sum, p) => sum + (p.sale?.commission ?? 0), 0)),
    delivery_charge: 0,
    return_delivery_charge: 0,
    posting: {
      delivery_schema: acquiring || !a.posting ? '' : a.posting.scheme,
      order_date: a.posting ? moscowText(a.posting.createdAt) : '',
      posting_number: a.unit ?? '',
      warehouse_id: acquiring || !a.posting ? 0 : a.posting.warehouse.id,
    },
    items: a.products.flatMap(p => Array.from({ length: p.quantity }, () => ({ name: p.name, sku: p.sku }))),
    services: fees.map(f => ({ name: accrualType(f.typeId).service, price: roubles(f.sum) })),
  }
}

/** POST /v3/finance/transaction/list (switched off): the same accruals by pages, at most a month, one request after another. */
export const transactions: Handler = async ({ shop, body, limits, speedup }) => {
  const request = read(
    z.object({
      filter: z.object({
        date: z.object({ from: instant, to: instant }),
        posting_number: z.string().default(''),
        transaction_type: z.string().default('all'),
      }),
      page: z.number().int().min(1),
      page_size: z.number().int().min(1).max(1000),
    }),
    body,
  )
  const { from, to } = request.filter.date
  if (to - from > 31 * 86_400_000) throw badRequest('period is too long, only one month allowed')
  const done = limits.serial(`${shop.profile.name}/transactions`)
  try {
    // Takes a moment, so that parallel requests really overlap.
    await new Promise(resolve => setTimeout(resolve, 50 / speedup))
    // `from` and `to` are read as the calendar days they name.
    const first = moscowDay(from - 3 * 3_600_000)
    const last = moscowDay(to - 3 * 3_600_000)
    const found = [...Array(last - first + 1).keys()]
      .flatMap(
        i =>
          worldOn(shop, first + i)
            .accrualsByDay()
            .get(first + i) ?? [],
      )
      .filter(
        a =>
          (request.filter.posting_number === '' || a.unit === request.filter.posting_number) &&
          (request.filter.transaction_type === 'all' || kindOf(a)[2] === request.filter.transaction_type),
      )
    const start = (request.page - 1) * request.page_size
    return ok({
      result: {
        operations: found.slice(start, start + request.page_size).map(show),
        page_count: Math.ceil(found.length / request.page_size),
        row_count: found.length,
      },
    })
  } finally {
    done()
  }
}
