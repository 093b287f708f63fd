import { quoted, relation } from '../../core/declare/charges.ts'
import { GIVEN } from '../ads/spending.ts'
import type { ChargeColumn } from './charge-directory.ts'
import {
  BETWEEN,
  DIVIDED,
  DOCUMENT,
  GIVEN_TYPE,
  HELD,
  OPERATIONS,
  OWN,
  SALES,
  WORDED,
} from './charge-directory.ts'

const DIRECTORY = relation(
  'directory (kind, type, charge_group, allocation)',
  OPERATIONS.map(({ column, type, group, allocation }) => [column, type, group, allocation]),
)

const list = (texts: readonly string[]): string => `(${texts.map(quoted).join(', ')})`
const SOLD = `operation_type IN ${list(SALES)}`
/** Sums of a return are positive. */
const PAYOUT = `if(doc_type_name = 'Возврат', -1, 1) * coalesce(payout_amount, 0)`
/** Of a factor of at most nine digits: DuckDB multiplies wider ones in 128 bits. */
const PRICE = `if(doc_type_name = 'Возврат', -1, 1) * coalesce(retail_price_with_disc * quantity::DECIMAL(9, 0), 0)`

/** The text of a deduction by its words, else as it stands. The number of a document is cut off, so that a service that is charged each week is one type. */
const TEXT = `CASE ${WORDED.map(([pattern, text]) => `WHEN operation_type IN ${list(HELD)} AND regexp_matches(lower(bonus_type_name), ${quoted(pattern)}) THEN ${quoted(text)}`).join(' ')} ELSE split_part(bonus_type_name, ${quoted(DOCUMENT)}, 1) END`
/** The type of a line that is no sale: its operation, with its text where that decides. */
const NAME = `coalesce(nullif(operation_type, '') || if(operation_type IN ${list(DIVIDED)} AND bonus_type_name <> '', ${quoted(BETWEEN)} || ${TEXT}, ''), '')`

const part = (kind: string, type: string, amount: string, where = 'TRUE') => /* sql */ `
  SELECT shop_id, dt, '${kind}' AS kind, ${type} AS type, nullif(nm_id, 0) AS nm_id, (${amount})::DECIMAL(18, 2) AS amount, currency FROM fact_wb_finance WHERE ${where}`

/** Columns of what is charged, positive as they are written, and that mean what their operation says. */
const CHARGED = ['delivery_service', 'deduction', 'bonus_amount'] as const satisfies readonly ChargeColumn[]
/** Columns that are signed as money to the seller. */
const CREDITED: ReadonlySet<string> = new Set<ChargeColumn>(['payment_schedule'])

const PARTS = [
  part('sale_amount', "'sale_amount'", PRICE, SOLD),
  // What Wildberries keeps of the seller's price: with VAT, the buyer's discount and acquiring.
  part('commission', "'commission'", `${PAYOUT} - (${PRICE})`, SOLD),
  part('payout_amount', NAME, PAYOUT, `(${SOLD}) IS DISTINCT FROM TRUE`),
  ...CHARGED.map(column => part(column, NAME, `-${column}`)),
  ...Object.entries(OWN).map(([column, type]) =>
    part(column, quoted(type), CREDITED.has(column) ? column : `-${column}`),
  ),
  // Deductions for advertising in the reports are the same money, days later.
  /* sql */ `
  SELECT shop_id, dt, 'ads', if(regexp_matches(lower(payment_type), ${quoted(GIVEN)}), ${quoted(GIVEN_TYPE)}, payment_type), NULL, -amount, currency FROM fact_wb_ad_costs`,
]

/**
 * What a line of a report brings or takes, column by column, and each charge for advertising. A sale is the seller's price and, negative, what Wildberries
 * keeps of it. Storage, acceptance, fines and loyalty are told by their columns alone; money in another column in which nobody expects it of this operation is
 * not sorted. Without advertising and `cash_only`, the charges of a report add
 * up to its payment.
 */
export const charges = /* sql */ `
SELECT parts.shop_id, parts.dt, parts.kind,
       CASE WHEN parts.type = '' THEN parts.kind WHEN directory.type IS NULL AND parts.type IN ${list(OPERATIONS.map(({ type }) => type))} THEN parts.type || ' (' || parts.kind || ')' ELSE parts.type END AS type,
       directory.charge_group, directory.allocation, parts.nm_id AS product_id, parts.nm_id AS sku, parts.amount, coalesce(parts.currency, 'RUB') AS currency
FROM (${PARTS.join('\n  UNION ALL')}
) AS parts LEFT JOIN ${DIRECTORY} ON directory.kind = parts.kind AND directory.type = parts.type
WHERE parts.amount <> 0`
