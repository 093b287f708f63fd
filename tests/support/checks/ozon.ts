import type { Row } from '../../../loaders/core/declare/table.ts'
import { differences, type Finding, monthOf, num, type Rows, sums } from './finding.ts'

const CPC = 41
const CPO = 54
const STORAGE = 46
const COMPENSATIONS = [10, 25]
const DAY = 86_400_000
/** Between a compensated return and what was accrued for it; and for how long returns are old enough to be known. */
const APART = 30 * DAY
const KNOWN = 110 * DAY

const SERVICES = ['service', 'item_fee', 'fee', 'container_fee']
const instant = (row: Row, column: string): number => new Date(row[column] as string).getTime()

/** Each check of money.md 6 over the rows of a shop on Ozon, from a day (the first of a month) on; nothing is found where both sides agree to the kopeck. */
export function ozonFindings(rows: Rows, from: string, today: string, currency = 'RUB'): Finding[] {
  const isIn = (row: Row | undefined) => row?.currency_code === currency
  const since = (row: Row) => String(row.dt) >= from
  const accruals = rows('fact_ozon_transactions').filter(since)
  const byId = new Map(accruals.map(row => [String(row.operation_id), row]))
  const all = rows('fact_ozon_transaction_lines').filter(since)
  const lines = all.filter(line => isIn(byId.get(String(line.operation_id))))
  const own = accruals.filter(isIn)
  const sales = lines.filter(({ kind }) => kind === 'sale_amount')
  return [
    ...all
      .filter(({ kind }) => kind === 'unexplained')
      .map(line => ({ check: 'O1', of: String(line.operation_id), sum: num(line.amount) })),
    ...sales.flatMap(line => {
      const sum = num(line.amount) - num(line.sale_price) - num(line.bonus) - num(line.coinvestment)
      return sum === 0 ? [] : [{ check: 'O1b', of: String(line.operation_id), sum }]
    }),
    ...balanced(rows, from, own, lines),
    ...realized(rows, from, sales),
    ...flowing(rows, from, own),
    ...spent(rows('fact_ozon_ad_expense').filter(since), today, lines),
    ...delivered(
      rows,
      all.filter(({ kind, amount }) => kind === 'sale_amount' && num(amount) > 0),
      byId,
    ),
    ...differences(
      'O8',
      sums(
        sales.filter(({ amount }) => num(amount) < 0),
        monthOf,
        line => num(line.quantity),
      ),
      sums(
        rows('fact_ozon_returns')
          .filter(since)
          .filter(row => row.return_type === 'ClientReturn'),
        monthOf,
        row => num(row.quantity),
      ),
    ),
    ...stored(rows, today, lines),
    ...compensated(rows, today, lines, byId),
    ...accruals
      .filter(row => !isIn(row))
      .map(row => ({ check: 'X2', of: String(row.operation_id), sum: num(row.amount) })),
  ]
}

/** O2: what the balance says of each half-month, and of each service in it. */
function balanced(rows: Rows, from: string, accruals: readonly Row[], lines: readonly Row[]): Finding[] {
  const names = new Map(rows('dim_ozon_accrual_types').map(row => [String(row.type_id), String(row.name)]))
  const periods = rows('fact_ozon_balance').filter(row => String(row.dt) >= from)
  const periodOf = (row: Row) =>
    String(periods.find(p => String(p.dt) <= String(row.dt) && String(p.date_to) >= String(row.dt))?.dt)
  const ours = new Map<string, number>()
  const theirs = new Map<string, number>()
  const add = (to: Map<string, number>, key: string, sum: unknown) =>
    to.set(key, (to.get(key) ?? 0) + num(sum))
  for (const row of accruals) add(ours, `${periodOf(row)} accrued`, row.amount)
  for (const line of lines) {
    const at = periodOf(line)
    if (SERVICES.includes(String(line.kind)))
      add(ours, `${at} ${names.get(String(line.type_id)) ?? `Type${line.type_id}`}`, line.amount)
    if (line.kind === 'sale_amount') {
      const side = num(line.amount) < 0 ? 'returns' : 'sales'
      add(ours, `${at} ${side}_amount`, line.amount)
      add(ours, `${at} ${side}_revenue`, line.sale_price)
      add(ours, `${at} ${side}_points`, line.bonus)
      add(ours, `${at} ${side}_partner_programs`, line.coinvestment)
    }
    if (line.kind === 'commission')
      add(ours, `${at} ${num(line.amount) > 0 ? 'returns' : 'sales'}_fee`, line.amount)
  }
  const parts = ['amount', 'revenue', 'points', 'partner_programs', 'fee']
  const stated = ['accrued', ...['sales', 'returns'].flatMap(side => parts.map(part => `${side}_${part}`))]
  for (const period of periods) for (const name of stated) add(theirs, `${period.dt} ${name}`, period[name])
  for (const service of rows('fact_ozon_balance_services').filter(row => String(row.dt) >= from))
    add(theirs, `${service.dt} ${service.name}`, service.amount)
  return differences('O2', ours, theirs)
}

/** O3 and O4: what the reports of months that are out say of each SKU. */
function realized(rows: Rows, from: string, sales: readonly Row[]): Finding[] {
  const reports = rows('fact_ozon_realization').filter(row => String(row.dt) >= from)
  const out = new Set(reports.map(monthOf))
  const keyOf = (row: Row) => `${monthOf(row)} ${row.sku}`
  const isOut = (key: string) => out.has(key.slice(0, 7))
  const side = (of: (row: Row) => number) => (row: Row) => (row.side === 'returned' ? -of(row) : of(row))
  const partners = (row: Row) =>
    num(row.bank_coinvestment) + num(row.stars) + num(row.pick_up_point_coinvestment)
  const compare = (check: string, ours: (row: Row) => number, theirs: (row: Row) => number) =>
    differences(check, sums(sales, keyOf, ours), sums(reports, keyOf, side(theirs)), isOut)
  return [
    ...compare(
      'O3',
      row => num(row.sale_price),
      row => num(row.amount),
    ),
    ...compare(
      'O3 units',
      row => Math.sign(num(row.amount)) * num(row.quantity),
      row => num(row.quantity),
    ),
    ...compare(
      'O4',
      row => num(row.bonus) + num(row.coinvestment),
      row => num(row.bonus) + partners(row),
    ),
  ]
}

/** O5: what was accrued between the balances of a period and its payments. */
function flowing(rows: Rows, from: string, accruals: readonly Row[]): Finding[] {
  return rows('fact_ozon_cash_flow')
    .filter(({ dt }) => String(dt) >= from)
    .flatMap(period => {
      const theirs = num(period.end_balance) - num(period.begin_balance) + num(period.payments)
      const ours = accruals
        .filter(({ dt }) => String(dt) >= String(period.dt) && String(dt) <= String(period.date_to))
        .reduce((sum, { amount }) => sum + num(amount), 0)
      return ours === theirs ? [] : [{ check: 'O5', of: String(period.dt), sum: ours - theirs }]
    })
}

/** O6: advertising of the months that are over, and that the statistics have from their first day. */
function spent(expense: readonly Row[], today: string, lines: readonly Row[]): Finding[] {
  const first = expense.map(({ dt }) => String(dt)).sort()[0] ?? ''
  return differences(
    'O6',
    sums(
      lines.filter(({ type_id: type }) => [CPC, CPO].includes(num(type))),
      monthOf,
      line => -num(line.amount),
    ),
    sums(expense, monthOf, row => num(row.money_spent)),
    month => `${month}-01` >= first && month < today.slice(0, 7),
  )
}

/** O7: the price of delivered order lines and of their sales. */
function delivered(rows: Rows, sales: readonly Row[], byId: ReadonlyMap<string, Row>): Finding[] {
  const ordered = sums(
    rows('fact_ozon_orders').filter(({ status }) => status === 'delivered'),
    row => `${row.posting_number} ${row.sku}`,
    row => num(row.price) * num(row.quantity),
  )
  const sold = sums(
    sales,
    line => `${byId.get(String(line.operation_id))?.posting_number} ${line.sku}`,
    line => num(line.seller_price),
  )
  return differences('O7', sold, ordered, key => sold.has(key) && ordered.has(key))
}

/** O9: storage of the days that the placement report tells of. */
function stored(rows: Rows, today: string, lines: readonly Row[]): Finding[] {
  const report = rows('fact_ozon_placement')
  const first = report.map(({ dt }) => String(dt)).sort()[0] ?? today
  const of = (row: Row) => String(row.dt)
  return differences(
    'O9',
    sums(
      lines.filter(({ type_id: type }) => num(type) === STORAGE),
      of,
      line => -num(line.amount),
    ),
    sums(report, of, row => num(row.amount)),
    day => day >= first && day < today,
  )
}

/** O10: compensations without a return of their own that was compensated then. */
function compensated(
  rows: Rows,
  today: string,
  lines: readonly Row[],
  byId: ReadonlyMap<string, Row>,
): Finding[] {
  const free = rows('fact_ozon_returns').filter(row => row.compensation_status === 'Received')
  const paid = lines
    .filter(line => COMPENSATIONS.includes(num(line.type_id)) && num(line.amount) > 0)
    .filter(line => Date.parse(today) - instant(line, 'dt') <= KNOWN)
    .sort((a, b) => instant(a, 'dt') - instant(b, 'dt'))
  return paid.flatMap(line => {
    const posting = byId.get(String(line.operation_id))?.posting_number
    const at = free.findIndex(
      row =>
        row.posting_number === posting &&
        (line.sku === null || row.sku === line.sku) &&
        Math.abs(instant(row, 'compensation_changed_at') - instant(line, 'dt')) <= APART,
    )
    if (at >= 0) free.splice(at, 1)
    return at >= 0 ? [] : [{ check: 'O10', of: String(line.operation_id), sum: num(line.amount) }]
  })
}
