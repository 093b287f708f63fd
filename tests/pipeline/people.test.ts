import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buyerOf } from '../../sandbox/ozon/world/people.ts'
import { engine } from '../support/engine.ts'
import { sandbox } from '../support/sandbox.ts'

test('who bought stands in no file of the data folder: neither in rows nor in answers that were kept', async () => {
  const market = await sandbox({ scale: 0.1, wbOrders: 20 })
  const running = await engine({ sandbox: market })
  const wb = await running.connect(market.tokens.demo)
  await running.load(['ozon.orders'])
  await running.load(['wb.finance'], wb)
  market.faults.set([
    { kind: 'wrong_types', path: '/v4/posting/fbs/list' },
    { kind: 'wrong_types', path: '/api/finance/*' },
  ])
  await running.load(['ozon.orders'])
  await running.load(['wb.finance'], wb)
  const kept = await running.query('SELECT step, request, answer FROM evidence')
  expect(kept.map(({ step }) => step).sort()).toEqual(['ozon.orders', 'wb.finance'])
  const answers = kept.map(({ answer }) => String(answer)).join()
  for (const field of ['posting_number', 'addressee', 'customer', 'b2bCustomerTin'])
    expect(answers).toContain(`"${field}":`)

  const ids = await running.query('SELECT DISTINCT order_id FROM fact_ozon_orders')
  const people = ids.flatMap(({ order_id }) => buyerOf(Number(order_id)) ?? [])
  expect(people.length).toBeGreaterThan(2)
  const [business] = await running.query('SELECT count(*) AS n FROM fact_wb_finance WHERE is_b2b')
  expect(Number(business?.n)).toBeGreaterThan(0)
  const words = [
    // Tax numbers of a business buyer and of a partner, as in the sandbox.
    ...['7707083893', '770101001', '500100732259', 'ИП Петров'],
    ...people.slice(0, 4).flatMap(({ name, phone, street }) => [name, phone, phone.slice(2), street]),
  ]
  const told = JSON.stringify(kept)
  expect(words.filter(word => told.includes(word))).toEqual([])
  // DuckDB compresses texts, so its rows are queried in addition to searching its file.
  for (const table of ['fact_ozon_orders', 'fact_wb_finance']) {
    const all = await running.query(`SELECT CAST(t AS VARCHAR) AS row FROM ${table} AS t`)
    const text = all.map(({ row }) => String(row)).join('\n')
    expect(words.filter(word => text.includes(word))).toEqual([])
  }
  const { dataDir } = running
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(2)
  for (const file of files) {
    const bytes = readFileSync(file)
    expect(
      words.filter(word => bytes.includes(word)),
      file,
    ).toEqual([])
  }
  await running.close()
  await market.close()
})
