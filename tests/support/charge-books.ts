import { literal } from '../../main/engine/store/schema/ddl.ts'

/** Values of a row, by column. */
export type Book = Readonly<Record<string, unknown>>
/** A line of an accrual, in roubles. */
export interface Part {
  readonly kind: string
  readonly amount: number
  readonly type_id?: number
  readonly type_name?: string
  readonly sku?: number
}

const value = (of: unknown): string =>
  of === null || of === undefined ? 'NULL' : typeof of === 'string' ? literal(of) : String(of)
function insert(table: string, rows: readonly Book[]): string {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows.map(row => `(${columns.map(column => value(row[column])).join(', ')})`).join(', ')}`
}

/** Writes lines of books straight into the tables of facts. */
export function chargeBooks(run: (...sql: readonly string[]) => Promise<unknown>) {
  let last = 0
  return {
    insert,
    /** An accrual of a shop of Ozon with its lines. */
    async accrual(shop_id: number, parts: readonly Part[], whole: Book = {}) {
      last += 1
      const of = { shop_id, operation_id: last, dt: whole.dt ?? '2026-11-02' }
      const amount = parts.reduce((sum, part) => sum + Math.round(part.amount * 100), 0) / 100
      const sums = { items_count: 1, amount, accruals_for_sale: 0, sale_commission: 0, services_total: 0 }
      await run(
        insert('fact_ozon_transactions', [{ ...sums, ...of, ...whole }]),
        insert(
          'fact_ozon_transaction_lines',
          parts.map((part, at) => ({ ...of, ...part, line: at + 1 })),
        ),
      )
    },
    /** Names of types of accruals in the directory of a shop, by number. */
    directory: (shop_id: number, names: Readonly<Record<number, string>>) =>
      run(
        insert(
          'dim_ozon_accrual_types',
          Object.entries(names).map(([type_id, name]) => ({ shop_id, type_id: Number(type_id), name })),
        ),
      ),
    /** A line of a report of Wildberries, for shop 2. */
    line: (report: Book) =>
      run(
        insert('fact_wb_finance', [
          { shop_id: 2, report_id: 1, rrd_id: ++last, dt: '2026-11-02', period: 'weekly', ...report },
        ]),
      ),
  }
}
