import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: one line of each posting is its first: that of its smallest product, and of that the first', async () => {
  const { before, after } = await migrated('facts', 'first_lines', {
    fact_ozon_orders: [
      { shop_id: 1, posting_number: '7-1', sku: 20, line: 0 },
      { shop_id: 1, posting_number: '7-1', sku: 10, line: 2 },
      { shop_id: 1, posting_number: '7-1', sku: 10, line: 1 },
      { shop_id: 1, posting_number: '7-2', sku: 30, line: 0 },
      // The same number in another shop is another posting.
      { shop_id: 2, posting_number: '7-1', sku: 20, line: 0 },
    ],
  })
  const first = new Set(['1 7-1 10 1', '1 7-2 30 0', '2 7-1 20 0'])
  expect(after).toEqual({
    ...before,
    fact_ozon_orders: before.fact_ozon_orders?.map(row => {
      const { shop_id, posting_number, sku, line } = row
      return { ...row, is_first: String(first.has(`${shop_id} ${posting_number} ${sku} ${line}`)) }
    }),
  })
})
