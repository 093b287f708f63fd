import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: lines of finance lose who bought and who the partner is, and nothing else', async () => {
  const { before, after } = await migrated('facts', 'buyers_tax_number')
  const kept = before.fact_wb_finance?.map(
    ({ b2b_customer_tin, buyer_tax_reason_code, ppvz_supplier_name, ppvz_supplier_inn, ...rest }) => rest,
  )
  expect(kept).toHaveLength(2)
  expect(after).toEqual({ ...before, fact_wb_finance: kept })
  const people = ['b2b_customer_tin', 'buyer_tax_reason_code', 'ppvz_supplier_name', 'ppvz_supplier_inn']
  expect(Object.keys(before.fact_wb_finance?.[0] ?? {})).toEqual(expect.arrayContaining(people))
})
