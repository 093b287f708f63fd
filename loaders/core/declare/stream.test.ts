import { expect, test } from 'vitest'
import { gapless } from './slices.ts'
import { rowChunks, stream } from './stream.ts'
import { id, table } from './table.ts'

const tableIn = (store: 'facts' | 'dims') =>
  table(`${store === 'facts' ? 'fact' : 'dim'}_test_goods`, {
    store,
    key: ['sku'],
    columns: { sku: id() },
    grain: 'One row is a product.',
  })
const declare = (more: Partial<Parameters<typeof stream>[0]>) =>
  stream({
    id: 'test',
    into: [tableIn('facts')],
    slices: gapless(async () => []),
    source: {
      host: 'ozon-seller',
      paths: [],
      async *read() {
        yield* []
      },
    },
    rows: () => ({}),
    ...more,
  })

test('a stream reads one slice at a time, and holds as many uncommitted as it reads side by side', () => {
  expect(declare({})).toMatchObject({ write: { mode: 'upsert' }, parallel: 1, uncommitted: 1 })
  expect(declare({})).toMatchObject({ optional: false, cursor: null, detector: null })
  expect(declare({ parallel: 3 })).toMatchObject({ parallel: 3, uncommitted: 3 })
  expect(declare({ parallel: 3, uncommitted: 8 })).toMatchObject({ parallel: 3, uncommitted: 8 })
})

test('a declaration that cannot be kept is refused', () => {
  const [facts, dims] = [tableIn('facts'), tableIn('dims')]
  expect(() => declare({ into: [facts, dims] })).toThrow('two stores')
  expect(() => declare({ parallel: 3, uncommitted: 2 })).toThrow('reads 3 slices at once and may hold 2')
  expect(() => declare({ detector: { table: dims } as never })).toThrow('does not fill')
  expect(() => declare({ write: { mode: 'upsert', parent: 'posting' } as never })).toThrow(
    'no part of the key',
  )
  const other = table('fact_test_lines', {
    store: 'facts',
    key: ['posting', 'sku'],
    columns: { posting: id(), sku: id() },
    grain: 'One row is a line.',
  })
  const write = { mode: 'upsert', parent: 'posting' } as const
  expect(() => declare({ into: [other, facts], write })).toThrow('no part of the key')
  expect(declare({ into: [other], write, detector: { table: other } as never })).toMatchObject({ write })
})

test('rows come in pieces, also where they come at once', () => {
  const rows = { fact_test_goods: [{ sku: 1 }] }
  expect([...rowChunks(rows)]).toEqual([rows])
  expect([...rowChunks([rows, rows])]).toEqual([rows, rows])
})
