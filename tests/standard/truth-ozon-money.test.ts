import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Shop } from '#contract/shop.ts'
import type { Sandbox, Truth } from '../../sandbox/index.ts'
import {
  accrualType,
  COMPENSATION,
  ITEM_COMPENSATION,
  STORAGE,
} from '../../sandbox/ozon/world/accrual-types.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

type Book = Truth['books'][string]
type Row = Readonly<Record<string, unknown>>
const STEPS = [
  'ozon.finance',
  'ozon.balance',
  'ozon.realization',
  'ozon.realization_postings',
  'ozon.cash_flow',
  'ozon.placement',
  'ozon.finance_documents',
]

let sandbox: Sandbox
let running: RunningEngine
const shops = new Map<string, Shop>()
const truths = new Map<string, Truth>()
beforeAll(async () => {
  sandbox = await startSandbox()
  running = await engine({ sandbox })
  shops.set('demo', running.shop).set('second', await running.connect(sandbox.keys.second))
  for (const [name, shop] of shops) {
    expect(await running.load(STEPS, shop)).toMatchObject({ status: 'done', percent: 100 })
    truths.set(name, sandbox.truth(name, {}))
  }
}, 600_000)
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const rowsOf = (shop: string, sql: string): Promise<readonly Row[]> =>
  running.query(sql.replaceAll('$shop', String(shops.get(shop)?.id)))
const kopecks = (of: unknown): number => Math.round(Number(of) * 100)
const day = (of: unknown): string => String(of).slice(0, 10)
/** The books of the days of a span; days before the shop was opened have none. */
const booksOf = (shop: string, from: string, to: string): readonly Book[] => {
  const { books } = truths.get(shop) as Truth
  const found: Book[] = []
  for (let at = from; at <= to; at = addDays(at, 1)) {
    const book = books[at]
    if (book) found.push(book)
  }
  return found
}
const sum = <T>(of: readonly T[], what: (one: T) => number) => of.reduce((all, one) => all + what(one), 0)

describe.each(['demo', 'second'])('the shop «%s»', shop => {
  test('P5: the balance of every half-month equals the books to the kopeck, from a year ago until today', async () => {
    const rows = await rowsOf(
      shop,
      'SELECT * REPLACE (dt::VARCHAR AS dt, date_to::VARCHAR AS date_to) FROM fact_ozon_balance WHERE shop_id = $shop ORDER BY dt',
    )
    const today = sandbox.today()
    expect(day(rows.at(-1)?.date_to)).toBe(today)
    expect(day(rows[0]?.dt) <= addDays(today, -364)).toBe(true)
    for (const [index, row] of rows.entries()) {
      if (index > 0) expect(day(row.dt)).toBe(addDays(day(rows[index - 1]?.date_to), 1))
      const books = booksOf(shop, day(row.dt), day(row.date_to))
      const sides = (of: 'sales' | 'returns') => ({
        [`${of}_amount`]: sum(books, book => book[of].amount),
        [`${of}_revenue`]: sum(books, book => book[of].revenue),
        [`${of}_points`]: sum(books, book => book[of].points),
        [`${of}_partner_programs`]: sum(books, book => book[of].partners),
        [`${of}_fee`]: sum(books, book => book[of].fee),
      })
      const wanted: Record<string, number> = {
        opening_balance: books[0]?.opening ?? 0,
        accrued: sum(books, book => book.accrued),
        payments: sum(books, book => book.paid),
        closing_balance: books.at(-1)?.closing ?? 0,
        ...sides('sales'),
        ...sides('returns'),
      }
      // Nothing is said of points that nobody used.
      const nothing = Object.keys(wanted).filter(name => name.endsWith('_points') && wanted[name] === 0)
      for (const [name, kopeck] of Object.entries(wanted))
        if (nothing.includes(name)) expect(row[name]).toBeNull()
        else expect(kopecks(row[name]), `${day(row.dt)} ${name}`).toBe(kopeck)
    }
    // The other shop is in debt all the time.
    if (shop === 'demo') expect(sum(rows, row => kopecks(row.payments))).toBeGreaterThan(0)
  })

  test('P5: what each service took in a half-month equals the books, and nothing is missing from what was accrued', async () => {
    const rows = await rowsOf(
      shop,
      'SELECT s.dt::VARCHAR AS dt, date_to::VARCHAR AS date_to, name, amount FROM fact_ozon_balance_services AS s JOIN fact_ozon_balance USING (shop_id, dt) WHERE shop_id = $shop',
    )
    const found: Record<string, number> = {}
    const wanted: Record<string, number> = {}
    for (const row of rows) found[`${day(row.dt)} ${row.name}`] = kopecks(row.amount)
    const spans = new Map(rows.map(row => [day(row.dt), day(row.date_to)]))
    for (const [dt, to] of spans)
      for (const { services } of booksOf(shop, dt, to))
        for (const [type, kopeck] of Object.entries(services)) {
          const name = `${dt} ${accrualType(Number(type)).name}`
          wanted[name] = (wanted[name] ?? 0) + kopeck
        }
    expect(found).toEqual(wanted)
    const odd = await rowsOf(
      shop,
      `SELECT dt FROM fact_ozon_balance JOIN (SELECT shop_id, dt, sum(amount) AS services FROM fact_ozon_balance_services GROUP BY ALL) USING (shop_id, dt)
       WHERE shop_id = $shop AND accrued <> sales_amount + sales_fee + returns_amount + returns_fee + services`,
    )
    expect(odd).toEqual([])
  })

  test('what was accrued over a half-month is the sum of the loaded accruals of the same days', async () => {
    const rows = await rowsOf(
      shop,
      `SELECT b.dt::VARCHAR AS dt, any_value(accrued) AS accrued, sum(t.amount) AS lines,
              any_value(sales_revenue + returns_revenue) AS revenue, sum(l.revenue) AS parts
       FROM fact_ozon_balance AS b
       JOIN fact_ozon_transactions AS t ON t.shop_id = b.shop_id AND t.dt BETWEEN b.dt AND b.date_to
       LEFT JOIN (SELECT shop_id, operation_id, sum(sale_price) AS revenue FROM fact_ozon_transaction_lines GROUP BY ALL) AS l
         ON l.shop_id = t.shop_id AND l.operation_id = t.operation_id
       WHERE b.shop_id = $shop AND b.dt >= (SELECT min(dt) FROM fact_ozon_transactions WHERE shop_id = $shop) GROUP BY b.dt ORDER BY b.dt`,
    )
    expect(rows.length).toBeGreaterThan(22)
    for (const row of rows) {
      expect(kopecks(row.lines), day(row.dt)).toBe(kopecks(row.accrued))
      expect(kopecks(row.parts), day(row.dt)).toBe(kopecks(row.revenue))
    }
  })

  test.each(['fact_ozon_realization', 'fact_ozon_realization_postings'])(
    'P5: %s has each month that is out, both sides of every SKU to the kopeck',
    async table => {
      const found = await realizedIn(shop, table)
      const { realized } = truths.get(shop) as Truth
      const year = addDays(sandbox.today(), -364).slice(0, 7)
      const months = Object.keys(realized).filter(month => month >= year)
      expect(months.length).toBeGreaterThan(10)
      expect(Object.keys(found).sort()).toEqual(months.sort())
      for (const month of months) {
        const sides = realized[month] as NonNullable<(typeof realized)[string]>
        for (const side of ['delivered', 'returned'] as const) {
          // Rows are grouped by price in the one, and a posting each in the other.
          const wanted = Object.entries(sides[side]).map(([sku, { rows, ...sums }]) => [
            sku,
            table.endsWith('postings') ? { rows, ...sums } : sums,
          ])
          expect(found[month]?.[side], `${month} ${side}`).toEqual(Object.fromEntries(wanted))
        }
      }
    },
  )

  test('the identity of the report holds in every row: credited = paid + points + partners − fee', async () => {
    for (const table of ['fact_ozon_realization', 'fact_ozon_realization_postings']) {
      const [row] = await rowsOf(
        shop,
        `SELECT count(*) AS rows, count(*) FILTER (total = amount + bonus + bank_coinvestment + stars + pick_up_point_coinvestment - standard_fee) AS good
         FROM ${table} WHERE shop_id = $shop`,
      )
      expect(Number(row?.rows)).toBeGreaterThan(100)
      expect(row?.good).toEqual(row?.rows)
    }
  })

  test('what buyers paid by the report of a month is what the accruals of its days say, by SKU', async () => {
    const odd = await rowsOf(
      shop,
      `WITH reports AS (
         SELECT dt AS month, sku, sum(if(side = 'returned', -amount, amount)) AS amount, sum(if(side = 'returned', -quantity, quantity)) AS units
         FROM fact_ozon_realization WHERE shop_id = $shop AND dt >= (SELECT min(dt) FROM fact_ozon_transactions WHERE shop_id = $shop) GROUP BY ALL
       ), lines AS (
         SELECT date_trunc('month', dt)::DATE AS month, sku, sum(sale_price) AS amount, sum(if(sale_price < 0, -quantity, quantity)) AS units
         FROM fact_ozon_transaction_lines WHERE shop_id = $shop AND kind = 'sale_amount' GROUP BY ALL
       )
       SELECT r.month, r.sku, r.amount, l.amount AS ours FROM reports AS r LEFT JOIN lines AS l USING (month, sku)
       WHERE r.amount IS DISTINCT FROM l.amount OR r.units IS DISTINCT FROM l.units`,
    )
    expect(odd).toEqual([])
  })

  test('P5: the cash flow of every period, weeks of one shop and halves of months of the other, equals the books to the kopeck', async () => {
    const rows = await rowsOf(
      shop,
      `SELECT f.* REPLACE (f.dt::VARCHAR AS dt, f.date_to::VARCHAR AS date_to), items.* FROM fact_ozon_cash_flow AS f
       JOIN (SELECT shop_id, period_id, sum(amount) AS items FROM fact_ozon_cash_flow_items GROUP BY ALL) AS items USING (shop_id, period_id)
       WHERE shop_id = $shop ORDER BY f.dt`,
    )
    expect(rows.length).toBeGreaterThan(shop === 'demo' ? 52 : 24)
    const oldest = day(rows[0]?.dt)
    const last = day(rows.at(-1)?.date_to)
    expect(oldest <= addDays(sandbox.today(), -364) && last >= sandbox.today()).toBe(true)
    for (const [index, row] of rows.entries()) {
      const [from, to] = [day(row.dt), day(row.date_to)]
      if (index > 0) expect(from).toBe(addDays(day(rows[index - 1]?.date_to), 1))
      if (shop === 'demo') expect([new Date(from).getUTCDay(), addDays(from, 6)]).toEqual([1, to])
      else expect(from.endsWith('-01') ? to.slice(8) : from.slice(8)).toBe(from.endsWith('-01') ? '15' : '16')
      const books = booksOf(shop, from, to)
      const fees = sum(books, book => sum(Object.values(book.services), one => one))
      const flows = {
        begin_balance: books[0]?.opening ?? 0,
        orders_amount: sum(books, book => book.sales.amount),
        returns_amount: sum(books, book => book.returns.amount),
        commission_amount: sum(books, book => book.sales.fee + book.returns.fee),
        delivery_amount: sum(books, book => book.sales.amount + book.sales.fee),
        return_amount: sum(books, book => book.returns.amount + book.returns.fee),
        payments: sum(books, book => book.paid),
        end_balance: books.at(-1)?.closing ?? 0,
        items: fees,
      }
      for (const [name, kopeck] of Object.entries(flows))
        expect(kopecks(row[name]), `${from} ${name}`).toBe(kopeck)
      const parts = ['services_amount', 'item_delivery_and_return_amount'].map(name => kopecks(row[name]))
      expect(sum(parts, one => one)).toBe(fees)
      const totals = ['delivery_total', 'return_total', 'services_total', 'others_total', 'rfbs_total']
      expect(
        kopecks(row.begin_balance) + sum(totals, name => kopecks(row[name])) - kopecks(row.payments),
        from,
      ).toBe(kopecks(row.end_balance))
    }
  })

  test('P5: what was charged for placement on a day, by the report and by the accruals, is the same to the kopeck', async () => {
    const rows = await rowsOf(
      shop,
      'SELECT dt::VARCHAR AS dt, sum(amount) AS amount, count(*) AS rows FROM fact_ozon_placement WHERE shop_id = $shop GROUP BY ALL ORDER BY 1',
    )
    const yesterday = addDays(sandbox.today(), -1)
    const first = `${addDays(sandbox.today(), -91).slice(0, 7)}-01`
    // Placement is free while goods are sold fast enough.
    const paid: string[] = []
    for (let at = first; at <= yesterday; at = addDays(at, 1))
      if (booksOf(shop, at, at)[0]?.services[STORAGE]) paid.push(at)
    expect(rows.map(row => day(row.dt))).toEqual(paid)
    expect(paid.length).toBeGreaterThan(30)
    for (const row of rows) {
      const [book] = booksOf(shop, day(row.dt), day(row.dt))
      expect(kopecks(row.amount), day(row.dt)).toBe(-(book?.services[STORAGE] ?? 0))
    }
    const wanted = sandbox.truth(shop, { from: first, to: yesterday }).rows.fact_ozon_placement
    expect(sum(rows, row => Number(row.rows))).toBe(wanted)
  })

  test('P5: the documents of each month that is over hold what the books say of compensations and of the balance', async () => {
    const rows = await rowsOf(
      shop,
      'SELECT report, dt::VARCHAR AS dt, cells->>0 AS name, cells->>-2 AS before, cells->>-1 AS last FROM fact_ozon_finance_documents WHERE shop_id = $shop AND line > 2 ORDER BY report, dt, line',
    )
    const found = new Map<string, (readonly [string, number])[]>()
    for (const { report, dt, name, last } of rows) {
      const of = `${report} ${day(dt)}`
      found.set(of, [...(found.get(of) ?? []), [String(name), kopecks(last)]])
    }
    const months = Object.keys((truths.get(shop) as Truth).realized).filter(
      month => month >= addDays(sandbox.today(), -364).slice(0, 7),
    )
    for (const month of months) {
      const books = booksOf(shop, `${month}-01`, addDays(`${addDays(`${month}-01`, 31).slice(0, 7)}-01`, -1))
      const paid = found.get(`compensation ${month}-01`) ?? []
      const back = found.get(`decompensation ${month}-01`) ?? []
      expect(
        paid.every(([, kopeck]) => kopeck > 0),
        month,
      ).toBe(true)
      expect(
        back.every(([, kopeck]) => kopeck < 0),
        month,
      ).toBe(true)
      expect(
        sum([...paid, ...back], ([, kopeck]) => kopeck),
        month,
      ).toBe(sum(books, book => sum([COMPENSATION, ITEM_COMPENSATION], typeId => book.services[typeId] ?? 0)))
      expect(found.get(`mutual_settlement ${month}-01`), month).toEqual([
        ['Сальдо на начало', books[0]?.opening],
        ['Начислено', sum(books, book => book.accrued)],
        ['Выплачено', sum(books, book => book.paid)],
        ['Сальдо на конец', books.at(-1)?.closing],
      ])
    }
    const [heads] = await rowsOf(
      shop,
      'SELECT count(*) AS rows FROM fact_ozon_finance_documents WHERE shop_id = $shop AND line = 2',
    )
    expect(Number(heads?.rows)).toBe(3 * months.length)
  })

  test('the balance and the cash flow say the same where a period of both begins', async () => {
    const odd = await rowsOf(
      shop,
      `SELECT f.dt FROM fact_ozon_cash_flow AS f JOIN fact_ozon_balance AS b USING (shop_id, dt) WHERE shop_id = $shop AND begin_balance <> opening_balance`,
    )
    expect(odd).toEqual([])
  })
})

/** The sums of a table of realisation by month, side and SKU, in kopecks. */
async function realizedIn(shop: string, table: string) {
  const rows = await rowsOf(
    shop,
    `SELECT dt::VARCHAR AS dt, side, sku, count(*) AS rows, sum(quantity) AS units, sum(amount) AS amount, sum(bonus) AS bonus,
            sum(bank_coinvestment + stars + pick_up_point_coinvestment) AS partners, sum(standard_fee) AS fee, sum(total) AS total
     FROM ${table} WHERE shop_id = $shop GROUP BY ALL`,
  )
  const found: Record<string, Record<string, Record<string, Record<string, number>>>> = {}
  for (const { dt, side, sku, rows: count, units, ...sums } of rows) {
    const month = day(dt).slice(0, 7)
    found[month] ??= { delivered: {}, returned: {} }
    const sides = found[month]
    const money = Object.fromEntries(Object.entries(sums).map(([name, roubles]) => [name, kopecks(roubles)]))
    const own: Record<string, number> = { units: Number(units), ...money }
    if (table.endsWith('postings')) own.rows = Number(count)
    const of = sides[String(side)]
    if (of) of[String(sku)] = own
  }
  return found
}
