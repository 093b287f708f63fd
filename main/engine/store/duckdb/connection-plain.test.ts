import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plain } from './connection.ts'

let instance: DuckDBInstance
let connection: DuckDBConnection
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
})
afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

test.for([
  ['NULL', null],
  ["'я'", 'я'],
  ['true', true],
  ['false', false],
  ['5::INTEGER', 5],
  ['0.1::DOUBLE', 0.1],
  ["'nan'::DOUBLE", 'NaN'],
  ["'-inf'::DOUBLE", '-Infinity'],
  ['9007199254740991::BIGINT', 9_007_199_254_740_991],
  ['-9007199254740991::BIGINT', -9_007_199_254_740_991],
  ['9007199254740992::BIGINT', '9007199254740992'],
  ['-9007199254740992::BIGINT', '-9007199254740992'],
  ['170141183460469231731687303715884105727::HUGEINT', '170141183460469231731687303715884105727'],
  ['-1234567890123456.78::DECIMAL(18,2)', '-1234567890123456.78'],
  ['1.5::DECIMAL(18,2)', '1.50'],
  ["DATE '2026-02-28'", '2026-02-28'],
  ["TIMESTAMP '2026-02-28 21:59:59.123456'", '2026-02-28T21:59:59.123Z'],
  ["TIMESTAMP '1969-12-31 23:59:59'", '1969-12-31T23:59:59.000Z'],
  ["'infinity'::TIMESTAMP", 'infinity'],
  ["'[1, 2]'::JSON", '[1, 2]'],
  ["INTERVAL '1 day'", '1 day'],
  ['[1::BIGINT, NULL, 9007199254740993]', [1, null, '9007199254740993']],
  ['[1, 2]::INTEGER[2]', [1, 2]],
  ['{a: 1.50, b: {c: [true]}}', { a: '1.50', b: { c: [true] } }],
  ["MAP {'a': 1}", "{'a': 1}"],
] as const)('%s is %j to JSON', async ([sql, told]) => {
  const [row] = await (await connection.run(`SELECT ${sql} AS value`)).convertRowObjects(plain)
  expect(row).toEqual({ value: told })
})
