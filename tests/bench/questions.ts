import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { addDays, moscowDay } from '#contract/days.ts'
import { allTables } from '../../loaders/index.ts'
import { VIEWS } from '../../main/engine/analytics/views.ts'
import { openStores } from '../../main/engine/store/opening/open.ts'
import { openClickHouse } from './clickhouse.ts'
import type { Figure } from './figure.ts'
import { quantile, round } from './figure.ts'

const LINES = 10_000_000
const DAYS = 3 * 365
const PRODUCTS = 2000
const ROUNDS = 21
const MIGRATIONS = join(import.meta.dirname, '../../resources/migrations')

/** What a seller asks of three years of orders, in words that both databases understand. */
function questionsOf(today: string): Readonly<Record<string, string>> {
  const since = (days: number) => `dt > DATE '${addDays(today, -days)}'`
  const sums = 'sum(quantity) AS units, sum(revenue) AS revenue FROM order_lines WHERE shop_id = 1'
  return {
    '30-day chart': `SELECT dt, ${sums} AND ${since(30)} GROUP BY dt ORDER BY dt`,
    'top products of 10 months': `SELECT sku, ${sums} AND ${since(300)} GROUP BY sku ORDER BY revenue DESC, sku LIMIT 10`,
    // By day first, as the app asks: the chart's months are sums of its days.
    'months of 3 years': `SELECT date_trunc('month', dt) AS month, sum(units) AS units, sum(revenue) AS revenue FROM (SELECT dt, ${sums} GROUP BY dt) AS days GROUP BY month ORDER BY month`,
    'cluster x warehouse of 90 days': `SELECT cluster_to, warehouse_name, sum(quantity) AS units FROM fact_ozon_orders WHERE shop_id = 1 AND ${since(90)} GROUP BY cluster_to, warehouse_name ORDER BY cluster_to, warehouse_name`,
    "one product's history": `SELECT dt, ${sums} AND sku = 1000042 GROUP BY dt ORDER BY dt`,
  }
}

/** Five questions over ten million order lines: through the store, warm, against ClickHouse in this process, in turns. */
export async function questions(folder: string): Promise<readonly Figure[]> {
  const today = moscowDay(Date.now())
  const dataDir = join(folder, 'questions')
  const parquet = join(folder, 'questions.parquet')
  mkdirSync(dataDir)
  await rows(parquet, today)
  const stores = await openStores({ dataDir, migrationsDir: MIGRATIONS, tables: allTables })
  const house = await openClickHouse(join(folder, 'clickhouse'))
  try {
    await fill(stores, parquet)
    house.query(`CREATE TABLE fact_ozon_orders ENGINE = MergeTree ORDER BY (shop_id, dt) AS SELECT * FROM file('${parquet}')
      SETTINGS schema_inference_make_columns_nullable = 0`)
    house.query('OPTIMIZE TABLE fact_ozon_orders FINAL')
    house.query(`CREATE VIEW order_lines AS SELECT shop_id, dt, sku, quantity, price * quantity AS revenue
      FROM fact_ozon_orders WHERE status <> 'cancelled_from_split_pending' AND quantity <= 1000000`)
    const figures: Figure[] = []
    for (const [name, sql] of Object.entries(questionsOf(today))) {
      const check = `SELECT count(*) AS n, sum(units)::BIGINT AS units FROM (${sql})`
      const [ours] = await stores.facts.read(check)
      const theirs = house.query(`SELECT count(*), sum(units) FROM (${sql})`).trim()
      if (`${ours?.n}\t${ours?.units}` !== theirs)
        throw new Error(`${name}: ${ours?.n}, ${ours?.units} is not ${theirs}`)
      const times = { store: [] as number[], house: [] as number[] }
      for (let turn = 0; turn < ROUNDS; turn += 1) {
        times.store.push(await timed(() => stores.facts.read(sql)))
        times.house.push(await timed(() => house.query(sql)))
      }
      const [store, other] = [quantile(times.store, 0.5), quantile(times.house, 0.5)]
      figures.push({
        name: `${name} over ${LINES.toLocaleString('en')} order lines, store / ClickHouse in process, medians`,
        ratio: round(store / other),
        bar: 1.3,
        better: 'lower',
        storeMs: round(store, 1),
        clickhouseMs: round(other, 1),
      })
    }
    const median = quantile(
      figures.map(({ ratio }) => ratio ?? Number.NaN),
      0.5,
    )
    return [
      ...figures,
      { name: 'the five questions, median of their ratios', ratio: median, bar: 1, better: 'lower' },
    ]
  } finally {
    house.close()
    await stores.close()
  }
}

async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Three years of order lines of one shop, by day, as Parquet: both sides read the same. */
async function rows(parquet: string, today: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  try {
    const first = `DATE '${addDays(today, 1 - DAYS)}'`
    await connection.run(`COPY (
      SELECT 1::BIGINT AS shop_id, format('{:08d}-{:04d}-1', 10000000 + hash(n) % 80000000, n % 1000) AS posting_number,
        (1000000 + hash(n, 1) % ${PRODUCTS})::BIGINT AS sku, 1::BIGINT AS line, true AS is_first, ${first} + (n * ${DAYS} // ${LINES})::INTEGER AS dt,
        (${first} + (n * ${DAYS} // ${LINES})::INTEGER)::TIMESTAMP + to_seconds(n * ${DAYS} % ${LINES} * 86400 // ${LINES}) AS order_date,
        'delivered' AS status, if(hash(n, 2) % 10 = 0, 'FBS', 'FBO') AS warehouse_mode, format('offer-{:04d}', hash(n, 1) % ${PRODUCTS}) AS offer_id,
        format('Product number {:04d}', hash(n, 1) % ${PRODUCTS}) AS product_name, (1 + hash(n, 3) % 3)::BIGINT AS quantity,
        (100 + (hash(n, 1) % ${PRODUCTS}) * 2.5)::DECIMAL(18, 2) AS price, 'RUB' AS currency_code,
        format('Cluster {:02d}', hash(n, 4) % 20) AS cluster_to, format('Warehouse {:02d}', hash(n, 5) % 30) AS warehouse_name
      FROM range(${LINES}) AS numbers(n)) TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Into the store's own file, by day as loads leave it. */
async function fill({ facts, staging }: Awaited<ReturnType<typeof openStores>>, parquet: string) {
  // SQL may read nothing outside of the staging folder.
  const staged = join(staging, 'bench.parquet')
  copyFileSync(parquet, staged)
  await facts.exclusive(async connection => void (await connection.run(VIEWS)))
  await facts.write(connection =>
    connection.run(`INSERT INTO fact_ozon_orders BY NAME FROM read_parquet('${staged}')`),
  )
  await facts.checkpoint()
  rmSync(staged)
}
