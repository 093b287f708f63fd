import { expect, test } from 'vitest'
import { migrated, type Row } from '../../../../../tests/support/migration.ts'

const HOUR = 3_600_000
const from = (ms: number) => new Date(Date.now() + ms).toISOString()

test('P25: pauses that stood among the settings are forgotten, and an instant that nothing can read or believe', async () => {
  const kept: readonly Row[] = [
    { shop_id: 1, step: 'past', until: '2026-01-01T00:00:00.000Z' },
    { shop_id: 1, step: 'soon', until: from(23 * HOUR) },
    { shop_id: 1, step: 'unasked', until: null },
    { shop_id: 2, step: 'soon', until: from(HOUR) },
  ]
  const lost: readonly Row[] = [
    { shop_id: 1, step: 'far', until: '2058-01-01T00:00:00.000Z' },
    { shop_id: 1, step: 'late', until: from(25 * HOUR) },
    { shop_id: 2, step: 'mad', until: '+033658-09-27T01:46:40.000Z' },
  ]
  const { before, after } = await migrated('dims', 'pauses', {
    settings: [
      { key: 'limit/ozon//v1/returns/list 7', value: '1e15' },
      { key: 'limit/wb/finance 3', value: '1' },
      { key: 'limits', value: '3' },
      { key: 'theme', value: '"dark"' },
    ],
    datasets: [...kept, ...lost],
  })
  const believed = (row: Row) => (lost.some(({ step }) => step === row.step) ? { ...row, until: null } : row)
  expect(after).toEqual({
    ...before,
    settings: [
      { key: 'limits', value: '3' },
      { key: 'theme', value: '"dark"' },
    ],
    datasets: before.datasets?.map(believed),
    pauses: [],
  })
})
