import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TempData } from '../../../../tests/support/store.ts'
import {
  goods,
  goodsRow,
  load,
  saleRow,
  sales,
  shelf,
  shelfRow,
  sliceOf,
  streamInto,
  tempData,
} from '../../../../tests/support/store.ts'
import type { Stores } from '../opening/open.ts'

let data: TempData
let stores: Stores
let shop = 0
beforeAll(async () => {
  data = await tempData()
  stores = await data.open()
})
afterAll(async () => {
  await stores.close()
  data.remove()
})
const read = (table: string, shopId: number, columns: string, order: string) =>
  stores.facts.read(`SELECT ${columns} FROM ${table} WHERE shop_id = ${shopId} ORDER BY ${order}`)
const salesOf = async (shopId: number) =>
  (await read('fact_test_sales', shopId, 'dt, sku, amount', 'dt, sku')).map(
    row => `${row.dt} ${row.sku} ${row.amount}`,
  )

describe('upsert by parent', () => {
  const into = streamInto([sales], { mode: 'upsert', parent: 'sku' })
  const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'] as const

  it('takes away what a parent has no longer, in whichever slice it comes, and nothing of others and other shops', async () => {
    const [shopId, other] = [++shop, ++shop]
    const rows = [saleRow(days[0], 1, 100), saleRow(days[1], 1, 200), saleRow(days[0], 2, 300)]
    for (const each of [shopId, other])
      await load(stores, each, into, sliceOf(days[0]), { fact_test_sales: rows })
    const again = await load(stores, shopId, into, sliceOf(days[3]), {
      fact_test_sales: [saleRow(days[1], 1, 250), saleRow(days[2], 1, 50)],
    })
    expect(again).toMatchObject({ rows: 2, added: 1, changed: 1 })
    expect(await salesOf(shopId)).toEqual(['2026-01-01 2 3.00', '2026-01-02 1 2.50', '2026-01-03 1 0.50'])
    expect(await salesOf(other)).toHaveLength(3)
  })

  it('takes away the rows of a further table whose parent came without any, and of no other parent', async () => {
    const shopId = ++shop
    const both = streamInto([sales, shelf], { mode: 'upsert', parent: 'sku' })
    const [day] = days
    const parents = [saleRow(day, 1, 100), saleRow(day, 2, 100), saleRow(day, 3, 100)]
    const fact_test_shelf = [1, 2, 3].map(sku => shelfRow(day, sku, 5))
    await load(stores, shopId, both, sliceOf(day), { fact_test_sales: parents, fact_test_shelf })
    const shelves = async () =>
      (await read('fact_test_shelf', shopId, 'sku', 'sku')).map(row => Number(row.sku))
    await load(stores, shopId, both, sliceOf(days[1]), {
      fact_test_sales: parents.slice(0, 2),
      // A row whose parent did not come takes nobody's place.
      fact_test_shelf: [shelfRow(day, 2, 7), shelfRow(day, 3, 5)],
    })
    expect(await shelves()).toEqual([2, 3])
    await load(stores, shopId, both, sliceOf(days[2]), { fact_test_sales: parents.slice(1, 2) })
    expect(await shelves()).toEqual([3])
  })

  it('keeps what is there when a slice comes empty', async () => {
    const shopId = ++shop
    await load(stores, shopId, into, sliceOf(days[0]), { fact_test_sales: [saleRow(days[0], 1, 100)] })
    await load(stores, shopId, into, sliceOf(days[0]), { fact_test_sales: [] })
    expect(await salesOf(shopId)).toHaveLength(1)
  })

  it('holds of every parent the rows of its last answer, over any slices, repeats and two shops', async () => {
    const lines = fc.uniqueArray(fc.record({ day: fc.nat(3), kopecks: fc.nat(999) }), {
      minLength: 1,
      maxLength: 4,
      selector: ({ day }) => day,
    })
    const answer = fc.uniqueArray(fc.record({ sku: fc.nat(4), lines }), {
      maxLength: 4,
      selector: ({ sku }) => sku,
    })
    const read = fc.record({ other: fc.boolean(), slice: fc.nat(2), answer, twice: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(read, { minLength: 1, maxLength: 6 }), async reads => {
        const shops = [++shop, ++shop] as const
        const expected = shops.map(() => new Map<number, string[]>())
        for (const { other, slice, answer, twice } of reads) {
          const at = other ? 1 : 0
          const rows = answer.flatMap(({ sku, lines }) =>
            lines.map(({ day, kopecks }) => saleRow(days[day] as string, sku, kopecks)),
          )
          for (let times = twice ? 2 : 1; times > 0; times -= 1)
            await load(stores, shops[at], into, sliceOf(days[slice] as string), { fact_test_sales: rows })
          for (const { sku, lines } of answer)
            expected[at]?.set(
              sku,
              lines.map(({ day, kopecks }) => `${days[day]} ${sku} ${(kopecks / 100).toFixed(2)}`),
            )
        }
        for (const [at, shopId] of shops.entries())
          expect(await salesOf(shopId)).toEqual([...(expected[at]?.values() ?? [])].flat().sort())
      }),
      { numRuns: 30 },
    )
  })

  it('finds what another way of cutting the days has left, also where none of the slices was read before', async () => {
    const shopId = ++shop
    const stages = []
    await load(
      stores,
      shopId,
      into,
      { ...sliceOf(days[0]), window: { start: 'older', days: 1 } },
      { fact_test_sales: [saleRow(days[3], 1, 100)] },
    )
    for (const [sku, day] of [
      [1, days[0]],
      [2, days[1]],
    ] as const) {
      const stage = await stores.store.stage(shopId, into, sliceOf(day), 1)
      stage.add({ fact_test_sales: [saleRow(day, sku, 200)] })
      await stage.close()
      stages.push(stage)
    }
    await Promise.all(stages.map((stage, index) => stage.commit(index === 0)))
    expect(await salesOf(shopId)).toEqual(['2026-01-01 1 2.00', '2026-01-02 2 2.00'])
  })

  it('is for columns of the key alone', () => {
    expect(() => streamInto([sales], { mode: 'upsert', parent: 'note' })).toThrow(
      'note is no part of the key',
    )
  })
})

describe('upsert', () => {
  const into = streamInto([sales])

  it('keeps every kind of value exactly as it was given', async () => {
    const shopId = ++shop
    const row = {
      dt: '2026-02-28',
      sku: '9007199254740993',
      amount: -1234567890123,
      share: 0.1,
      note: null,
      paid: false,
      extra: { имя: ['a', 1.5, null] },
      made_at: '2026-02-28T21:59:59.123Z',
    }
    await load(stores, shopId, into, sliceOf('2026-02-28'), { fact_test_sales: [row] })
    expect(await read('fact_test_sales', shopId, '* EXCLUDE (shop_id)', 'dt')).toEqual([
      { ...row, amount: '-12345678901.23', extra: JSON.stringify(row.extra) },
    ])
  })

  it('P13: takes the last of repeated keys, within a page, over pages and over slices', async () => {
    const shopId = ++shop
    const stage = await stores.store.stage(shopId, into, sliceOf('2026-01-01'), 1)
    stage.add({ fact_test_sales: [saleRow('2026-01-01', 1, 100), saleRow('2026-01-01', 1, 200)] })
    stage.add({ fact_test_sales: [saleRow('2026-01-01', 2, 5), saleRow('2026-01-01', 1, 300)] })
    expect((await stage.commit()).rows).toBe(2)
    expect(await salesOf(shopId)).toEqual(['2026-01-01 1 3.00', '2026-01-01 2 0.05'])
    await load(stores, shopId, into, sliceOf('2026-01-02'), {
      fact_test_sales: [saleRow('2026-01-01', 1, 7)],
    })
    expect(await salesOf(shopId)).toEqual(['2026-01-01 1 0.07', '2026-01-01 2 0.05'])
  })

  it('P13: takes the last of repeated keys among more rows than it remembers the keys of', async () => {
    const shopId = ++shop
    const rows = Array.from({ length: 120_000 }, (_, index) => saleRow('2026-01-01', index, index))
    rows.push(saleRow('2026-01-01', 5, 999))
    expect((await load(stores, shopId, into, sliceOf('2026-01-01'), { fact_test_sales: rows })).rows).toBe(
      120_000,
    )
    expect((await salesOf(shopId))[5]).toBe('2026-01-01 5 9.99')
  })

  it('P13: keeps any text and any json, whatever its characters and its length', async () => {
    const strange = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '',
        '\\',
        '\\ud800',
        '"',
        "'; DROP TABLE x; --",
        '\n\r\t',
        '\u0000',
        '\u2028',
        '💼',
        'null',
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(strange, { minLength: 1, maxLength: 20 }), async texts => {
        const shopId = ++shop
        const rows = texts.map((note, sku) => ({ ...saleRow('2026-01-01', sku, 1, note), extra: { note } }))
        await load(stores, shopId, into, sliceOf('2026-01-01'), { fact_test_sales: rows })
        const found = await read('fact_test_sales', shopId, 'note, extra', 'sku')
        expect(found.map(row => row.note)).toEqual(texts)
        expect(found.map(row => JSON.parse(String(row.extra)).note)).toEqual(texts)
      }),
      { numRuns: 25 },
    )
    const long = 'я"\\'.repeat(1_000_000)
    const shopId = ++shop
    await load(stores, shopId, into, sliceOf('2026-01-01'), {
      fact_test_sales: [saleRow('2026-01-01', 1, 1, long)],
    })
    expect((await read('fact_test_sales', shopId, 'note', 'sku'))[0]?.note).toBe(long)
  })

  it('P13: replaces half a character by a sign instead of losing the slice', async () => {
    const shopId = ++shop
    await load(stores, shopId, into, sliceOf('2026-01-01'), {
      fact_test_sales: [saleRow('2026-01-01', 1, 1, 'cut \ud83d')],
    })
    expect((await read('fact_test_sales', shopId, 'note', 'sku'))[0]?.note).toBe('cut \ufffd')
  })

  it.each([
    ['a missing column', ({ paid: _, ...rest }: Record<string, unknown>) => rest],
    ['a column too many', (row: Record<string, unknown>) => ({ ...row, shop_id: 9 })],
    ['null where there must be a value', (row: Record<string, unknown>) => ({ ...row, amount: null })],
    ['half a kopeck', (row: Record<string, unknown>) => ({ ...row, amount: 0.5 })],
    ['a number as text', (row: Record<string, unknown>) => ({ ...row, note: 5 })],
    ['a key that is null', (row: Record<string, unknown>) => ({ ...row, sku: null })],
    [
      'an instant without zone',
      (row: Record<string, unknown>) => ({ ...row, made_at: '2026-01-01 10:00:00' }),
    ],
  ])('P13: refuses a row with %s as an answer of unexpected shape', async (_, spoil) => {
    const stage = await stores.store.stage(++shop, into, sliceOf('2026-01-01'), 1)
    const rows = [spoil(saleRow('2026-01-01', 1, 1) as Record<string, unknown>)]
    expect(() => stage.add({ fact_test_sales: rows })).toThrow(expect.objectContaining({ kind: 'shape' }))
    await stage.discard()
  })

  it.each(['9223372036854775808', '-9223372036854775809', '9999999999999999999'])(
    'P13: refuses an id that 64 bits cannot hold in either database: %s',
    async huge => {
      const products = streamInto([goods])
      const stage = await stores.store.stage(++shop, products, sliceOf('2026-01-01'), 1)
      const shape = expect.objectContaining({ kind: 'shape' })
      expect(() => stage.add({ dim_test_goods: [goodsRow(huge, 'one')] })).toThrow(shape)
      stage.add({ dim_test_goods: [goodsRow('9223372036854775807', 'the greatest')] })
      await stage.discard()
      const facts = await stores.store.stage(shop, into, sliceOf('2026-01-01'), 1)
      expect(() => facts.add({ fact_test_sales: [{ ...saleRow('2026-01-01', 1, 1), sku: huge }] })).toThrow(
        shape,
      )
      await facts.discard()
    },
  )

  it('P11: leaves neither rows nor checkpoint when the database refuses a row', async () => {
    const shopId = ++shop
    const bad = load(stores, shopId, into, sliceOf('2026-01-01'), {
      fact_test_sales: [saleRow('2026-01-01', 1, 1), saleRow('2026-02-31', 2, 1)],
    })
    await expect(bad).rejects.toMatchObject({ kind: 'shape' })
    expect(await salesOf(shopId)).toEqual([])
    expect((await stores.store.done(shopId, into, 1)).size).toBe(0)
  })

  it('P21: tells of an empty answer for a slice that had rows, and keeps them', async () => {
    const shopId = ++shop
    await load(stores, shopId, into, sliceOf('2026-01-01'), {
      fact_test_sales: [saleRow('2026-01-01', 1, 1)],
    })
    for (const runId of [2, 3]) {
      const { notice } = await load(stores, shopId, into, sliceOf('2026-01-01'), {}, runId)
      expect(notice?.word).toBe('empty_answer')
    }
    expect(await salesOf(shopId)).toEqual(['2026-01-01 1 0.01'])
    expect((await load(stores, shopId, into, sliceOf('2026-01-02'), {})).notice).toBeNull()
  })
})

describe('replace', () => {
  it('leaves exactly what an in-memory model of the table holds', async () => {
    const dayOf = fc.integer({ min: 1, max: 6 }).map(number => `2026-03-0${number}`)
    const command = fc.record({
      span: fc.tuple(dayOf, dayOf).map(([a, b]) => (a < b ? [a, b] : [b, a]) as [string, string]),
      ids: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1 }), { nil: null }),
      rows: fc.array(
        fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 4 }), fc.integer({ min: -500, max: 500 })),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 6 }), async commands => {
        const shopId = ++shop
        const model = new Map<string, string>()
        for (const [index, { span, ids, rows }] of commands.entries()) {
          const [from, to] = span
          const width = Number(to.slice(-1)) - Number(from.slice(-1)) + 1
          const staged = rows
            .filter(([, sku]) => ids === null || ids.includes(sku))
            .map(([at, sku, amount]) =>
              saleRow(`2026-03-0${Number(from.slice(-1)) + (at % width)}`, sku, amount),
            )
          const spoken = [...model.keys()].filter(key => {
            const [dt = '', sku] = key.split(' ')
            return dt >= from && dt <= to && (ids === null || ids.includes(Number(sku)))
          })
          const into = streamInto([sales], ids ? { mode: 'replace', ids: 'sku' } : { mode: 'replace' })
          const { notice } = await load(
            stores,
            shopId,
            into,
            sliceOf(from, to, { window: { start: String(index), days: 1 }, ids: ids ?? [] }),
            { fact_test_sales: staged },
          )
          expect(notice !== null).toBe(staged.length === 0 && spoken.length > 0)
          if (staged.length > 0) for (const key of spoken) model.delete(key)
          for (const row of staged)
            model.set(`${row.dt} ${row.sku}`, (Number(row.amount) / 100).toFixed(2).replace('-0.00', '0.00'))
        }
        expect(await salesOf(shopId)).toEqual([...model].map(pair => pair.join(' ')).sort())
      }),
      { numRuns: 40 },
    )
  })
})

describe('snapshot', () => {
  const into = streamInto([shelf], {
    mode: 'snapshot',
    zero: ['amount', 'worth'],
    ids: 'sku',
    scope: { kind: 'fbo' },
  })
  const shelfOf = async (shopId: number) =>
    (await read('fact_test_shelf', shopId, 'dt, sku, kind, amount, worth', 'dt, sku, kind')).map(row =>
      Object.values(row).join(' '),
    )
  const today = (dt: string, ids: number[], skus: number[], shopId: number, kind = 'fbo') =>
    load(
      stores,
      shopId,
      into,
      sliceOf(dt, dt, { window: { start: dt, days: 1 }, batch: `${ids}`, ids, open: true }),
      {
        fact_test_shelf: skus.map(sku => shelfRow(dt, sku, sku * 10, kind)),
      },
    )

  it('writes one zero row for a key that vanished, and none on the days after', async () => {
    const shopId = ++shop
    await today('2026-04-01', [1, 2], [1, 2], shopId)
    await today('2026-04-02', [1, 2], [1], shopId)
    await today('2026-04-03', [1, 2], [1], shopId)
    expect(await shelfOf(shopId)).toEqual([
      '2026-04-01 1 fbo 10 10.00',
      '2026-04-01 2 fbo 20 20.00',
      '2026-04-02 1 fbo 10 10.00',
      '2026-04-02 2 fbo 0 0.00',
      '2026-04-03 1 fbo 10 10.00',
    ])
  })

  it('zeroes keys that nobody asked about for a week before the last one that vanished, and lets older ones rest', async () => {
    const shopId = ++shop
    await today('2026-04-01', [1], [1], shopId)
    await today('2026-04-02', [4], [4], shopId)
    await today('2026-04-09', [2], [2], shopId)
    await load(stores, shopId, into, sliceOf('2026-04-10', '2026-04-10', { open: true }), {
      fact_test_shelf: [shelfRow('2026-04-10', 3, 30)],
    })
    expect((await shelfOf(shopId)).filter(row => row.startsWith('2026-04-10'))).toEqual([
      '2026-04-10 2 fbo 0 0.00',
      '2026-04-10 3 fbo 30 30.00',
      '2026-04-10 4 fbo 0 0.00',
    ])
  })

  it('zeroes in the evening what vanished since the morning', async () => {
    const shopId = ++shop
    await today('2026-04-01', [1, 2], [1, 2], shopId)
    await today('2026-04-01', [1, 2], [2], shopId)
    expect(await shelfOf(shopId)).toEqual(['2026-04-01 1 fbo 0 0.00', '2026-04-01 2 fbo 20 20.00'])
  })

  it('speaks only for the ids of its slice and for its part of the table', async () => {
    const shopId = ++shop
    await today('2026-04-01', [1, 2], [1, 2], shopId)
    const fbs = streamInto(
      [shelf],
      { mode: 'snapshot', zero: ['amount', 'worth'], scope: { kind: 'fbs' } },
      'fbs',
    )
    await load(stores, shopId, fbs, sliceOf('2026-04-01'), {
      fact_test_shelf: [shelfRow('2026-04-01', 3, 4, 'fbs', 'B')],
    })
    await today('2026-04-02', [1], [1], shopId)
    expect(await shelfOf(shopId)).toEqual([
      '2026-04-01 1 fbo 10 10.00',
      '2026-04-01 2 fbo 20 20.00',
      '2026-04-01 3 fbs 4 4.00',
      '2026-04-02 1 fbo 10 10.00',
    ])
    await stores.store.finish(shopId, into, [sliceOf('2026-04-02', '2026-04-02', { ids: [1] })])
    expect((await shelfOf(shopId)).slice(3)).toEqual(['2026-04-02 1 fbo 10 10.00', '2026-04-02 2 fbo 0 0.00'])
  })

  it('zeroes all that is there at its end where its slices ask for nothing', async () => {
    const shopId = ++shop
    await today('2026-04-01', [1], [1], shopId)
    await stores.store.finish(shopId, into, [sliceOf('2026-04-02')])
    expect(await shelfOf(shopId)).toEqual(['2026-04-01 1 fbo 10 10.00', '2026-04-02 1 fbo 0 0.00'])
  })

  it('P21: keeps the shelf of yesterday when today answers nothing at all', async () => {
    const shopId = ++shop
    await today('2026-04-01', [1], [1], shopId)
    expect((await today('2026-04-02', [1], [], shopId)).notice?.word).toBe('empty_answer')
    expect(await shelfOf(shopId)).toEqual(['2026-04-01 1 fbo 10 10.00'])
  })
})

describe('dims', () => {
  const into = streamInto([goods])
  const goodsOf = async (shopId: number) => {
    const there = stores.dims
      .prepare(
        'SELECT CAST(sku AS TEXT) AS sku, name, price FROM dim_test_goods WHERE shop_id = ? ORDER BY sku',
      )
      .all(shopId) as { sku: string; name: string; price: number | null }[]
    const mirrored = await read('dim_test_goods', shopId, 'CAST(sku AS VARCHAR) AS sku, name, price', 'sku')
    expect(mirrored).toEqual(
      there.map(row => ({ ...row, price: row.price === null ? null : (row.price / 100).toFixed(2) })),
    )
    return there.map(row => `${row.sku} ${row.name} ${row.price}`)
  }

  it('are upserted, the last of repeated keys counts, and DuckDB shows the same at once', async () => {
    const shopId = ++shop
    await load(stores, shopId, into, sliceOf('2026-01-01'), {
      dim_test_goods: [goodsRow(1, 'a', 5), goodsRow('9007199254740993', 'b'), goodsRow(1, 'c', 12345)],
    })
    await load(stores, shopId, into, sliceOf('2026-01-02'), { dim_test_goods: [goodsRow(2, 'd')] })
    expect(await goodsOf(shopId)).toEqual(['1 c 12345', '2 d null', '9007199254740993 b null'])
    expect([...(await stores.store.done(shopId, into, 1)).keys()]).toEqual(['2026-01-01', '2026-01-02'])
  })

  it('are replaced whole where the table has no day, and kept when the answer is empty', async () => {
    const shopId = ++shop
    const all = streamInto([goods], { mode: 'replace' })
    await load(stores, shopId, all, sliceOf('2026-01-01'), {
      dim_test_goods: [goodsRow(1, 'a'), goodsRow(2, 'b')],
    })
    await load(stores, shopId, all, sliceOf('2026-01-02'), { dim_test_goods: [goodsRow(2, 'b')] })
    expect(await goodsOf(shopId)).toEqual(['2 b null'])
    expect((await load(stores, shopId, all, sliceOf('2026-01-03'), {})).notice?.word).toBe('empty_answer')
    expect(await goodsOf(shopId)).toEqual(['2 b null'])
  })

  it('give their ids in ascending order as numbers where a number can hold them', async () => {
    const shopId = ++shop
    await load(stores, shopId, into, sliceOf('2026-01-01'), {
      dim_test_goods: [goodsRow(10, 'x'), goodsRow(9, 'y'), goodsRow('9007199254740993', 'x')],
    })
    expect(await stores.store.ids(shopId, { table: goods, column: 'sku' })).toEqual([
      9,
      10,
      '9007199254740993',
    ])
    expect(
      await stores.store.ids(shopId, { table: goods, column: 'sku', where: { name: ['y', 'z'] } }),
    ).toEqual([9])
    expect(await stores.store.ids(shopId, { table: goods, column: 'sku', except: { name: ['x'] } })).toEqual([
      9,
    ])
    await load(stores, shopId, streamInto([sales]), sliceOf('2026-01-01', '2026-01-03'), {
      fact_test_sales: [
        saleRow('2026-01-01', 7, 5),
        saleRow('2026-01-02', 7, -5),
        saleRow('2026-01-03', 8, 1),
      ],
    })
    const unsaid = { table: sales, column: 'dt', except: { note: ['done'] } }
    expect(await stores.store.ids(shopId, unsaid), 'what is missing is none of the values').toEqual([
      '2026-01-01',
      '2026-01-02',
      '2026-01-03',
    ])
    const positive = { table: sales, column: 'sku', positive: 'amount' }
    expect(await stores.store.ids(shopId, positive, '2026-01-01', '2026-01-02')).toEqual([])
    expect(await stores.store.ids(shopId, positive, '2026-01-02', '2026-01-03')).toEqual([8])
  })
})
