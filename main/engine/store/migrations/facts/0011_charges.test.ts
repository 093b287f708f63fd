import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: accruals stay without the guess of their category, and what is no sum of a payment schedule stays as text', async () => {
  const { before, after } = await migrated('facts', 'charges', {
    fact_wb_finance: [
      { shop_id: 1, rrd_id: 1, payment_schedule: '-1', extra: '{"kept":1}' },
      { shop_id: 1, rrd_id: 2, payment_schedule: '', extra: '{"kept":2}' },
      { shop_id: 1, rrd_id: 3, payment_schedule: null, extra: null },
      { shop_id: 2, rrd_id: 4, payment_schedule: 'неделя', extra: '{"kept":4}' },
      { shop_id: 2, rrd_id: 5, payment_schedule: '0.125', extra: null },
    ],
  })
  const without = before.fact_ozon_transactions?.map(({ category, ...row }) => row)
  expect(before.fact_ozon_transactions).toHaveLength(2)
  const extra = [
    '{"kept":1}',
    '{"kept":2}',
    null,
    '{"kept":4,"paymentSchedule":"неделя"}',
    '{"paymentSchedule":"0.125"}',
  ]
  const finance = before.fact_wb_finance?.map((row, at) => ({ ...row, extra: extra[at] }))
  expect(after).toEqual({ ...before, fact_ozon_transactions: without, fact_wb_finance: finance })
})
