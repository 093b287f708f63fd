import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Slice } from '../../loaders/core/declare/slices.ts'
import { sliceKey } from '../../loaders/core/declare/slices.ts'
import type { Row, Table } from '../../loaders/core/declare/table.ts'
import { allTables } from '../../loaders/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { cabinetsOf } from '../support/keys.ts'
import { complaints, specsPresent } from '../support/openapi.ts'
import { fits } from '../support/play.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'
import { BASE, openStreams, type Ran, type Streams, streams } from '../support/streams.ts'

/** Hundreds of slices are alike: only the newest and the oldest are read. */
const ends =
  (most: number) =>
  (all: readonly Slice[]): readonly Slice[] =>
    all.length <= most ? all : [...all.slice(0, most - 2), ...all.slice(-2)]
const sample = ends(12)
const few = ends(6)
const newest = (all: readonly Slice[]): readonly Slice[] => all.slice(0, 3)

/** Columns that this shop leaves empty, each with its reason. */
const EMPTY: Readonly<Record<string, string>> = {
  'dim_ozon_product_skus.quant_code': 'sold by the piece: quants are named in the list of products alone',
  'dim_ozon_products.complex_attributes': 'the real answers leave the list empty',
  'dim_ozon_products.status_description': 'only of a card with errors',
  'dim_wb_campaigns.extra': 'for fields that no document names',
  'fact_ozon_commissions.min_value': 'no scheme of this shop has a least commission',
  'fact_ozon_content_rating.has_rich_content': 'no condition of this name in the sandbox',
  'fact_ozon_orders.city': 'only for sellers outside of Russia (ozon.md 11)',
  'fact_ozon_orders.region': 'removed from the answers; there for older ones (ozon.md 11)',
  'fact_ozon_orders.tracking_number': 'the carrier is Ozon itself',
  'fact_ozon_prices.ozon_index_value': 'an empty block in real answers too (ozon.md 5 step 8)',
  'fact_ozon_prices.ozon_min_price': 'an empty block in real answers too (ozon.md 5 step 8)',
  'fact_ozon_prices.self_index_value': 'an empty block in real answers too (ozon.md 5 step 8)',
  'fact_ozon_prices.self_min_price': 'an empty block in real answers too (ozon.md 5 step 8)',
  'fact_ozon_product_stocks.extra': 'the real answers leave warehouse_ids empty',
  'fact_ozon_returns.cancelled_with_compensation_at': 'null in real answers too (ozon.md 5 step 6)',
  'fact_ozon_returns.technical_return_at': 'null in real answers too (ozon.md 5 step 6)',
  'fact_ozon_returns.utilization_forecast_at': 'null in real answers too (ozon.md 5 step 6)',
  'fact_wb_commissions.extra': 'for sellers outside of Russia',
  'fact_wb_finance.extra': 'for fields that no document names, and sums finer than a kopeck',
  'fact_wb_supplies.reject_reason': 'only of a supply that cannot be accepted',
  'fact_wb_paid_storage.extra': 'for sums finer than a kopeck',
  'fact_wb_paid_storage.office_id': 'no warehouse is told since 2026-08-15 (wildberries.md 11.2)',
}

let sandbox: Sandbox
let bench: Streams
const ran = new Map<string, Ran>()
const older: Ran[] = []
beforeAll(async () => {
  sandbox = await startSandbox({ scale: 0.5 })
  bench = await openStreams(sandbox)
  // In order: the ids of one stream are the slices of another.
  for (const stream of streams) ran.set(stream.id, await bench.run(stream, { shopId: BASE, slices: sample }))
  // A cabinet where only the older methods work fills the columns that only they have.
  const old = { shopId: another(), slices: newest }
  const cabinets = Object.values(cabinetsOf(sandbox))
  for (const cabinet of cabinets) cabinet.older(true)
  for (const stream of streams) older.push(await bench.run(stream, old))
  for (const cabinet of cabinets) cabinet.older(false)
})
afterAll(async () => {
  await bench.close()
  await sandbox.close()
})
let shops = BASE
const another = () => ++shops
const of = (id: string) => ran.get(id) as Ran

const rowsOf = async (into: readonly Table[], shopId: number) =>
  Object.fromEntries(
    await Promise.all(into.map(async table => [table.name, await bench.rows(table, shopId)] as const)),
  )

type Rows = Awaited<ReturnType<typeof rowsOf>>
interface Loaded {
  readonly shopId: number
  readonly committed: readonly Slice[]
  readonly rows: Rows
}

describe.each(streams)('$id', stream => {
  /** A shop loaded once and undisturbed, which several tests start from and compare with. */
  const loadedOnce = (slices: typeof newest) => {
    let loaded: Promise<Loaded> | undefined
    const load = async (): Promise<Loaded> => {
      const shopId = another()
      const { committed } = await bench.run(stream, { shopId, slices })
      return { shopId, committed, rows: await rowsOf(stream.into, shopId) }
    }
    return () => {
      loaded ??= load()
      return loaded
    }
  }
  const ofNewest = loadedOnce(newest)
  const ofFew = loadedOnce(few)

  test('P3: brings rows, from pages that its shape accepts', () => {
    const { error, rows, committed } = of(stream.id)
    expect(error).toBeNull()
    expect(committed.length).toBeGreaterThan(0)
    for (const { name } of stream.into) expect(rows[name]?.length, name).toBeGreaterThan(0)
  })

  test.skipIf(!specsPresent)(
    'sends requests that the vendor’s document allows (skipped where ../shared/specs does not stand beside the checkout)',
    () => {
      const { requests } = of(stream.id)
      expect(requests.length).toBeGreaterThan(0)
      for (const request of requests) expect(complaints(request), request.path).toEqual([])
    },
  )

  test('P4: makes rows that have exactly the columns of their tables', () => {
    for (const table of stream.into) for (const row of of(stream.id).rows[table.name] ?? []) fits(table, row)
  })

  test('gives each row a key of its own', () => {
    for (const table of stream.into) {
      const keys = (of(stream.id).rows[table.name] ?? []).map(row => keyOf(table, row))
      expect(new Set(keys).size, table.name).toBe(keys.length)
    }
  })

  test('P6: a second full load changes nothing', async () => {
    const { shopId, rows: first } = await ofNewest()
    expect((await bench.run(stream, { shopId, slices: newest, runId: 2 })).error).toBeNull()
    expect(await rowsOf(stream.into, shopId)).toEqual(first)
  })

  test('P7: a later run reads again what may still change, and nothing else', async () => {
    const { shopId, rows: first } = await ofFew()
    let planned: readonly Slice[] = []
    const slices = (all: readonly Slice[]) => {
      planned = few(all)
      return planned
    }
    const again = await bench.run(stream, { shopId, slices, runId: 2 })
    const keys = (list: readonly Slice[]) => list.map(sliceKey).sort()
    expect(keys(again.committed)).toEqual(keys(planned.filter(slice => slice.open)))
    expect(await rowsOf(stream.into, shopId)).toEqual(first)
  })

  test('P8: a run that is stopped after every slice and taken up again ends like an undisturbed one', async () => {
    const { committed, rows } = await ofFew()
    const stopped = another()
    let left = committed.length
    for (let stop = 1; left > 0; stop += 1) {
      const {
        error,
        commits,
        committed: some,
      } = await bench.run(stream, {
        shopId: stopped,
        slices: few,
        stopAfter: stop > 4 ? 4 : 1,
      })
      if (error) expect(error.kind).toBe('cancelled')
      expect(commits).toBeGreaterThan(0)
      left -= some.length
    }
    expect(left).toBe(0)
    expect(await rowsOf(stream.into, stopped)).toEqual(rows)
  })

  test('P9: a clock that stood far in the future brings no rows of days that never were, and takes nothing back', async () => {
    const { shopId, rows: before } = await ofNewest()
    const future = await bench.run(stream, { shopId, slices: newest, runId: 3, today: '2099-06-15' })
    expect([null, 'bad_request', 'shape', 'not_found']).toContain(future.error?.kind ?? null)
    // Data as of now is dated by this computer; all else has the marketplace's own days.
    const meanwhile = await rowsOf(stream.into, shopId)
    for (const { name, day } of stream.into) {
      const fresh = (meanwhile[name] ?? []).filter(row => !before[name]?.includes(row))
      const days = fresh.map(row => (day ? String(JSON.parse(row)[day]).slice(0, 10) : 'no day'))
      const may = stream.slices.gapless ? [] : [day ? '2099-06-15' : 'no day']
      expect(
        [...new Set(days)].filter(one => !may.includes(one)),
        name,
      ).toEqual([])
    }
    expect((await bench.run(stream, { shopId, slices: newest, runId: 4 })).error).toBeNull()
    const after = await rowsOf(stream.into, shopId)
    for (const { name } of stream.into)
      expect(after[name], name).toEqual(expect.arrayContaining(before[name] as string[]))
  })

  test('P26: two shops that load side by side each end as if alone', async () => {
    const { rows: alone } = await ofNewest()
    const [beside, other, otherAlone] = [another(), another(), another()]
    const second = { slices: newest, cabinet: 'second' } as const
    await bench.run(stream, { shopId: otherAlone, ...second })
    await Promise.all([
      bench.run(stream, { shopId: beside, slices: newest }),
      bench.run(stream, { shopId: other, ...second }),
    ])
    expect(await rowsOf(stream.into, beside)).toEqual(alone)
    expect(await rowsOf(stream.into, other)).toEqual(await rowsOf(stream.into, otherAlone))
  })
})

const keyOf = (table: Table, row: Row): string => table.key.map(part => String(row[part])).join('\u0001')

test('P4: every column of every table is filled at least once, or is listed with its reason', () => {
  const empty = allTables.flatMap(table => {
    const rows = [...ran.values(), ...older].flatMap(({ rows }) => rows[table.name] ?? [])
    return Object.keys(table.columns)
      .filter(column => rows.every(row => row[column] === null))
      .map(column => `${table.name}.${column}`)
  })
  expect(empty.sort()).toEqual(Object.keys(EMPTY).sort())
})
