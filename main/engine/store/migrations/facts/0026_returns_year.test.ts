import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: windows of returns that half a year cut are read again, whole ones and those of other streams are not', async () => {
  const kept = [
    ['ozon.returns.list', '2026-06-06/30', '2026-06-06'],
    ['ozon.returns.list', '2026-05-07/30@2026-05-20', '2026-05-20'],
    ['ozon.returns.changes', '2026-06-06/30', '2026-06-06'],
    ['ozon.returns.compensations', '2026-06-06', '2026-06-07'],
    ['ozon.supplies.orders', '2026-05-07/30', '2026-05-20'],
  ] as const
  const cut = [
    ['ozon.returns.list', '2026-05-07/30', '2026-05-20'],
    ['ozon.returns.changes', '2026-05-07/30', '2026-05-08'],
  ] as const
  const { before, after } = await migrated('facts', 'returns_year', {
    checkpoints: [1, 2].flatMap(shop_id =>
      [...kept, ...cut].map(([stream_id, slice_key, from_day]) => ({
        shop_id,
        stream_id,
        slice_key,
        from_day,
      })),
    ),
  })
  const isCut = (row: Readonly<Record<string, unknown>>) =>
    cut.some(([stream, key]) => row.stream_id === stream && row.slice_key === key)
  expect(before.checkpoints).toHaveLength(14)
  expect(after).toEqual({ ...before, checkpoints: before.checkpoints?.filter(row => !isCut(row)) })
  expect(after.checkpoints).toHaveLength(10)
})
