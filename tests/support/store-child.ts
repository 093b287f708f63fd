import { openStores } from '../../main/engine/store/opening/open.ts'
import { goods, goodsRow, load, saleRow, sales, sliceOf, streamInto, tables } from './store.ts'

/** A process that commits slices until it is killed: argv is the data folder and that of the migrations. */
const [dataDir = '', migrationsDir = ''] = process.argv.slice(2)
const stores = await openStores({ dataDir, migrationsDir, tables })
const facts = streamInto([sales])
const dims = streamInto([goods], { mode: 'upsert' }, 'goods')
const say = (word: string) => process.stdout.write(`${word}\n`)
const hanging = await stores.store.stage(1, facts, sliceOf('2026-09-09'), 1)
hanging.add({ fact_test_sales: [saleRow('2026-09-09', 1, 1)] })
say('ready')
for (let slice = 0; ; slice += 1) {
  const key = `slice ${slice}`
  const rows = Array.from({ length: 3000 }, (_, sku) => saleRow('2026-01-01', slice * 10_000 + sku, slice))
  await load(stores, 1, facts, sliceOf('2026-01-01', '2026-01-01', { window: { start: key, days: 1 } }), {
    fact_test_sales: rows,
  })
  say(key)
  const names = Array.from({ length: 300 }, (_, sku) => goodsRow(slice * 1000 + sku, key))
  await load(stores, 1, dims, sliceOf('2026-01-01', '2026-01-01', { window: { start: key, days: 1 } }), {
    dim_test_goods: names,
  })
  say(`goods ${slice}`)
}
