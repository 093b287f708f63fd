import { beforeEach, expect, test } from 'vitest'
import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import { day, id, table } from '../../../../loaders/core/declare/table.ts'
import { openRecords } from '../../../../tests/support/records.ts'
import { sliceOf, streamInto } from '../../../../tests/support/store.ts'
import { createSql, relationOf } from '../schema/ddl.ts'
import { type Dims, runScript } from '../sqlite/connection.ts'
import { deleteUnrequested } from './unrequested.ts'

const lots = table('dim_test_lots', {
  store: 'dims',
  key: ['lot', 'sku'],
  columns: { lot: id(), sku: id() },
  grain: 'One row is a product of a lot.',
})
const dated = table('dim_test_dated', {
  store: 'dims',
  key: ['lot', 'dt'],
  day: 'dt',
  columns: { lot: id(), dt: day() },
  grain: 'One row is a day of a lot.',
})
const of = streamInto([lots, dated], { mode: 'replace', ids: 'lot' })
const slice = (...ids: number[]) => sliceOf('2026-01-01', '2026-01-01', { ids })

let dims: Dims
beforeEach(() => {
  dims = openRecords()
  for (const one of [lots, dated]) dims.exec(createSql(relationOf(one)))
  dims.exec(`INSERT INTO dim_test_lots VALUES (1, 5, 1), (1, 5, 2), (1, 6, 1), (1, 7, 1), (2, 5, 1), (2, 8, 1);
    INSERT INTO dim_test_dated VALUES (1, 5, '2026-01-01'), (1, 7, '2025-01-01')`)
})
const forget = (slices: readonly Slice[], stream = of) =>
  runScript(dims, deleteUnrequested(1, stream, slices))
const left = () =>
  dims
    .prepare("SELECT shop_id || ' ' || lot || ' ' || sku FROM dim_test_lots ORDER BY shop_id, lot, sku")
    .pluck()
    .all()

test('what no slice asked for goes, of this shop alone, and the days of a table with days stay', () => {
  expect(forget([slice(6), slice(7)])).toBe(2)
  expect(left()).toEqual(['1 6 1', '1 7 1', '2 5 1', '2 8 1'])
  expect(forget([slice(6), slice(7)])).toBe(0)
  expect(dims.prepare('SELECT lot FROM dim_test_dated ORDER BY lot').pluck().all()).toEqual([5, 7])
})

test('where nothing was asked for, nothing is left', () => {
  expect(forget([])).toBe(4)
  expect(left()).toEqual(['2 5 1', '2 8 1'])
})

test('one id that was asked for is enough to stay', () => {
  expect(forget([slice(5)])).toBe(2)
  expect(left()).toEqual(['1 5 1', '1 5 2', '2 5 1', '2 8 1'])
})

test('a stream that asks for no ids, or takes nothing away, leaves all', () => {
  const all = left()
  expect(forget([slice(5)], streamInto([lots], { mode: 'replace' }))).toBe(0)
  expect(forget([slice(5)], streamInto([lots], { mode: 'upsert' }))).toBe(0)
  expect(left()).toEqual(all)
})
