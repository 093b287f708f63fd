import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Overview } from '#contract/overview.ts'
import { Report, type ReportQuery, type ReportRow } from '#contract/report.ts'
import { allTables, marketplaceOf } from '../../loaders/index.ts'
import type { Asked } from '../../main/engine/analytics/known.ts'
import { FIGURE_NEEDS, overview } from '../../main/engine/analytics/overview.ts'
import { readSpans } from '../../main/engine/analytics/spans.ts'
import { VIEWS } from '../../main/engine/analytics/views.ts'
import { ask } from '../../main/engine/measures/ask.ts'
import { withNames } from '../../main/engine/measures/names.ts'
import { openStores } from '../../main/engine/store/opening/open.ts'

/** The Moscow day of the queries, and their instant on it (ms since epoch) unless a test gives another. */
export const TODAY = '2026-11-18'
export const NOON = Date.parse(`${TODAY}T12:00:00+03:00`)
/** The shops; all other ids are Ozon shops. */
export const [OZON, WB] = [1, 2]
export const ORDERS = ['ozon.orders.fbo', 'ozon.orders.fbs']
export const ADS = ['ozon.ads.expense', 'ozon.ads.daily']

interface Line {
  readonly posting?: string
  readonly sku?: number
  readonly dt?: string
  readonly quantity?: number
  readonly price?: number | null
  readonly currency?: string
  readonly status?: string
}

const shopOf = (id: number): Asked => {
  const marketplace = id === WB ? 'wb' : 'ozon'
  return { id, marketplace, figures: marketplaceOf(marketplace).figures, advertises: true }
}

/** Real databases with the rows of a test, and the overview over them. */
export async function overviewFacts() {
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-overview-'))
  const stores = await openStores({
    dataDir: folder,
    migrationsDir: join(import.meta.dirname, '../../resources/migrations'),
    tables: allTables,
  })
  const run = (...sql: readonly string[]) =>
    stores.facts.exclusive(async connection => {
      for (const one of sql) await connection.run(one)
    })
  await run(VIEWS)
  const askOf = async (
    shops: readonly Asked[],
    from = '2026-11-11',
    to = '2026-11-17',
    at = NOON,
  ): Promise<Overview> => {
    const query = { shopIds: shops.map(({ id }) => id), from, to }
    return overview(stores.facts, await readSpans(stores.facts, shops, FIGURE_NEEDS), query, shops, at, top =>
      top.map(() => null),
    )
  }
  return {
    facts: stores.facts,
    run,
    /** Deletes all rows, so that one database serves the tests of a file. */
    async clear() {
      const tables = await stores.facts.read(
        `SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND estimated_size > 0`,
      )
      await run(...tables.map(({ table_name }) => `DELETE FROM ${table_name}`))
    },
    /** Marks streams of a shop as loaded from 1 November to the end of yesterday. */
    read: (shopId: number, streams: readonly string[], key = 'all', from = '2026-11-01') =>
      run(
        ...streams.map(
          stream =>
            `INSERT INTO checkpoints (shop_id, stream_id, slice_key, from_day, to_day, open, run_id, rows, done_at)
             VALUES (${shopId}, '${stream}', '${key}', DATE '${from}', DATE '2026-11-17', true, 1, 1, TIMESTAMP '2026-11-18 06:00:00')`,
        ),
      ),
    /** One line of an Ozon posting; default: 100 roubles, yesterday. */
    order(shopId: number, line: Line = {}) {
      const { posting = 'P', sku = 7, dt = '2026-11-17', quantity = 1, price = 100 } = line
      const { currency = 'RUB', status = 'delivered' } = line
      return run(
        `INSERT INTO fact_ozon_orders (shop_id, posting_number, sku, line, is_first, dt, order_date, status, warehouse_mode, offer_id, product_name, quantity, price, currency_code)
         VALUES (${shopId}, '${posting}', ${sku}, 1, true, DATE '${dt}', TIMESTAMP '${dt} 09:00:00', '${status}', 'FBO', 'offer', 'name', ${quantity}, ${price}, ${price === null ? 'NULL' : `'${currency}'`})`,
      )
    },
    ask(shopIds: readonly number[], from?: string, to?: string, at?: number): Promise<Overview> {
      return askOf(shopIds.map(shopOf), from, to, at)
    },
    askOf,
    /** Answers a question about measures of a week, by the contract's own shape. */
    async report(
      shopIds: readonly number[],
      measures: ReportQuery['measures'],
      more: Partial<ReportQuery> = {},
      at = NOON,
    ): Promise<Report> {
      const query: ReportQuery = {
        measures,
        by: [],
        grain: null,
        shopIds: [...shopIds],
        where: {},
        from: '2026-11-11',
        to: '2026-11-17',
        compare: null,
        order: null,
        limit: 1000,
        ...more,
      }
      const named = (rows: readonly ReportRow[]) => withNames(stores.dims, rows)
      return Report.parse(await ask(stores.facts, query, shopIds.map(shopOf), at, named))
    },
    async close() {
      await stores.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type OverviewFacts = Awaited<ReturnType<typeof overviewFacts>>

/** One such database for the tests of a file, emptied behind each. */
export function factsOfFile(): Omit<OverviewFacts, 'close' | 'clear'> {
  let data: OverviewFacts
  beforeAll(async () => {
    data = await overviewFacts()
  })
  afterEach(() => data.clear())
  afterAll(() => data.close())
  return {
    get facts() {
      return data.facts
    },
    run: (...of) => data.run(...of),
    read: (...of) => data.read(...of),
    order: (...of) => data.order(...of),
    ask: (...of) => data.ask(...of),
    askOf: (...of) => data.askOf(...of),
    report: (...of) => data.report(...of),
  }
}
