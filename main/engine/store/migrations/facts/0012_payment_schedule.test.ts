import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: a payment schedule of Wildberries is a sum to the kopeck, or nothing where it was none', async () => {
  const texts = ['-1', '-120.5', '0', '1250.99', '', 'неделя', null]
  const { before, after } = await migrated('facts', 'payment_schedule', {
    fact_wb_finance: texts.map((payment_schedule, at) => ({
      shop_id: (at % 2) + 1,
      rrd_id: at,
      payment_schedule,
    })),
  })
  const sums: Readonly<Record<string, string | null>> = {
    '-1': '-1.00',
    '-120.5': '-120.50',
    '0': '0.00',
    '1250.99': '1250.99',
  }
  const finance = before.fact_wb_finance?.map(row => ({
    ...row,
    payment_schedule: sums[String(row.payment_schedule)] ?? null,
  }))
  expect(finance).toHaveLength(texts.length)
  expect(after).toEqual({ ...before, fact_wb_finance: finance })
})
