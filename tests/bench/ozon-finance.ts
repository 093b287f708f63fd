import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, moscowDay } from '#contract/days.ts'
import type { Reading } from './duck-side.ts'
import type { Ingest } from './ingest.ts'
import type { SandboxProcess } from './sandbox-process.ts'

const LINES = 1_000_000
const DAYS = 365

const AMOUNT = (of: string) => `${of}.amount::DECIMAL(18,2)`

/** The parts of an accrual as a list, by the rules of `loaders/ozon/finance/accruals.ts`. */
const PARTS = `
  flatten(list_transform(coalesce(item.posting.products, []), p -> list_concat(
    list_transform(coalesce(p.delivery.services, []), s -> {'kind': 'service', 'sku': p.sku, 'type_id': s.type_id, 'amount': ${AMOUNT('s.accrued')}}),
    CASE WHEN p.commission IS NULL THEN [] ELSE [
      {'kind': 'sale_amount', 'sku': p.sku, 'type_id': NULL::BIGINT, 'amount': ${AMOUNT('p.commission.sale_amount')}},
      {'kind': 'commission', 'sku': p.sku, 'type_id': 69::BIGINT, 'amount': ${AMOUNT('p.commission.commission')}}] END)))
  || flatten(list_transform(coalesce(item.item_fees.fees, []), p ->
    list_transform(p.fees, f -> {'kind': 'item_fee', 'sku': p.sku, 'type_id': f.type_id, 'amount': ${AMOUNT('f.accrued')}})))
  || CASE WHEN item.non_item_fee IS NULL THEN [] ELSE
    [{'kind': 'fee', 'sku': NULL::BIGINT, 'type_id': item.non_item_fee.type_id, 'amount': ${AMOUNT('item.non_item_fee.accrued')}}] END
  || list_transform(coalesce(item.container_fees.fees, []), f -> {'kind': 'container_fee', 'sku': NULL::BIGINT, 'type_id': f.type_id, 'amount': ${AMOUNT('f.accrued')}})`

const reading: Reading = {
  items: pages => `SELECT unnest(accruals) AS item FROM ${pages}`,
  tables: `
    CREATE TABLE accruals (id BIGINT PRIMARY KEY, dt DATE, unit VARCHAR, category VARCHAR, amount DECIMAL(18,2), parts INTEGER);
    CREATE TABLE lines (id BIGINT, line BIGINT, dt DATE, kind VARCHAR, sku BIGINT, type_id BIGINT, amount DECIMAL(18,2), PRIMARY KEY (id, line))`,
  fill: items => [
    `CREATE TEMP TABLE read AS SELECT item.accrual_id AS id, item.date AS dt, item.unit_number AS unit,
       item.accrued_category AS category, ${AMOUNT('item.total_amount')} AS amount, ${PARTS} AS parts FROM (${items})`,
    'INSERT INTO accruals SELECT id, dt, unit, category, amount, len(parts) FROM read',
    `INSERT INTO lines SELECT id, line, dt, part.kind, part.sku, part.type_id, part.amount
     FROM (SELECT id, dt, unnest(parts) AS part, generate_subscripts(parts, 1) AS line FROM read)`,
  ],
  lines: 'lines',
}

/** Writes every page of the year to disk as received, one file per page. */
async function dump(sandbox: SandboxProcess, folder: string) {
  await mkdir(folder, { recursive: true })
  const today = moscowDay(Date.now())
  let pages = 0
  let bytes = 0
  for (let back = 0; back < DAYS; back += 1) {
    const date = addDays(today, -back)
    for (let last_id = ''; ; ) {
      const answer = await fetch(`${sandbox.hosts['ozon-seller']}/v1/finance/accrual/by-day`, {
        method: 'POST',
        headers: { 'Client-Id': sandbox.key.clientId, 'Api-Key': sandbox.key.apiKey },
        body: JSON.stringify({ date, last_id }),
      })
      if (!answer.ok) throw new Error(`${date}: ${answer.status} ${await answer.text()}`)
      const page = Buffer.from(await answer.arrayBuffer())
      await writeFile(join(folder, `${date}-${String(pages).padStart(5, '0')}.json`), page)
      pages += 1
      bytes += page.length
      last_id = (JSON.parse(page.toString()) as { last_id: string }).last_id
      if (last_id === '') break
    }
  }
  return { pages, bytes }
}

/** A year of accruals with a million lines: one row per accrual and one per line. */
export const accruals: Ingest = {
  marketplace: 'ozon',
  what: '1,000,000 accrual lines',
  sandbox: ['--accrual-lines', String(LINES)],
  step: 'ozon.finance',
  dump,
  reading,
  duckdb:
    'reading the same bytes from disk with read_json into two keyed tables, a row an accrual and a row a line',
  rows: ({ items, lines }) => items + lines,
}
