import { DuckDBInstance } from '@duckdb/node-api'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import {
  bool,
  day,
  instant,
  int,
  money,
  optional,
  table,
  text,
} from '../../../../loaders/core/declare/table.ts'
import { plain } from '../duckdb/connection.ts'
import { createSql, literal, name, names, type Relation, relationOf } from './ddl.ts'
import { relationsOf } from './tables.ts'

const own: Relation = {
  name: 'a "b"',
  store: 'dims',
  key: ['id'],
  indexed: true,
  counted: true,
  columns: { id: int(), word: text(), of: optional(int()) },
  day: null,
  retention: null,
  grain: 'One row is a thing.',
}
/** The result of a DuckDB query after some statements. */
async function duck(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return await (await connection.run(sql)).convertRowObjects(plain)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

test.for(["О'Генри", '', '"', '\\', 'a\nb', 5, -5, 2n ** 62n, true, false])(
  'both databases read %s as it was written',
  async value => {
    const sql = `SELECT ${literal(value)} AS ${name('an "x"')}`
    expect(await duck(sql)).toEqual([{ 'an "x"': plain(value) }])
    const dims = new Database(':memory:').defaultSafeIntegers()
    const there = typeof value === 'boolean' ? Number(value) : value
    expect(dims.prepare(sql).pluck().get()).toEqual(typeof there === 'number' ? BigInt(there) : there)
    dims.close()
  },
)

test('a key that the store counts is never given again, and its copy in DuckDB is an ordinary one', async () => {
  const dims = new Database(':memory:')
  dims.exec(createSql(own))
  const insert = dims.prepare(`INSERT INTO ${name(own.name)} (word) VALUES ('x') RETURNING id`).pluck()
  expect([insert.get(), insert.get()]).toEqual([1, 2])
  dims.exec(`DELETE FROM ${name(own.name)}`)
  expect(insert.get()).toBe(3)
  expect(() => dims.exec(`INSERT INTO ${name(own.name)} (id) VALUES (9)`)).toThrow('NOT NULL')
  dims.close()
  const of = `${createSql(own, 'facts')} INSERT INTO ${name(own.name)}`
  expect(await duck(`${of} VALUES (7, 'x', NULL) RETURNING *`)).toEqual([{ id: 7, word: 'x', of: null }])
  await expect(duck(`${of} VALUES (7, 'x', 1), (7, 'y', 1)`)).rejects.toThrow('PRIMARY KEY')
})

test('a declared table is stored with its shop id, the types of its database and its required columns', async () => {
  const goods = table('fact_test_goods', {
    store: 'facts',
    key: ['sku', 'dt'],
    columns: { dt: day(), sku: int(), price: money(), live: optional(bool()), at: optional(instant()) },
    grain: 'One row is a product of a day.',
  })
  const relation = relationOf(goods)
  const sql = `${createSql(relation)} INSERT INTO fact_test_goods`
  expect(
    await duck(`${sql} VALUES (1, '2026-01-01', 5, 1.5, NULL, '2026-01-01 10:00:00') RETURNING *`),
  ).toEqual([
    { shop_id: 1, dt: '2026-01-01', sku: 5, price: '1.50', live: null, at: '2026-01-01T10:00:00.000Z' },
  ])
  await expect(duck(`${sql} (shop_id, dt, sku) VALUES (1, '2026-01-01', 5)`)).rejects.toThrow('NOT NULL')
  const keys = "SELECT array_to_string(constraint_column_names, ',') AS key FROM duckdb_constraints()"
  const indexed = (of: Relation) => duck(`${createSql(of)} ${keys} WHERE constraint_type = 'PRIMARY KEY'`)
  expect(await indexed(relation)).toEqual([])
  expect(await indexed({ ...relation, indexed: true })).toEqual([{ key: 'shop_id,sku,dt' }])
  const dims = new Database(':memory:')
  dims.exec(createSql({ ...relation, store: 'dims', indexed: true }))
  expect(dims.pragma(`table_info(${names(['fact_test_goods'])})`)).toMatchObject([
    { name: 'shop_id', type: 'INTEGER', notnull: 1, pk: 1 },
    { name: 'dt', type: 'TEXT', notnull: 1, pk: 3 },
    { name: 'sku', type: 'INTEGER', notnull: 1, pk: 2 },
    { name: 'price', type: 'INTEGER', notnull: 1, pk: 0 },
    { name: 'live', type: 'INTEGER', notnull: 0, pk: 0 },
    { name: 'at', type: 'TEXT', notnull: 0, pk: 0 },
  ])
  dims.close()
})

test('a name is declared once', () => {
  const one = table('dim_test_one', { store: 'dims', key: [], columns: { a: int() }, grain: 'One.' })
  expect(relationsOf([one]).map(of => of.name)).toContain('dim_test_one')
  expect(() => relationsOf([one, { ...one, store: 'facts' }])).toThrow('dim_test_one is declared twice')
  expect(() => relationsOf([{ ...one, name: 'shops' }])).toThrow('shops is declared twice')
})
