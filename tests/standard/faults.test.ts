import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Slice } from '../../loaders/core/declare/slices.ts'
import type { Stream } from '../../loaders/core/declare/stream.ts'
import type { Table } from '../../loaders/core/declare/table.ts'
import type { Fault, Sandbox } from '../../sandbox/index.ts'
import { cabinetsOf } from '../support/keys.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'
import { BASE, marketplaceNameOf, openStreams, type Ran, type Streams, streams } from '../support/streams.ts'

/** The newest slices: every run reads them again, so damage by a bad response must be repaired. */
const newest = (all: readonly Slice[]): readonly Slice[] => all.slice(0, 2)

/** Requests of one slice in flight together. */
const ATONCE = 4
const NEW_ONLY: Readonly<Record<string, string>> = {
  dim_ozon_accrual_types: 'the directory came with the method by day',
  fact_wb_seller_rating: 'the funnel, which is asked in its place, tells of cards alone',
}

let sandbox: Sandbox
let bench: Streams
let shops = BASE
interface Known {
  readonly shopId: number
  readonly requests: number
  readonly rows: readonly string[]
  /** The parameters of a request without ids. */
  readonly paths: readonly string[]
}
const known = new Map<string, Known>()
const of = (id: string) => known.get(id) as Known

/** A row without fields unknown to the specification, which json columns keep. */
const plain = (row: string): string =>
  row.replaceAll(/,?\\*"brand_new\\*":\{\\*"since\\*":2027\}/g, '').replaceAll('"extra":"{}"', '"extra":null')
const rowsOf = async (stream: Stream, shopId: number) =>
  (await Promise.all(stream.into.map(table => bench.rows(table, shopId)))).flat().map(plain)
/** The keys of rows, whatever their values. */
const thingsOf = async (table: Table, shopId: number) => [
  ...new Set((await bench.rows(table, shopId)).map(row => String(JSON.parse(row)[table.key[0] ?? '']))),
]

beforeAll(async () => {
  sandbox = await startSandbox()
  bench = await openStreams(sandbox)
  for (const stream of streams) await bench.run(stream, { shopId: BASE, slices: all => all.slice(0, 8) })
  for (const stream of streams) {
    const shopId = ++shops
    const { requests } = await bench.run(stream, { shopId, slices: newest })
    // Hosts of file stores are disturbed in the tests of their loaders.
    const own = requests.filter(({ host }) => host === stream.source.host)
    const paths = own.map(({ path }) => path.replace(/\/(\d+|[0-9a-f-]{36})(?=\/|$)/g, '/*'))
    known.set(stream.id, {
      shopId,
      requests: requests.length,
      rows: await rowsOf(stream, shopId),
      paths: [...new Set(paths)].filter(path => path !== '/api/client/token'),
    })
  }
})
afterAll(async () => {
  await bench.close()
  await sandbox.close()
})

/** The first few rows of a difference are enough. */
const within = (rows: readonly string[], all: readonly string[], about: string) => {
  const whole = new Set(all)
  expect(rows.filter(row => !whole.has(row)).slice(0, 3), about).toEqual([])
}
const same = (rows: readonly string[], all: readonly string[], about: string) => {
  within(rows, all, about)
  within(all, rows, about)
}

async function sameThings(stream: Stream, shopId: number) {
  for (const table of stream.into)
    if (!(table.name in NEW_ONLY))
      same(await thingsOf(table, shopId), await thingsOf(table, of(stream.id).shopId), table.name)
}

/** The requests that met a fault: of each path that a stream asks, one at least. */
function struckBy({ requests }: Ran, path: string) {
  const struck = requests.filter(({ fault }) => fault !== null)
  expect(struck.length, path).toBeGreaterThan(0)
  return struck
}

type Trouble = Omit<Fault, 'path'>
/** Runs a stream of a new shop under faults on one of its paths; if they left traces, once more without them. */
async function disturbed(stream: Stream, path: string, troubles: readonly Trouble[]) {
  const shopId = ++shops
  sandbox.faults.set(troubles.map(trouble => ({ ...trouble, host: stream.source.host, path })))
  const during = await bench.run(stream, { shopId, slices: newest })
  sandbox.faults.clear()
  struckBy(during, path)
  const rows = await rowsOf(stream, shopId)
  // Complete data needs no repair.
  if (during.error === null && isDeepStrictEqual(rows, of(stream.id).rows)) return { during, rows }
  const after = await bench.run(stream, { shopId, slices: newest, runId: 2 })
  expect(after.error, 'the run after it').toBeNull()
  same(await rowsOf(stream, shopId), of(stream.id).rows, 'the run after it')
  return { during, rows }
}
const everyPath = async (
  stream: Stream,
  troubles: readonly Trouble[],
  look: (during: Ran, rows: readonly string[], path: string) => void,
) => {
  for (const path of of(stream.id).paths) {
    const { during, rows } = await disturbed(stream, path, troubles)
    look(during, rows, path)
  }
}
/** Streams with a fallback that has the same data in other slices. */
const OTHER_CUT: Readonly<Record<string, string>> = {
  'wb.finance.reports': 'a week without its weekly report yet is read from the daily ones',
  'wb.reports.headers': 'a week without its weekly report yet is read from the daily ones',
}

/** Streams that number equal rows, and whose answers here are too short to tell a doubled one from as many charges. */
const NUMBERED: ReadonlySet<string> = new Set([
  'wb.fines.substitutions',
  'wb.fines.labelling',
  'wb.acceptance.days',
])
const withoutNumber = (rows: readonly string[]) => rows.map(row => row.replace(/"line":\d+/, '"line":1'))

/** Either the complete truth or an error with its cause; never incomplete data without a notice. */
const wholeOrRefused = (stream: Stream) => (during: Ran, rows: readonly string[], path: string) => {
  if (during.error === null) same(rows, of(stream.id).rows, path)
  else {
    expect(during.error.kind, path).toBe('shape')
    within(rows, of(stream.id).rows, path)
  }
}

describe.each(streams)('$id', stream => {
  test('P15: waits out «too many requests», however the answer says when to come back', () =>
    everyPath(
      stream,
      [
        { kind: '429', times: 1, retryAfter: 'absent' },
        { kind: '429', times: 1, retryAfter: 'garbage' },
      ],
      ({ error }, rows, path) => {
        expect(error, path).toBeNull()
        same(rows, of(stream.id).rows, path)
      },
    ))

  test('P16: asks again after a failure of the server, a page in place of an answer, a body that was cut off and a line that broke', () =>
    everyPath(
      stream,
      (['500', 'html', 'truncated', 'reset'] as const).map(kind => ({ kind, times: 1 })),
      ({ error, requests }, rows, path) => {
        expect(requests.filter(({ fault }) => fault !== null).length, path).toBe(4)
        expect(error, path).toBeNull()
        same(rows, of(stream.id).rows, path)
      },
    ))

  test('P18: a page whose rows come twice adds nothing', () =>
    everyPath(stream, [{ kind: 'duplicate_page', times: 1 }], (during, rows, path) => {
      if (NUMBERED.has(stream.id)) same(withoutNumber(rows), withoutNumber(of(stream.id).rows), path)
      else wholeOrRefused(stream)(during, rows, path)
    }))

  test('P18: a cursor that does not move is found out', () =>
    everyPath(stream, [{ kind: 'stuck_cursor' }], (during, rows, path) => {
      wholeOrRefused(stream)(during, rows, path)
      expect(during.requests.length, path).toBeLessThanOrEqual(2 * of(stream.id).requests + 3)
    }))

  test('P21: an empty page ends without inventing rows, and the next run brings what it hid', () =>
    everyPath(stream, [{ kind: 'empty_page', times: 1 }], ({ error }, rows, path) => {
      if (error) expect(['shape', 'server'], path).toContain(error.kind)
      if (stream.id in OTHER_CUT) expect(rows.length, path).toBeGreaterThan(0)
      else within(rows, of(stream.id).rows, path)
    }))

  test('P14: a value of another type is refused with its page, and never becomes a figure', () =>
    everyPath(stream, [{ kind: 'wrong_types' }], (during, rows, path) => {
      wholeOrRefused(stream)(during, rows, path)
      if (during.error) expect(during.error.captured?.answer, path).toContain('not a number')
    }))

  test('P14: fields that no document names change nothing', () =>
    everyPath(stream, [{ kind: 'new_fields' }], ({ error }, rows, path) => {
      expect(error, path).toBeNull()
      same(rows, of(stream.id).rows, path)
    }))

  test.each([
    ['missing_role', 'no_role'],
    ['plan_refused', 'no_plan'],
  ] as const)(
    'P17: «%s» ends it at once, with its own word, where no other method tells the same',
    async (kind, word) => {
      for (const path of of(stream.id).paths) {
        const shopId = ++shops
        sandbox.faults.set([{ kind, host: stream.source.host, path }])
        const ran = await bench.run(stream, { shopId, slices: newest })
        sandbox.faults.clear()
        if (ran.error) expect(ran.error.kind, path).toBe(word)
        else await sameThings(stream, shopId)
        expect(struckBy(ran, path).length, path).toBeLessThanOrEqual(ATONCE * stream.parallel)
      }
    },
  )

  test('P17: a method that was switched off is asked no more: the one before it answers, or the step says so', async () => {
    for (const path of of(stream.id).paths) {
      sandbox.faults.set([{ kind: 'obsolete', path }])
      const shopId = ++shops
      const ran = await bench.run(stream, { shopId, slices: newest })
      sandbox.faults.clear()
      if (ran.error) expect(ran.error.kind, path).toBe('obsolete')
      else await sameThings(stream, shopId)
      // Each is requested twice before it is believed.
      expect(struckBy(ran, path).length, path).toBeLessThanOrEqual(2 * ATONCE * stream.parallel)
    }
  })

  test('P17: a cabinet where only the older methods answer has the same things in its tables', async () => {
    const shopId = ++shops
    const { older } = cabinetsOf(sandbox)[marketplaceNameOf(stream)]
    older(true)
    const { error } = await bench.run(stream, { shopId, slices: newest })
    older(false)
    expect(error).toBeNull()
    await sameThings(stream, shopId)
  })
})
