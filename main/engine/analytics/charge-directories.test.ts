import { describe, expect, test } from 'vitest'
import { CHARGE_GROUPS } from '#contract/charges.ts'
import { allCharges } from '../../../loaders/index.ts'
import { ACCRUAL_TYPES } from '../../../loaders/ozon/finance/accrual-directory.ts'

describe('the directories', () => {
  test.each(allCharges)(
    'of $marketplace names each type once, in a group that exists',
    ({ marketplace, directory: { entries, date } }) => {
      const names = entries.map(({ type }) => type)
      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
      expect(entries.filter(({ group }) => !CHARGE_GROUPS.includes(group))).toEqual([])
      expect(entries.length).toBeGreaterThan(marketplace === 'ozon' ? 190 : 20)
      expect(date).toMatch(/^2026-\d\d-\d\d$/)
    },
  )

  test('of Ozon has the numbers 1 to 124 without a gap, and each number once', () => {
    const ids = ACCRUAL_TYPES.flatMap(({ id }) => id ?? [])
    expect(ids).toEqual([...Array.from({ length: 124 }, (_, at) => at + 1), 126, 129, 130])
  })
})
