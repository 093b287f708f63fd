import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: what a person moved stays where it was put, as the first move of its type', async () => {
  const moved = {
    marketplace: 'ozon',
    type: 'Acquiring',
    charge_group: 'other',
    set_at: '2026-11-29T06:00:00.000Z',
  }
  const { before, after } = await migrated('dims', 'charge_moves', {
    charge_groups: [moved, { ...moved, marketplace: 'wb', type: 'Хранение' }],
  })
  const { charge_groups: _, ...rest } = before
  const { set_at: moved_at, ...first } = moved
  expect(after).toEqual({
    ...rest,
    charge_moves: [
      { ...first, number: 1, moved_at },
      { ...first, marketplace: 'wb', type: 'Хранение', number: 1, moved_at },
    ],
  })
})
