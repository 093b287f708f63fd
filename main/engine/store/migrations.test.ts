import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { openDuck } from './duck.ts'
import { migrationsIn } from './migrate.ts'

const FACTS = join(import.meta.dirname, '../../../resources/migrations/facts')
const DIMS = join(FACTS, '../dims')

/** What is in a table after the migrations, when `before` was done with those that stood before the one of this name. */
async function migrated(name: string, before: string, question: string) {
  const staging = mkdtempSync(join(tmpdir(), 'prilavok-migrations-'))
  const facts = await openDuck(':memory:', { readOnly: false, staging })
  try {
    await facts.alone(async connection => {
      for (const migration of migrationsIn(FACTS)) {
        if (migration.name === name) await connection.run(before)
        await connection.run(migration.sql)
      }
    })
    return await facts.read(question)
  } finally {
    await facts.close()
    rmSync(staging, { recursive: true, force: true })
  }
}

it('P25: the bid of a day stands at its beginning in Moscow, and is the same money', async () => {
  const rows = await migrated(
    'bid_moments',
    `INSERT INTO log_ozon_bids VALUES (1, 7, 11, '2026-07-01', 2.50, 0), (1, 7, 11, '2026-07-02', 3, NULL)`,
    'SELECT campaign_id, sku, CAST(seen_at AS VARCHAR) AS at, CAST(dt AS VARCHAR) AS dt, bid, target_cir FROM log_ozon_bids ORDER BY dt',
  )
  expect(rows.map(row => Object.values(row).map(value => (value === null ? null : String(value))))).toEqual([
    ['7', '11', '2026-06-30 21:00:00', '2026-07-01', '2.50', '0'],
    ['7', '11', '2026-07-01 21:00:00', '2026-07-02', '3.00', null],
  ])
})

it('P25: a bid of search and one of recommendations become two, and what was none is none', async () => {
  const rows = await migrated(
    'bid_moments',
    `INSERT INTO log_wb_bids VALUES
     (1, 5, 9, '2026-07-01', 'manual', 'cpm', 11.00, 9.50, true, false, 9, 'RUB'),
     (1, 5, 8, '2026-07-01', 'manual', 'cpm', 12.00, NULL, true, true, 9, 'RUB')`,
    'SELECT nm_id, placement, CAST(seen_at AS VARCHAR) AS at, bid, is_enabled FROM log_wb_bids ORDER BY nm_id, placement',
  )
  expect(rows.map(row => Object.values(row).join(' '))).toEqual([
    '8 search 2026-06-30 21:00:00 12.00 true',
    '9 recommendations 2026-06-30 21:00:00 9.50 false',
    '9 search 2026-06-30 21:00:00 11.00 true',
  ])
})

it('P25: pauses that stood among the settings are forgotten, and an instant that nothing can read', () => {
  const dims = new Database(':memory:')
  for (const migration of migrationsIn(DIMS)) {
    if (migration.name === 'pauses') {
      dims.exec(`INSERT INTO settings VALUES ('limit/ozon//v1/returns/list 7', '1e15'), ('theme', '"dark"')`)
      const columns = '(shop_id, step, tried_at, status, rows, added, changed, slice, slices, until, notices)'
      const soon = new Date(Date.now() + 3_600_000).toISOString()
      for (const [step, until] of [
        ['mad', '+033658-09-27T01:46:40.000Z'],
        ['far', '2058-01-01T00:00:00.000Z'],
        ['soon', soon],
      ])
        dims.exec(
          `INSERT INTO datasets ${columns} VALUES (1, '${step}', '${soon}', 'later', 0, 0, 0, 0, 0, '${until}', '[]')`,
        )
    }
    dims.exec(migration.sql)
  }
  expect(dims.prepare('SELECT key FROM settings').pluck().all()).toEqual(['theme'])
  expect(dims.prepare('SELECT step FROM datasets WHERE until IS NOT NULL').pluck().all()).toEqual(['soon'])
  dims.close()
})

it('P25: lines of finance lose who bought and who the partner is, and nothing else', async () => {
  const rows = await migrated(
    'buyers_tax_number',
    `INSERT INTO fact_wb_finance BY NAME
     SELECT 1 AS shop_id, 2 AS report_id, 3 AS rrd_id, DATE '2026-07-01' AS dt, 'weekly' AS period, true AS is_b2b, 12.50 AS reward, 'УПД-7' AS utd_ucd_number,
            '7707083893' AS b2b_customer_tin, '770101001' AS buyer_tax_reason_code, 'ИП Петров' AS ppvz_supplier_name, '500100732259' AS ppvz_supplier_inn`,
    'SELECT * FROM fact_wb_finance',
  )
  expect(rows).toHaveLength(1)
  const [row] = rows
  expect([row?.rrd_id, String(row?.reward), row?.is_b2b, row?.utd_ucd_number].map(String)).toEqual([
    '3',
    '12.50',
    'true',
    'УПД-7',
  ])
  const names = Object.keys(row ?? {}).filter(name => /tin$|tax|supplier/.test(name))
  expect(names).toEqual([])
})

it('P25: answers that were kept as they came are gone', () => {
  const dims = new Database(':memory:')
  for (const migration of migrationsIn(DIMS)) {
    if (migration.name === 'evidence_masked')
      dims.exec(
        `INSERT INTO evidence (shop_id, id, run_id, step, kept_at, request, status, answer) VALUES (1, 1, 1, 's', '2026-07-01T00:00:00.000Z', '{}', 200, 'Нечаева')`,
      )
    dims.exec(migration.sql)
  }
  expect(dims.prepare('SELECT count(*) FROM evidence').pluck().get()).toBe(0)
  dims.close()
})
