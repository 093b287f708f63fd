import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { StreamContext } from '../../core/declare/source.ts'
import { post } from '../../core/declare/source.ts'
import {
  block,
  count,
  id,
  list,
  maybeId,
  moscowTime,
  required,
  sum,
  sumOrZero,
  text,
} from '../../core/parse/fields.ts'
import { moscowInstant } from '../../core/parse/time.ts'
import type { Entry, Part, Transaction } from './accruals.ts'
import { linesOf, onlySku, sumOf, unitOf } from './accruals.ts'
import { isKnownOperation } from './operation-directory.ts'

const LIMIT = 1000

const Operation = z.object({
  operation_id: id,
  operation_type: text,
  operation_type_name: text,
  operation_date: required('an instant', value =>
    typeof value === 'string' && moscowInstant(value) ? value : undefined,
  ),
  type: text,
  amount: sum,
  accruals_for_sale: sumOrZero,
  sale_commission: sumOrZero,
  delivery_charge: sumOrZero,
  return_delivery_charge: sumOrZero,
  posting: block({
    delivery_schema: text,
    order_date: moscowTime,
    posting_number: text,
    warehouse_id: maybeId,
  }),
  items: list(z.object({ name: text, sku: maybeId })),
  services: list(z.object({ name: text, price: sumOrZero })),
})
type Operation = z.output<typeof Operation>

/** A page of `/v3/finance/transaction/list`. */
export const TransactionPage = z.object({
  result: z.object({ operations: list(Operation), page_count: count, row_count: count }),
})

/** The method that by-day replaced; one day at a time, so that both have the same slices. Its days are Moscow days (ozon.md 5 step 4d). */
export const transactionList = post(HOST.seller)('/v3/finance/transaction/list', {
  shape: TransactionPage,
  body: slice => ({
    filter: {
      date: { from: `${slice.from}T00:00:00.000Z`, to: `${slice.to}T23:59:59.999Z` },
      operation_type: [] as string[],
      posting_number: '',
      transaction_type: 'all',
    },
    page: 1,
    page_size: LIMIT,
  }),
  next: ({ result }, body) =>
    result.operations.length === 0 || body.page >= (result.page_count ?? 0)
      ? null
      : { ...body, page: body.page + 1 },
})

/** Converts one operation to its transaction and lines. Services are not split by item, so a line has an SKU only if the operation has exactly one. */
export function operationEntry(operation: Operation, context: Pick<StreamContext, 'unmapped'>): Entry {
  const { items, posting } = operation
  const sku = onlySku(items.map(item => item.sku))
  // One entry per unit, without a quantity.
  const about = sku === null ? {} : { sku, quantity: items.length }
  const parts: Part[] = [
    { kind: 'sale_amount', amount: operation.accruals_for_sale, ...about },
    { kind: 'commission', amount: operation.sale_commission, ...about },
    { kind: 'delivery_charge', amount: operation.delivery_charge, ...about },
    { kind: 'return_delivery_charge', amount: operation.return_delivery_charge, ...about },
  ].filter(part => part.amount !== 0)
  for (const service of operation.services)
    parts.push({ kind: 'service', type_name: service.name, amount: service.price, ...about })

  if (!isKnownOperation(operation.operation_type))
    context.unmapped('operation_type', operation.operation_type ?? '')
  const transaction: Transaction = {
    operation_id: operation.operation_id,
    dt: operation.operation_date.slice(0, 10),
    operation_date: moscowTime.parse(operation.operation_date),
    operation_type: operation.operation_type,
    operation_type_name: operation.operation_type_name,
    accrued_category: null,
    type: operation.type,
    unit_number: posting?.posting_number ?? null,
    ...unitOf(posting?.posting_number ?? null),
    order_date: posting?.order_date ?? null,
    delivery_schema: posting?.delivery_schema?.toUpperCase() ?? null,
    delivery_speed: null,
    warehouse_id: posting?.warehouse_id ?? null,
    sku,
    item_name: items[0]?.name ?? null,
    items_count: items.length,
    amount: operation.amount,
    accruals_for_sale: operation.accruals_for_sale,
    sale_commission: operation.sale_commission,
    services_total: sumOf(parts, ['service', 'delivery_charge', 'return_delivery_charge']),
    currency_code: null,
  }
  return { transaction, lines: linesOf(transaction, parts, context) }
}
