import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { load, saleRow, sales, sliceOf, streamInto, tempData } from '../../tests/support/store.ts'
import { housekeeping } from './housekeeping.ts'
import { insertShop, updateShop } from './store/records/shops.ts'

test('files go through what waits for an idle moment when no shop loads, on whatever day and by whatever clock', async () => {
  const data = await tempData()
  onTestFinished(() => data.remove())
  const old = await data.open()
  const { id } = insertShop(old.dims, {
    name: 'shop',
    marketplace: 'ozon',
    clientId: '1',
    perfClientId: null,
    demo: false,
  })
  const rows = [2, 1].map(sku => saleRow('2026-01-01', sku, 100))
  await load(old, id, streamInto([sales]), sliceOf('2026-01-01'), { fact_test_sales: rows })
  await old.close()
  writeFileSync(
    join(data.migrationsDir, 'facts', '0002_sorted.sql'),
    '-- idle: by number.\nCREATE TABLE moved AS SELECT * FROM fact_test_sales ORDER BY sku;\nDROP TABLE fact_test_sales;\nALTER TABLE moved RENAME TO fact_test_sales;',
  )
  const stores = await data.open()
  onTestFinished(() => stores.close())
  const lying = async () =>
    (await stores.facts.read('SELECT sku FROM fact_test_sales ORDER BY rowid')).map(({ sku }) => sku)
  const tidy = housekeeping(stores, { isSure: () => false }, () => Date.parse('2026-01-02T12:00:00Z'))
  updateShop(stores.dims, id, { status: 'syncing' })
  await tidy()
  expect(await lying()).toEqual([2, 1])
  updateShop(stores.dims, id, { status: 'active' })
  await tidy()
  expect(await lying()).toEqual([1, 2])
})
