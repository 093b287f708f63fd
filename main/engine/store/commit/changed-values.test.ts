import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { day, int, optional, type Row, table, text } from '../../../../loaders/core/declare/table.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import { everyKind, load, sliceOf, streamInto } from '../../../../tests/support/store.ts'

const columns = { ...everyKind, key: int(), dt: day(), b: optional(text()), n: optional(int()) }
const facts = table('fact_test_values', {
  store: 'facts',
  key: ['key'],
  day: 'dt',
  columns,
  grain: 'One row is a row of values.',
})
const dims = table('dim_test_values', {
  store: 'dims',
  key: ['key'],
  columns,
  grain: 'One row is a row of values.',
})

const DAY = '2026-01-01'
const NONE = {
  word: null,
  b: null,
  big: null,
  n: null,
  share: null,
  sum: null,
  sure: null,
  at: null,
  more: null,
}
/** Steps of one row: each differs from the one before in little. */
const STEPS: readonly Row[] = [
  { ...NONE },
  { ...NONE, word: '' },
  { ...NONE, b: '' },
  { ...NONE, word: 'x', b: 'y' },
  { ...NONE, word: 'y', b: 'x' },
  { ...NONE, word: 'x", "y', b: null },
  { ...NONE, word: 'null' },
  { ...NONE, big: '9007199254740993' },
  { ...NONE, big: '9007199254740992' },
  { ...NONE, big: '-2930909409054394622' },
  { ...NONE, n: 0 },
  { ...NONE, n: 1 },
  { ...NONE, share: 0.1 + 0.2 },
  { ...NONE, share: 0.3 },
  { ...NONE, share: 0 },
  { ...NONE, sum: 0 },
  { ...NONE, sum: 1 },
  { ...NONE, sum: -1 },
  { ...NONE, sure: false },
  { ...NONE, sure: true },
  { ...NONE, at: '2026-01-01T00:00:00.000Z' },
  { ...NONE, at: '2026-01-01T00:00:00.001Z' },
  { ...NONE, more: { a: 1 } },
  { ...NONE, more: { a: '1' } },
  { ...NONE, more: [] },
].map(values => ({ key: 1, dt: DAY, ...values }) as Row)

let stores: Memory
beforeAll(async () => {
  stores = await openMemory([facts, dims])
})
afterAll(() => stores.close())

describe.each([facts, dims])('a row of $name', of => {
  const into = streamInto([of])
  const come = (row: Row) => load(stores, 1, into, sliceOf(DAY), { [of.name]: [row] })

  it('is written whenever one of its values differs, and never when none does', async () => {
    expect(await come(STEPS[0] as Row)).toMatchObject({ added: 1, changed: 0 })
    for (const step of STEPS.slice(1)) {
      expect(await come(step), JSON.stringify(step)).toMatchObject({ added: 0, changed: 1 })
      expect(await come(step), JSON.stringify(step)).toMatchObject({ added: 0, changed: 0 })
    }
  })

  it('with a zero below zero is as it was', async () => {
    await come({ ...STEPS[0], share: 0 } as Row)
    expect(await come({ ...STEPS[0], share: -0 } as Row)).toMatchObject({ added: 0, changed: 0 })
  })
})
