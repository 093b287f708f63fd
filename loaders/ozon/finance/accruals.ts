import { z } from 'zod'
import type { StreamContext } from '../../core/declare/source.ts'
import type { Id, RowOf } from '../../core/declare/table.ts'
import {
  block,
  count,
  id,
  known,
  list,
  maybeId,
  maybeSum,
  name,
  sumOrZero,
  text,
} from '../../core/parse/fields.ts'
import { inChunks, jsonChunks } from '../../core/parse/json-chunks.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { add } from '../../core/parse/money.ts'
import type { Day, Instant } from '../../core/parse/time.ts'
import { startOfDay } from '../../core/parse/time.ts'
import { ratio, total } from '../fields.ts'
import type { transactionLines, transactions } from './tables.ts'

export type Transaction = RowOf<typeof transactions>
export type Line = RowOf<typeof transactionLines>
export interface Entry {
  readonly transaction: Transaction
  readonly lines: readonly Line[]
}

const Fee = z.object({ type_id: maybeId, accrued: sumOrZero })
const Fees = block({ fees: list(Fee) })
const Accrual = z.object({
  accrual_id: id,
  date: name,
  unit_number: text,
  accrued_category: text,
  total_amount: total,
  posting: block({
    delivery_schema: text,
    delivery_speed: count,
    products: list(
      z.object({
        sku: maybeId,
        quantity: count,
        delivery: block({ total_accrued: maybeSum, services: list(Fee) }),
        commission: block({
          seller_price: maybeSum,
          sale_price: maybeSum,
          sale_amount: sumOrZero,
          sale_commission: maybeSum,
          commission: maybeSum,
          commission_ratio: ratio,
          coinvestment: maybeSum,
          bonus: maybeSum,
        }),
      }),
    ),
  }),
  item_fees: block({ fees: list(z.object({ sku: maybeId, quantity: count, fees: list(Fee) })) }),
  non_item_fee: block({ type_id: maybeId, accrued: sumOrZero }),
  container_fees: Fees,
})
export type Accrual = z.output<typeof Accrual>

/** A page of `/v1/finance/accrual/by-day`. */
export const AccrualPage = inChunks('accruals', z.object({ accruals: jsonChunks(Accrual), last_id: text }))

const CATEGORIES = new Set(['POSTING', 'ITEM', 'NON_ITEM', 'CONTAINER_FEES', 'UNSPECIFIED'])

/** A part of an accrual before it gets its line number. */
export type Part = Pick<Line, 'kind' | 'amount'> & Partial<Omit<Line, 'operation_id' | 'line' | 'dt'>>

const NOTHING = {
  sku: null,
  quantity: null,
  type_id: null,
  type_name: null,
  seller_price: null,
  sale_price: null,
  bonus: null,
  coinvestment: null,
  commission_ratio: null,
}

/** Whether the price of a sale is what buyer, points and partners paid of it (money.md 2.1); old accruals do not have these fields. */
function isExplained({ kind, amount, sale_price, bonus, coinvestment }: Part): boolean {
  if (kind !== 'sale_amount' || sale_price == null || bonus == null || coinvestment == null) return true
  return amount === add(sale_price, bonus, coinvestment)
}

/**
 * Numbers the parts of an accrual. A difference to its total becomes a line `unexplained` and is counted, so that no rouble is lost (the check of ozon.md 5
 * step 4a).
 */
export function linesOf(
  transaction: Pick<Transaction, 'operation_id' | 'dt' | 'amount'>,
  parts: readonly Part[],
  context: Pick<StreamContext, 'unmapped'>,
): Line[] {
  const rest = (transaction.amount - add(...parts.map(part => part.amount))) as Kopecks
  if (rest !== 0) context.unmapped('accrual_parts_differ', String(transaction.operation_id))
  if (!parts.every(isExplained)) context.unmapped('sale_parts_differ', String(transaction.operation_id))
  const all: readonly Part[] = rest === 0 ? parts : [...parts, { kind: 'unexplained', amount: rest }]
  return all.map((part, index) => ({
    ...NOTHING,
    ...part,
    operation_id: transaction.operation_id,
    line: index + 1,
    dt: transaction.dt,
  }))
}

export const sumOf = (parts: readonly Part[], kinds: readonly string[]): Kopecks =>
  add(...parts.filter(part => kinds.includes(part.kind)).map(part => part.amount))

/** The posting and order named by a unit number; acquiring may name only the order (ozon.md 11). */
export function unitOf(unit: string | null): { posting_number: string | null; order_number: string | null } {
  const [, order, tail] = /^(\d+-\d+)(-\d+)?$/.exec(unit ?? '') ?? []
  return { posting_number: tail ? unit : null, order_number: order ?? null }
}

/** The SKU if all parts share it, else null. */
export const onlySku = (skus: readonly (Id | null)[]): Id | null => {
  const distinct = new Set(skus)
  return distinct.size === 1 ? (skus[0] ?? null) : null
}

function partsOf(accrual: Accrual): Part[] {
  const parts: Part[] = []
  for (const { sku, quantity, delivery, commission } of accrual.posting?.products ?? []) {
    for (const service of delivery?.services ?? [])
      parts.push({ kind: 'service', sku, quantity, type_id: service.type_id, amount: service.accrued })
    if (delivery && delivery.services.length === 0 && delivery.total_accrued)
      parts.push({ kind: 'service', sku, quantity, amount: delivery.total_accrued })
    if (commission) {
      const { sale_amount, sale_commission, commission: kept, ...explained } = commission
      parts.push({ kind: 'sale_amount', sku, quantity, amount: sale_amount, ...explained })
      const amount = kept ?? sale_commission ?? (0 as Kopecks)
      parts.push({ kind: 'commission', sku, quantity, type_id: SALE_COMMISSION, amount })
    }
  }
  for (const { sku, quantity, fees } of accrual.item_fees?.fees ?? [])
    for (const fee of fees)
      parts.push({ kind: 'item_fee', sku, quantity, type_id: fee.type_id, amount: fee.accrued })
  const fee = accrual.non_item_fee
  if (fee) parts.push({ kind: 'fee', type_id: fee.type_id, amount: fee.accrued })
  for (const { type_id, accrued } of accrual.container_fees?.fees ?? [])
    parts.push({ kind: 'container_fee', type_id, amount: accrued })
  return parts
}

/** Commission is in the accrual directory, but never among the services (ozon.md 5 step 4a). */
const SALE_COMMISSION = 69
const SERVICES = ['service', 'item_fee', 'fee', 'container_fee']

// A page is one day with many accruals, so its start is computed once.
let lastDay: { readonly day: Day; readonly start: Instant } | null = null
function midnight(day: Day): Instant {
  if (lastDay?.day !== day) lastDay = { day, start: startOfDay(day) }
  return lastDay.start
}

/** Converts one accrual of by-day to its transaction and lines. */
export function accrualEntry(accrual: Accrual, context: Pick<StreamContext, 'unmapped'>): Entry {
  const parts = partsOf(accrual)
  const items = [...(accrual.posting?.products ?? []), ...(accrual.item_fees?.fees ?? [])]
  const transaction: Transaction = {
    operation_id: accrual.accrual_id,
    dt: accrual.date.slice(0, 10),
    operation_date: midnight(accrual.date.slice(0, 10)),
    operation_type: null,
    operation_type_name: null,
    accrued_category: known(context, 'accrued_category', accrual.accrued_category, CATEGORIES),
    type: null,
    unit_number: accrual.unit_number,
    ...unitOf(accrual.unit_number),
    order_date: null,
    delivery_schema: accrual.posting?.delivery_schema?.toUpperCase() ?? null,
    delivery_speed: accrual.posting?.delivery_speed ?? null,
    warehouse_id: null,
    sku: onlySku(items.map(item => item.sku)),
    item_name: null,
    items_count: items.reduce((total, item) => total + (item.quantity ?? 1), 0),
    amount: accrual.total_amount.amount,
    accruals_for_sale: sumOf(parts, ['sale_amount']),
    sale_commission: sumOf(parts, ['commission']),
    services_total: sumOf(parts, SERVICES),
    currency_code: accrual.total_amount.currency,
  }
  return { transaction, lines: linesOf(transaction, parts, context) }
}
