import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: every row of every table is as it was, and only the books of the app keep their indexes', async () => {
  const { before, after, put } = await migrated('facts', 'lean_facts')
  expect(Object.keys(before).length).toBeGreaterThan(30)
  expect(after).toEqual(before)
  // A second row with the same key: from now on the writer prevents that, not the database.
  await put('fact_ozon_orders', { shop_id: 1 })
  await expect(put('checkpoints', { shop_id: 1 })).rejects.toThrow(/[Dd]uplicate key/)
})

test('P25: rows of a shop lie by day, those of a day as they came', async () => {
  const days = ['2026-07-03', '2026-07-01', '2026-07-02', '2026-07-01']
  const { lying } = await migrated('facts', 'lean_facts', {
    fact_ozon_transactions: days.map((dt, at) => ({ shop_id: 2 - (at % 2), operation_id: 9 - at, dt })),
  })
  expect(await lying('fact_ozon_transactions', ['shop_id', 'dt', 'operation_id'])).toEqual([
    '1 2026-07-01 8',
    '1 2026-07-01 6',
    '2 2026-07-02 7',
    '2 2026-07-03 9',
  ])
})
