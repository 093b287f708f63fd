import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: answers that were kept as they came are gone, of every shop, and nothing else is', async () => {
  const { before, after } = await migrated('dims', 'evidence_masked')
  expect(before.evidence).toHaveLength(2)
  expect(after).toEqual({ ...before, evidence: [] })
})
