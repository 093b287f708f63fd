import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import {
  bool,
  id,
  int,
  json,
  money,
  optional,
  real,
  table,
  text,
} from '../../../../loaders/core/declare/table.ts'
import type { SqlScript } from '../commit/sql-script.ts'
import { createSql, relationOf } from '../schema/ddl.ts'
import { openNdjsonStage } from '../staging/ndjson-stage.ts'
import { type Dims, loadStaged, openSqlite, readRows, rowsOf, runScript, transaction } from './connection.ts'

const kinds = table('dim_test_kinds', {
  store: 'dims',
  key: ['sku'],
  columns: {
    sku: id(),
    count: optional(int()),
    sum: optional(money()),
    share: optional(real()),
    name: optional(text()),
    live: optional(bool()),
    more: optional(json()),
  },
  grain: 'One row is of every kind.',
})
const NONE = { count: null, sum: null, share: null, name: null, live: null, more: null }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-lite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})
const at = (name = 'dims.sqlite') => join(folder, name)
const opened = (file = at()): Dims => {
  const dims = openSqlite(file)
  onTestFinished(() => void dims.close())
  return dims
}
const refusal = (file = at()): { kind?: string; message: string; cause?: unknown } => {
  try {
    openSqlite(file).close()
  } catch (error) {
    return error as Error
  }
  return { message: 'it was opened' }
}

describe('the file of dims', () => {
  test('is locked from opening to closing', () => {
    const dims = openSqlite(at())
    expect(refusal()).toMatchObject({ kind: 'data_in_use' })
    dims.close()
    opened()
  })

  test('writes ahead, asks the disk at checkpoints alone, and refuses a reference to nothing', () => {
    const dims = opened()
    expect(dims.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(dims.pragma('synchronous', { simple: true })).toBe(1)
    dims.exec('CREATE TABLE of (a INTEGER PRIMARY KEY, b INTEGER REFERENCES of (a))')
    expect(() => dims.exec('INSERT INTO of VALUES (1, 2)')).toThrow(/FOREIGN KEY/)
  })

  test('does not keep what was deleted', () => {
    const dims = openSqlite(at())
    dims.exec(
      `CREATE TABLE kept (a TEXT); INSERT INTO kept VALUES ('${'Anna of Kazan '.repeat(9)}'), ('rest')`,
    )
    dims.close()
    expect(readFileSync(at(), 'latin1')).toContain('Anna of Kazan')
    const again = openSqlite(at())
    again.exec("DELETE FROM kept WHERE a <> 'rest'")
    again.close()
    expect(readFileSync(at(), 'latin1')).not.toContain('Anna of Kazan')
  })

  test('compares texts as a person types them', () => {
    const [row] = opened().prepare("SELECT folded('ЁЖ и Ещё'), folded(NULL), folded(5)").raw().all()
    expect(row).toEqual(['еж и еще', null, null])
  })

  test('that is no database is named in words of ours', () => {
    writeFileSync(at(), 'a letter to my aunt '.repeat(500))
    expect(refusal()).toMatchObject({ kind: 'dims_unreadable', message: 'file is not a database' })
  })

  test('that is damaged is named when it is opened; a large one only when the fault is met', () => {
    for (const [size, kind] of [
      [10_000, 'dims_unreadable'],
      [17_000_000, undefined],
    ] as const) {
      const dims = openSqlite(at(`${size}`))
      dims.exec(`CREATE TABLE large (a BLOB); INSERT INTO large VALUES (zeroblob(${size}));
        CREATE TABLE odd (a INTEGER CHECK (a < 5)); PRAGMA ignore_check_constraints = ON; INSERT INTO odd VALUES (9)`)
      dims.close()
      const said = refusal(at(`${size}`))
      expect([size, said.kind]).toEqual([size, kind])
      // The database's own message, for the log.
      if (kind) expect([said.message, said.cause]).toEqual(['CHECK constraint failed in odd', undefined])
    }
  })

  test('that cannot be opened is named by what the system says', () => {
    writeFileSync(at('file'), '')
    for (const rest of ['journal', 'wal']) mkdirSync(at(`${rest}.sqlite-${rest}`))
    expect(refusal(join(folder, 'file', 'dims.sqlite'))).toMatchObject({ kind: 'not_a_folder' })
    expect(refusal(at('x'.repeat(300)))).toMatchObject({ kind: 'path_too_long' })
    expect(refusal(at('wal.sqlite'))).toMatchObject({ kind: 'disk_fault', message: 'disk I/O error' })
    // The system reports no error for the file itself.
    expect(refusal(at('journal.sqlite'))).toMatchObject({
      kind: 'disk_fault',
      message: expect.stringMatching(/^unable to open/),
    })
  })

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'that may not be written is named',
    () => {
      openSqlite(at()).close()
      chmodSync(at(), 0o400)
      expect(refusal()).toMatchObject({ kind: 'no_permission' })
    },
  )
})

test('a transaction is done whole or not at all, and never in data that are only read', () => {
  const dims = opened(':memory:')
  dims.exec('CREATE TABLE of (a INTEGER PRIMARY KEY)')
  const insert = (...all: number[]) =>
    transaction(dims, () => all.map(one => dims.prepare('INSERT INTO of VALUES (?)').run(one).changes))
  expect(insert(1, 2)).toEqual([1, 1])
  expect(() => insert(3, 1)).toThrow(/UNIQUE/)
  dims.pragma('query_only = ON')
  expect(() => insert(4)).toThrow('read_only')
  expect(dims.prepare('SELECT a FROM of').pluck().all()).toEqual([1, 2])
})

test('what a slice asks is answered by a value, by nothing, or by the count of changed rows', () => {
  const dims = opened(':memory:')
  dims.exec('CREATE TABLE of (a INTEGER PRIMARY KEY); INSERT INTO of VALUES (1), (2), (3)')
  function* script(): SqlScript<unknown> {
    return [
      yield { returns: 'value', sql: 'SELECT max(a) FROM of' },
      yield { returns: 'value', sql: 'SELECT a FROM of WHERE a > 9' },
      yield { returns: 'changes', sql: 'DELETE FROM of WHERE a > 1' },
      yield { returns: 'nothing', sql: 'INSERT INTO of VALUES (7)' },
    ]
  }
  expect(runScript(dims, script())).toEqual([3, null, 2, 1])
  expect(dims.prepare('SELECT a FROM of').pluck().all()).toEqual([1, 7])
})

describe('staged rows', () => {
  const rows = [
    { ...NONE, sku: 1, count: 2, sum: 150, share: 0.5, name: 'чай', live: true, more: { a: [1] } },
    { ...NONE, sku: '9007199254740993', live: false, more: [] },
    { ...NONE, sku: 3 },
  ]
  async function staged(all: readonly Record<string, unknown>[]) {
    const file = openNdjsonStage(folder, 'x', kinds)
    file.add(all as never)
    file.close()
    return file.staged
  }
  const db = () => {
    const dims = opened(':memory:')
    dims.exec(createSql(relationOf(kinds)))
    return dims
  }

  test('lie in SQLite as each kind is kept there: whole numbers whole, yes and no as 1 and 0, JSON as text', async () => {
    const dims = db()
    const { sql, rows: count } = loadStaged(dims, await staged(rows))
    expect(count).toBe(3)
    const columns =
      'CAST(sku AS TEXT), count, sum, share, name, live, more, typeof(sku), typeof(count), typeof(sum)'
    expect(dims.prepare(`SELECT ${columns} FROM ${sql} ORDER BY sku`).raw().all()).toEqual([
      ['1', 2, 150, 0.5, 'чай', 1, '{"a":[1]}', 'integer', 'integer', 'integer'],
      ['3', null, null, null, null, null, null, 'integer', 'null', 'null'],
      ['9007199254740993', null, null, null, null, 0, '[]', 'integer', 'null', 'null'],
    ])
  })

  test('are read back in the form in which loaders write them, of one shop or of all', async () => {
    const dims = db()
    const { sql } = loadStaged(dims, await staged(rows))
    const back = [...readRows(dims, kinds.columns, `${sql} ORDER BY sku`)]
    expect(back).toEqual([{ ...rows[0], sku: '1', count: '2' }, { ...rows[2], sku: '3' }, rows[1]])
    for (const shop of [1, 2])
      dims.exec(`INSERT INTO dim_test_kinds SELECT ${shop}, * FROM ${sql} WHERE sku <> ${shop}`)
    const of = (shopId: number | null) =>
      [...rowsOf(dims, relationOf(kinds), shopId)].map(row => `${row.shop_id} ${row.sku}`)
    expect(of(1).sort()).toEqual(['1 3', '1 9007199254740993'])
    expect(of(null)).toHaveLength(5)
  })

  test('of a repeated key leave the last', async () => {
    const dims = db()
    const { sql } = loadStaged(dims, await staged(['a', 'b', 'c'].map(name => ({ ...NONE, sku: 1, name }))))
    expect(dims.prepare(`SELECT name FROM ${sql}`).pluck().all()).toEqual(['c'])
  })

  test('may be none', async () => {
    const dims = db()
    const { sql, rows: count } = loadStaged(dims, await staged([]))
    expect([count, dims.prepare(`SELECT count(*) FROM ${sql}`).pluck().get()]).toEqual([0, 0])
  })

  test.skipIf(process.platform !== 'linux')('may be one, and leave no handle behind', async () => {
    const dims = db()
    const one = await staged([{ ...NONE, sku: 1 }])
    const handles = () => readdirSync('/proc/self/fd').length
    const before = handles()
    expect(
      dims
        .prepare(`SELECT count(*) FROM ${loadStaged(dims, one).sql}`)
        .pluck()
        .get(),
    ).toBe(1)
    expect(handles()).toBe(before)
  })

  test('come back whole, however their letters fall on the pieces in which the file is read', async () => {
    const dims = db()
    // Two bytes a letter and an odd line: somewhere a piece ends within a letter.
    const name = 'щ'.repeat(5_000)
    const { sql } = loadStaged(
      dims,
      await staged(Array.from({ length: 250 }, (_, sku) => ({ ...NONE, sku, name: `${sku}${name}` }))),
    )
    const found = dims.prepare(`SELECT name FROM ${sql} ORDER BY sku`).pluck().all()
    expect(found.length).toBe(250)
    expect(found.every((one, sku) => one === `${sku}${name}`)).toBe(true)
  })
})
