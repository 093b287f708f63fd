import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: campaigns of Wildberries stay, and on which day each was seen last is not known yet', async () => {
  const { before, after } = await migrated('dims', 'campaigns_seen')
  const campaigns = before.dim_wb_campaigns?.map(row => ({ ...row, seen_on: null }))
  expect(after).toEqual({ ...before, dim_wb_campaigns: campaigns })
})
