import type { Row } from '../../../loaders/core/declare/table.ts'
import { differences, type Finding, num, type Rows, sums } from './finding.ts'

const signed = (row: Row, column: string): number =>
  (row.doc_type_name === 'Возврат' ? -1 : 1) * num(row[column])

/** Sums of a header, and the same of its lines. */
const SUMS: Readonly<Record<string, (row: Row) => number>> = {
  retail_amount: row => signed(row, 'retail_amount'),
  payout_amount: row => signed(row, 'payout_amount'),
  ...Object.fromEntries(
    [
      'delivery_service',
      'storage_fee',
      'acceptance_fee',
      'deduction',
      'penalty_total',
      'bonus_amount',
      'cashback_amount',
      'cashback_discount',
      'cashback_commission_change',
      'payment_schedule',
    ].map(column => [column, (row: Row) => num(row[column])]),
  ),
}
const TAKEN = [
  'delivery_service',
  'storage_fee',
  'acceptance_fee',
  'penalty_total',
  'deduction',
  'bonus_amount',
  'cashback_commission_change',
  'cashback_amount',
]
/** What a line pays to the bank (money.md 3.3), with the signs of the open terms that the shops of the checks have. */
const bank = (row: Row): number =>
  signed(row, 'payout_amount') +
  num(row.payment_schedule) -
  TAKEN.reduce((sum, column) => sum + num(row[column]), 0)

const mondayOf = (row: Row): string => {
  const day = new Date(String(row.dt))
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day.toISOString().slice(0, 10)
}

/** Each check of money.md 6 over the rows of a shop on Wildberries; nothing is found where both sides agree to the kopeck. */
export function wbFindings(rows: Rows, own = 'RUB'): Finding[] {
  const lines = rows('fact_wb_finance')
  const first = lines.map(({ date_from: from }) => String(from)).sort()[0] ?? ''
  const headers = rows('fact_wb_reports').filter(({ date_from: from }) => String(from) >= first)
  const listed = new Set(headers.map(row => String(row.report_id)))
  const isListed = (key: string) => listed.has(key.split(' ')[0] as string)
  const of = (row: Row) => String(row.report_id)
  const weekly = lines.filter(({ period }) => period === 'weekly')
  const closed = new Set(weekly.map(mondayOf))
  const costs = rows('fact_wb_ad_costs')
  const paid = costs.map(({ dt }) => String(dt)).sort()[0] ?? ''
  return [
    ...differences(
      'W1',
      sums(lines, of, bank),
      sums(headers, of, row => num(row.bank_payment)),
      isListed,
    ),
    ...Object.entries(SUMS).flatMap(([column, own]) =>
      differences(
        'W2',
        sums(lines, row => `${of(row)} ${column}`, own),
        sums(
          headers,
          row => `${of(row)} ${column}`,
          row => num(row[column]),
        ),
        isListed,
      ),
    ),
    ...differences(
      'W4',
      sums(
        costs.filter(row => row.payment_type === 'Баланс'),
        mondayOf,
        row => num(row.amount),
      ),
      sums(
        weekly.filter(row => /продвижен/i.test(String(row.bonus_type_name))),
        mondayOf,
        row => num(row.deduction),
      ),
      week => closed.has(week) && week >= paid,
    ),
    ...lines
      .filter(({ currency }) => currency !== own)
      .map(row => ({ check: 'X2', of: String(row.rrd_id), sum: bank(row) })),
  ]
}
