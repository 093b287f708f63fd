import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: types of accruals stay without the guess of their category, and nobody has moved one yet', async () => {
  const { before, after, put } = await migrated('dims', 'charges')
  const types = before.dim_ozon_accrual_types?.map(({ category, ...row }) => row)
  expect(types).toHaveLength(2)
  expect(after).toEqual({ ...before, dim_ozon_accrual_types: types, charge_groups: [] })
  await put('charge_groups', { marketplace: 'ozon', type: 'Acquiring' })
  await expect(put('charge_groups', { marketplace: 'ozon', type: 'Acquiring' })).rejects.toThrow(/UNIQUE/)
})
