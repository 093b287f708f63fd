import { afterAll, beforeAll, expect, test } from 'vitest'
import { sliceKey } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import { stream } from '../../../../loaders/core/declare/stream.ts'
import type { Job } from '../../../../loaders/core/run/run-stream.ts'
import { loadStream } from '../../../../loaders/core/run/run-stream.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import { goods, goodsRow, saleRow, sales, sliceOf, streamInto } from '../../../../tests/support/store.ts'

/** A minute before midnight in Moscow, and two minutes later. */
const [BEFORE, BEHIND] = ['2026-01-01T20:59:00.000Z', '2026-01-01T21:01:00.000Z']
let clock = ''
let stores: Memory
let shop = 0
beforeAll(async () => {
  stores = await openMemory([sales, goods], () => Date.parse(clock))
})
afterAll(() => stores.close())

const slice = sliceOf('2026-01-01')
const doneAt = async (of: Stream) => {
  const facts = of.into[0]?.store === 'facts'
  const sql = `SELECT done_at FROM ${facts ? 'checkpoints' : 'dim_checkpoints'} WHERE shop_id = ${shop} AND slice_key = '${sliceKey(slice)}'`
  const [row] = facts ? await stores.facts.read(sql) : stores.dims.prepare(sql).all()
  const [at] = Object.values(row as Record<string, unknown>)
  return new Date(`${String(at).replace(' ', 'T').replace('Z', '')}Z`).toISOString()
}

const facts = streamInto([sales])
const dims = streamInto([goods], { mode: 'upsert' }, 'goods')
test.each([
  ['facts', facts, { fact_test_sales: [saleRow('2026-01-01', 1, 100)] }],
  ['dims', dims, { dim_test_goods: [goodsRow(1, 'mug')] }],
] as const)(
  'a slice of %s is as fresh as the moment at which it began to be read, however late its rows are committed',
  async (_, of, rows) => {
    shop += 1
    clock = BEFORE
    const stage = await stores.store.stage(shop, of, slice, 1)
    stage.add(rows)
    clock = BEHIND
    await stage.commit()
    expect(await doneAt(of)).toBe(BEFORE)
  },
)

test('also one that a later life of its run commits', async () => {
  shop += 1
  clock = BEFORE
  const stage = await stores.store.stage(shop, facts, slice, 1)
  stage.add({ fact_test_sales: [saleRow('2026-01-01', 1, 100)] })
  await stage.close()
  clock = BEHIND
  const { store } = stores.nextLife()
  await (await store.recovered(shop, facts, [slice], 1)).get(sliceKey(slice))?.commit()
  expect(await doneAt(facts)).toBe(BEFORE)
})

test('and one that is read page by page is as fresh as before its first page', async () => {
  shop += 1
  const paged = stream({
    id: 'test.paged',
    into: [sales],
    slices: async () => [slice],
    source: {
      host: 'wb-statistics',
      paths: ['/sales'],
      async *read() {
        clock = BEHIND
        yield 1
        yield 2
      },
    },
    rows: page => ({ fact_test_sales: [saleRow('2026-01-01', page, 100) as never] }),
    cursor: page => String(page),
  })
  clock = BEFORE
  const job = {
    shopId: shop,
    runId: 1,
    context: {},
    store: stores.store,
    streamContext: () => ({ state: stores.store.state(shop, paged) }),
  } as unknown as Job
  await loadStream(paged, job, () => {})
  expect(await doneAt(paged)).toBe(BEFORE)
})
