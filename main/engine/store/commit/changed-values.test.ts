import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../../../loaders/core/declare/table.ts'
import {
  bool,
  day,
  id,
  instant,
  int,
  json,
  money,
  optional,
  real,
  table,
  text,
} from '../../../../loaders/core/declare/table.ts'
import { load, sliceOf, streamInto, type TempData, tempData } from '../../../../tests/support/store.ts'
import type { Stores } from '../opening/open.ts'

const columns = {
  key: int(),
  dt: day(),
  a: optional(text()),
  b: optional(text()),
  big: optional(id()),
  n: optional(int()),
  share: optional(real()),
  sum: optional(money()),
  on: optional(bool()),
  at: optional(instant()),
  more: optional(json()),
}
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
const NONE = { a: null, b: null, big: null, n: null, share: null, sum: null, on: null, at: null, more: null }
/** Steps of one row: each differs from the one before in little. */
const STEPS: readonly Row[] = [
  { ...NONE },
  { ...NONE, a: '' },
  { ...NONE, b: '' },
  { ...NONE, a: 'x', b: 'y' },
  { ...NONE, a: 'y', b: 'x' },
  { ...NONE, a: 'x", "y', b: null },
  { ...NONE, a: 'null' },
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
  { ...NONE, on: false },
  { ...NONE, on: true },
  { ...NONE, at: '2026-01-01T00:00:00.000Z' },
  { ...NONE, at: '2026-01-01T00:00:00.001Z' },
  { ...NONE, more: { a: 1 } },
  { ...NONE, more: { a: '1' } },
  { ...NONE, more: [] },
].map(values => ({ key: 1, dt: DAY, ...values }) as Row)

let data: TempData
let stores: Stores
beforeAll(async () => {
  data = await tempData([facts, dims])
  stores = await data.open()
})
afterAll(async () => {
  await stores.close()
  data.remove()
})

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
