import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: every bid stays what it was, and a campaign that aims at a share of costs may have none', async () => {
  const { before, after, put } = await migrated('facts', 'target_share')
  expect(after).toEqual(before)
  const aimed = { shop_id: 1, campaign_id: 7, sku: 11, dt: '2026-07-01', bid: null, target_cir: 12.5 }
  await put('log_ozon_bids', { ...aimed, seen_at: '2026-07-01 09:00:00' })
})

test('P25: until then a bid without money was refused', async () => {
  const aimed = { shop_id: 1, bid: null, target_cir: 12.5 }
  await expect(migrated('facts', 'target_share', { log_ozon_bids: [aimed] })).rejects.toThrow(/NOT NULL/)
})
