import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: the bid of a day stands at its beginning in Moscow, and is the same money', async () => {
  const { before, after, put } = await migrated('facts', 'bid_moments', {
    log_ozon_bids: [
      { shop_id: 1, campaign_id: 7, sku: 11, dt: '2026-07-01', bid: 2.5, target_cir: 0 },
      { shop_id: 1, campaign_id: 7, sku: 11, dt: '2026-07-02', bid: 3, target_cir: null },
      { shop_id: 2, campaign_id: 7, sku: 11, dt: '2026-07-01', bid: 0, target_cir: 12.5 },
    ],
    log_wb_bids: [],
  })
  const bid = { campaign_id: '7', sku: '11', bid_percent: null }
  const [first, second] = ['2026-06-30 21:00:00', '2026-07-01 21:00:00']
  expect(after).toEqual({
    ...before,
    log_ozon_bids: [
      { ...bid, shop_id: '1', seen_at: first, dt: '2026-07-01', bid: '2.50', target_cir: '0.0' },
      { ...bid, shop_id: '1', seen_at: second, dt: '2026-07-02', bid: '3.00', target_cir: null },
      { ...bid, shop_id: '2', seen_at: first, dt: '2026-07-01', bid: '0.00', target_cir: '12.5' },
    ],
  })
  // A moment is the key now, not the day.
  const later = { shop_id: 1, campaign_id: 7, sku: 11, dt: '2026-07-01', bid: 2 }
  await put('log_ozon_bids', { ...later, seen_at: '2026-07-01 09:00:00' })
  await expect(put('log_ozon_bids', { ...later, seen_at: first })).rejects.toThrow(/[Dd]uplicate key/)
})

test('P25: a bid of search and one of recommendations become two, and what was none is none', async () => {
  const about = { bid_type: 'manual', payment_type: 'cpm', status: '9', currency: 'RUB' }
  const both = {
    ...about,
    advert_id: 5,
    dt: '2026-07-01',
    search_enabled: true,
    recommendations_enabled: false,
  }
  const { before, after, put } = await migrated('facts', 'bid_moments', {
    log_ozon_bids: [],
    log_wb_bids: [
      { ...both, shop_id: 1, nm_id: 7, bid_search: 0, bid_recommendations: null },
      { ...both, shop_id: 1, nm_id: 8, bid_search: 12, bid_recommendations: null },
      { ...both, shop_id: 1, nm_id: 9, bid_search: 11, bid_recommendations: 9.5 },
      { ...both, shop_id: 2, nm_id: 9, bid_search: null, bid_recommendations: 0.01 },
    ],
  })
  const bid = { ...about, advert_id: '5', seen_at: '2026-06-30 21:00:00', dt: '2026-07-01' }
  const search = { ...bid, placement: 'search', is_enabled: 'true' }
  const recommendations = { ...bid, placement: 'recommendations', is_enabled: 'false' }
  expect(after).toEqual({
    ...before,
    log_wb_bids: [
      { ...search, shop_id: '1', nm_id: '8', bid: '12.00' },
      { ...recommendations, shop_id: '1', nm_id: '9', bid: '9.50' },
      { ...search, shop_id: '1', nm_id: '9', bid: '11.00' },
      { ...recommendations, shop_id: '2', nm_id: '9', bid: '0.01' },
    ],
  })
  const again = { shop_id: 1, advert_id: 5, nm_id: 8, placement: 'search', dt: '2026-07-01', bid: 13 }
  await put('log_wb_bids', { ...again, seen_at: '2026-07-01 09:00:00' })
  await expect(put('log_wb_bids', { ...again, seen_at: bid.seen_at })).rejects.toThrow(/[Dd]uplicate key/)
})
