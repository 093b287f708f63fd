import { dirname, join } from 'node:path'
import { addDays, moscowDay } from '#contract/days.ts'
import { openDuckDb } from '../../main/engine/store/duckdb/connection.ts'
import { hostedEngine } from './engine-host.ts'
import type { Figure } from './figure.ts'
import { quantile, round } from './figure.ts'
import { keysOf } from './keys.ts'
import { sandboxProcess } from './sandbox-process.ts'

const LINES = 1_000_000
const DAYS = 365
const LENGTHS = [7, 30, 90] as const
const PERIODS = 120

/** (e) «Обзор» over a million order lines: periods of 7, 30 and 90 days with their previous periods, none queried twice. */
export async function overview(folder: string): Promise<readonly Figure[]> {
  const dataDir = join(folder, 'overview')
  const sandbox = await sandboxProcess('--scale', '0.1', '--no-limits')
  const empty = hostedEngine({ dataDir, hosts: sandbox.hosts, pace: 1000 })
  const { id: shopId } = await empty.call('shop.add', { name: 'bench', keys: keysOf(sandbox) })
  await empty.close()
  await sandbox.close()
  const today = moscowDay(Date.now())
  await fill(join(dataDir, 'facts.duckdb'), shopId, today, LINES)

  const engine = hostedEngine({ dataDir })
  const times: number[] = []
  let units = 0
  for (let period = 0; period < PERIODS; period += 1) {
    const length = LENGTHS[period % LENGTHS.length] as number
    const to = addDays(today, -Math.floor(period / LENGTHS.length) * 2)
    const began = performance.now()
    const figures = await engine.call('overview.get', {
      shopIds: [shopId],
      from: addDays(to, 1 - length),
      to,
    })
    times.push(performance.now() - began)
    units += figures.units.value ?? Number.NaN
  }
  await engine.close()
  if (!(units > 0)) throw new Error('the periods hold no orders')
  return [
    {
      name: 'overview over 1,000,000 order lines, p95, ms',
      value: round(quantile(times, 0.95), 1),
      bar: 50,
      better: 'lower',
      p50: round(quantile(times, 0.5), 1),
      p99: round(quantile(times, 0.99), 1),
      periods: PERIODS,
    },
  ]
}

/** A year of orders of one shop, 1.3 lines per posting, and its advertising, with checkpoints for the whole year. */
export async function fill(file: string, shopId: number, today: string, lines: number): Promise<void> {
  // Opened like the app does, with its smaller row groups.
  const facts = await openDuckDb(file, { readOnly: false, staging: dirname(file) })
  const first = `DATE '${addDays(today, 1 - DAYS)}'`
  try {
    await facts.write(async connection => {
      await connection.run(`
        INSERT INTO fact_ozon_orders (shop_id, posting_number, sku, line, is_first, dt, order_id, order_number, order_date, status,
          warehouse_mode, offer_id, product_name, quantity, price, currency_code, city, region)
        SELECT ${shopId}, format('{:08d}-{:04d}-1', (n * 10 // 13), day), 1000000 + (n * 7919) % 2000, 1 + (n * 10 % 13) // 10, n * 10 // 13 <> (n - 1) * 10 // 13, ${first} + day::INTEGER,
          n, format('{:08d}-{:04d}', (n * 10 // 13), day), (${first} + day::INTEGER)::TIMESTAMP + to_seconds(n % 86400), 'delivered',
          CASE WHEN n % 3 = 0 THEN 'FBS' ELSE 'FBO' END, format('offer-{:04d}', (n * 7919) % 2000), format('Product number {:04d}', (n * 7919) % 2000),
          1 + n % 3, 100 + (n * 31 % 500000) / 100, 'RUB', 'Moscow', 'Moscow'
        FROM (SELECT n, n * ${DAYS} // ${lines} AS day FROM range(${lines}) AS numbers(n))`)
      await connection.run(`
        INSERT INTO fact_ozon_ad_expense (shop_id, campaign_id, dt, is_cpo, money_spent, bonus_spent, prepayment_spent)
        SELECT ${shopId}, campaign, ${first} + day::INTEGER, false, 100 + day, 0, 0 FROM range(20) AS campaigns(campaign), range(${DAYS}) AS days(day)`)
      await connection.run(`
        INSERT INTO checkpoints (shop_id, stream_id, slice_key, from_day, to_day, open, run_id, rows, done_at)
        SELECT ${shopId}, stream, 'all', ${first}, DATE '${today}', false, 1, 1, now()::TIMESTAMP
        FROM (VALUES ('ozon.orders.fbo'), ('ozon.orders.fbs'), ('ozon.ads.expense'), ('ozon.ads.daily')) AS streams(stream)`)
    })
    await facts.checkpoint()
  } finally {
    await facts.close()
  }
}
