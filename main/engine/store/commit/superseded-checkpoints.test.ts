import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { days, each, sliceKey, withIds } from '../../../../loaders/core/declare/slices.ts'
import { type Step, type Stream, step } from '../../../../loaders/core/declare/stream.ts'
import { addDays } from '../../../../loaders/core/parse/time.ts'
import { allStreams } from '../../../../loaders/index.ts'
import {
  goods,
  shelf,
  sliceOf,
  streamInto,
  type TempData,
  tempData,
} from '../../../../tests/support/store.ts'
import { type Read, stretchOf } from '../../analytics/spans.ts'
import type { Stores } from '../opening/open.ts'
import { coverage } from '../queries/coverage.ts'
import { checkpoint } from './checkpoints.ts'
import { deleteSuperseded } from './superseded-checkpoints.ts'

let data: TempData
let stores: Stores
beforeAll(async () => {
  data = await tempData()
  stores = await data.open()
})
afterAll(async () => {
  await stores.close()
  data.remove()
})

const BATCHES = ['a', 'b', 'c'] as const
const ids = { table: goods, column: 'sku' }
const windows = withIds(days(7, { first: 30, again: 7 }), ids)
const spent: Stream = { ...streamInto([shelf], { mode: 'upsert' }, 'spent'), slices: windows }
const names: Stream = { ...streamInto([goods], { mode: 'upsert' }, 'names'), slices: windows }
const parts: Stream = { ...streamInto([shelf], { mode: 'upsert' }, 'parts'), slices: each(windows, 2, ids) }
const all = [spent, names, parts]
const of: readonly Step[] = [step('test', { lane: 'main', refresh: 'daily' }, all)]

const FIELDS =
  'slice_key, CAST(from_day AS VARCHAR) AS "from", CAST(to_day AS VARCHAR) AS "to", CAST(done_at AS VARCHAR) AS "doneAt"'
async function rowsOf(shopId: number, { id, into }: Stream) {
  const table = into[0]?.store === 'facts' ? 'checkpoints' : 'dim_checkpoints'
  const sql = `SELECT ${FIELDS} FROM ${table} WHERE shop_id = ${shopId} AND stream_id = '${id}' ORDER BY from_day, slice_key`
  const rows = table === 'checkpoints' ? await stores.facts.read(sql) : stores.dims.prepare(sql).all()
  return rows as unknown as (Read & { readonly slice_key: string })[]
}

async function write({ into }: Stream, sql: string) {
  if (into[0]?.store === 'dims') stores.dims.exec(sql)
  else await stores.facts.write(async connection => void (await connection.run(sql)))
}

let shops = 0
test('whatever was read again with other ids, coverage is as it was before, and each window keeps its last reading', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ window: fc.integer({ min: 0, max: 3 }), batch: fc.constantFrom(...BATCHES) }), {
        minLength: 1,
        maxLength: 8,
      }),
      async read => {
        shops += 1
        const shopId = shops
        const last = new Map<string, string>()
        for (const [nth, { window, batch }] of read.entries()) {
          const from = addDays('2026-03-02', window * 7)
          const slice = sliceOf(from, addDays(from, 6), { batch })
          last.set(from, sliceKey(slice))
          const done = { shopId, slice, runId: nth, askedAt: `2026-03-2${nth}T10:00:00.000Z`, rows: 1 }
          for (const stream of all) await write(stream, checkpoint([{ ...done, stream }]).sql)
        }
        const state = async () => [
          await coverage(stores, shopId, of),
          stretchOf(await rowsOf(shopId, spent)),
          stretchOf(await rowsOf(shopId, names)),
        ]
        const before = await state()
        const other = await rowsOf(shopId, parts)
        await deleteSuperseded(stores, all)
        expect(await state()).toEqual(before)
        const keys = async (stream: Stream) => (await rowsOf(shopId, stream)).map(row => row.slice_key)
        expect(await keys(spent)).toEqual([...last.values()].toSorted())
        expect(await keys(names)).toEqual([...last.values()].toSorted())
        // Batches of one window stand beside each other.
        expect(await rowsOf(shopId, parts)).toEqual(other)
      },
    ),
    { numRuns: 12 },
  ))

test('of an app without such streams nothing is deleted', async () => {
  shops += 1
  const slice = (batch: string) => sliceOf('2026-03-02', '2026-03-08', { batch })
  for (const [nth, batch] of BATCHES.entries())
    await write(
      spent,
      checkpoint([
        {
          shopId: shops,
          stream: spent,
          slice: slice(batch),
          runId: 1,
          askedAt: `2026-03-0${nth + 3}T00:00:00.000Z`,
          rows: 1,
        },
      ]).sql,
    )
  await deleteSuperseded(stores, [parts])
  expect(await rowsOf(shops, spent)).toHaveLength(3)
})

test('a later reading of a part of the days replaces nothing, and one of more days does', async () => {
  shops += 1
  const read = (from: string, to: string, batch: string, day: number) =>
    write(
      spent,
      checkpoint([
        {
          shopId: shops,
          stream: spent,
          slice: sliceOf(from, to, { batch }),
          runId: 1,
          askedAt: `2026-03-1${day}T00:00:00.000Z`,
          rows: 1,
        },
      ]).sql,
    )
  await read('2026-03-02', '2026-03-08', 'whole', 0)
  await read('2026-03-03', '2026-03-08', 'later', 1)
  await read('2026-03-02', '2026-03-07', 'shorter', 2)
  const left = async () => (await rowsOf(shops, spent)).map(({ slice_key }) => slice_key.replace(/.*#/, ''))
  await deleteSuperseded(stores, all)
  expect(await left()).toEqual(['shorter', 'whole', 'later'])
  await read('2026-03-01', '2026-03-07', 'earlier', 3)
  await deleteSuperseded(stores, all)
  expect(await left()).toEqual(['earlier', 'whole', 'later'])
})

test('these streams read a window with all its ids at once, and no other does', () => {
  const found = allStreams.filter(({ slices }) => slices.allIds).map(({ id }) => id)
  expect(found.toSorted()).toEqual(['ozon.ads.cpo', 'wb.ad_clusters.days', 'wb.ads.stats'])
})
