import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

export interface DuckSide {
  /** Accruals and their lines in two tables with the keys of the app's: what the ingest has to show for itself, and no more. */
  readonly linesSeconds: number
  /** Of all threads: on a busy computer it says more than the clock. */
  readonly linesCpuSeconds: number
  /** A row an accrual in one table without a key, its parts nested as they came. */
  readonly nestedSeconds: number
  /** The same rows counted and dropped. */
  readonly nothingSeconds: number
  readonly accruals: number
  readonly lines: number
}

const AMOUNT = (of: string) => `${of}.amount::DECIMAL(18,2)`

/** The parts of an accrual as a list, by the rules of `loaders/ozon/accruals.ts`. */
const PARTS = `
  flatten(list_transform(coalesce(accrual.posting.products, []), p -> list_concat(
    list_transform(coalesce(p.delivery.services, []), s -> {'kind': 'service', 'sku': p.sku, 'type_id': s.type_id, 'amount': ${AMOUNT('s.accrued')}}),
    CASE WHEN p.commission IS NULL THEN [] ELSE [
      {'kind': 'sale_amount', 'sku': p.sku, 'type_id': NULL::BIGINT, 'amount': ${AMOUNT('p.commission.sale_amount')}},
      {'kind': 'commission', 'sku': p.sku, 'type_id': 69::BIGINT, 'amount': ${AMOUNT('p.commission.commission')}}] END)))
  || flatten(list_transform(coalesce(accrual.item_fees.fees, []), p ->
    list_transform(p.fees, f -> {'kind': 'item_fee', 'sku': p.sku, 'type_id': f.type_id, 'amount': ${AMOUNT('f.accrued')}})))
  || CASE WHEN accrual.non_item_fee IS NULL THEN [] ELSE
    [{'kind': 'fee', 'sku': NULL::BIGINT, 'type_id': accrual.non_item_fee.type_id, 'amount': ${AMOUNT('accrual.non_item_fee.accrued')}}] END
  || list_transform(coalesce(accrual.container_fees.fees, []), f -> {'kind': 'container_fee', 'sku': NULL::BIGINT, 'type_id': f.type_id, 'amount': ${AMOUNT('f.accrued')}})`

/** DuckDB alone, with the memory and threads that it takes by itself, reading the pages of a folder with `read_json`. */
export async function duckSide(pages: string): Promise<DuckSide> {
  const instance = await DuckDBInstance.create(join(pages, 'side.duckdb'))
  const connection = await instance.connect()
  const rows = `SELECT unnest(accruals) AS accrual FROM read_json('${join(pages, '*.json')}', maximum_object_size = 67108864)`
  const timed = async (...statements: readonly string[]) => {
    const began = performance.now()
    const before = process.cpuUsage()
    let first: unknown
    for (const sql of statements) {
      const result = await connection.run(sql)
      first = (await result.getRows())[0]?.[0]
    }
    const { user, system } = process.cpuUsage(before)
    return {
      seconds: (performance.now() - began) / 1000,
      cpuSeconds: (user + system) / 1e6,
      first: Number(first),
    }
  }
  try {
    const nothing = await timed(`SELECT count(accrual), bit_xor(hash(accrual)) FROM (${rows})`)
    const nested = await timed(`CREATE TABLE nested AS ${rows}`, 'CHECKPOINT')
    await connection.run(`DROP TABLE nested;
      CREATE TABLE accruals (id BIGINT PRIMARY KEY, dt DATE, unit VARCHAR, category VARCHAR, amount DECIMAL(18,2), parts INTEGER);
      CREATE TABLE lines (id BIGINT, line BIGINT, dt DATE, kind VARCHAR, sku BIGINT, type_id BIGINT, amount DECIMAL(18,2), PRIMARY KEY (id, line))`)
    const lines = await timed(
      `CREATE TEMP TABLE read AS SELECT accrual.accrual_id AS id, accrual.date AS dt, accrual.unit_number AS unit,
         accrual.accrued_category AS category, ${AMOUNT('accrual.total_amount')} AS amount, ${PARTS} AS parts FROM (${rows})`,
      'INSERT INTO accruals SELECT id, dt, unit, category, amount, len(parts) FROM read',
      `INSERT INTO lines SELECT id, line, dt, part.kind, part.sku, part.type_id, part.amount
       FROM (SELECT id, dt, unnest(parts) AS part, generate_subscripts(parts, 1) AS line FROM read)`,
      'CHECKPOINT',
      'SELECT count(*) FROM lines',
    )
    return {
      linesSeconds: lines.seconds,
      linesCpuSeconds: lines.cpuSeconds,
      nestedSeconds: nested.seconds,
      nothingSeconds: nothing.seconds,
      accruals: nothing.first,
      lines: lines.first,
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
