import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { allTables } from '../../../../loaders/index.ts'
import { type Facts, openDuckDb } from '../duckdb/connection.ts'
import { type Dims, openSqlite } from '../sqlite/connection.ts'
import {
  appliedToDims,
  appliedToFacts,
  createFacts,
  type Migration,
  migrateDims,
  migrateFacts,
  migrationsIn,
  pendingOf,
} from './migrate.ts'
import { relationsOf } from './tables.ts'

const one: Migration = { number: 1, name: 'start', sql: 'CREATE TABLE one (a INTEGER)', idle: false }
const two: Migration = { number: 2, name: 'more_2', sql: 'ALTER TABLE one ADD COLUMN b INTEGER', idle: false }
const moved: Migration = { ...two, idle: true }
const again: Migration = { number: 4, name: 'again', sql: 'SELECT 1', idle: true }
const three: Migration = { number: 3, name: 'third', sql: 'CREATE TABLE three (a INTEGER)', idle: false }
const applied = (...all: readonly Migration[]) => all.map(({ number, name }) => ({ number, name }))

describe('the migrations of a folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prilavok-migrate-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  })
  const write = (...names: string[]) => {
    for (const name of names) writeFileSync(join(folder, name), `-- ${name}`)
  }

  test('are read in their order, and other files are ignored', () => {
    write('0003_third.sql', '0001_start.sql', 'README.md', '0002_more_2.sql', '0002_more.sql.orig')
    expect(migrationsIn(folder)).toEqual([
      { number: 1, name: 'start', sql: '-- 0001_start.sql', idle: false },
      { number: 2, name: 'more_2', sql: '-- 0002_more_2.sql', idle: false },
      { number: 3, name: 'third', sql: '-- 0003_third.sql', idle: false },
    ])
  })

  test.each([
    ['one is missing', ['0001_start.sql', '0003_third.sql'], '0003_third.sql: expected number 2'],
    ['one is there twice', ['0001_a.sql', '0001_b.sql'], '0001_b.sql: expected number 2'],
    ['the first is not the first', ['0002_a.sql'], '0002_a.sql: expected number 1'],
    ['a name is none', ['0001_Start.sql'], '0001_Start.sql: expected number 1'],
    ['there is no number', ['start.sql'], 'start.sql: expected number 1'],
  ])('are refused where %s', (_, names, words) => {
    write(...names)
    expect(() => migrationsIn(folder)).toThrow(new TypeError(words))
  })
})

describe('what is still to be done', () => {
  test.each([
    [
      'everything in a new file',
      [],
      [one, two],
      { applied: 0, pending: [one, two], later: [], newer: false },
    ],
    [
      'the rest in an older one',
      [one],
      [one, two, three],
      { applied: 1, pending: [two, three], later: [], newer: false },
    ],
    ['nothing in one of today', [one, two], [one, two], { applied: 2, pending: [], later: [], newer: false }],
    [
      'all in a new file, whatever could wait',
      [],
      [one, moved],
      { applied: 0, pending: [one, moved], later: [], newer: false },
    ],
    [
      'later what can wait, in a file with rows',
      [one],
      [one, moved],
      { applied: 1, pending: [], later: [moved], newer: false },
    ],
    [
      'at once what another comes behind',
      [one],
      [one, moved, three, again],
      { applied: 1, pending: [moved, three], later: [again], newer: false },
    ],
    [
      'nothing in one of a later version',
      [one, two, three],
      [one, two],
      { applied: 3, pending: [], later: [], newer: true },
    ],
  ])('is %s', (_, done, all, pending) => {
    expect(pendingOf(applied(...done), all)).toEqual(pending)
  })

  test.each([
    ['another name', [one, { ...two, name: 'else' }]],
    ['another name of the last', [{ ...one, name: 'else' }]],
    ['a hole', [one, three]],
    ['one twice', [one, one]],
  ])('is nothing that we know, where the history has %s', (_, done) => {
    expect(() => pendingOf(applied(...done), [one, two, three])).toThrow(
      expect.objectContaining({
        kind: 'migration_failed',
        message: expect.stringMatching(/^migration \d_\w+ is not ours$/),
      }),
    )
  })
})

describe('dims', () => {
  let dims: Dims
  beforeEach(() => {
    dims = openSqlite(':memory:')
  })

  test('that are new have been through nothing, and say what they went through', () => {
    expect(appliedToDims(dims)).toEqual([])
    migrateDims(dims, [one, two])
    migrateDims(dims, [three])
    expect(appliedToDims(dims)).toEqual(applied(one, two, three))
    dims.exec('INSERT INTO one (a, b) VALUES (1, 2); INSERT INTO three VALUES (1)')
    const [at] = dims.prepare('SELECT applied_at FROM migrations').pluck().all()
    expect(String(at)).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  })

  test.each([
    ['a number is missing', 'DELETE FROM migrations WHERE number = 2'],
    ['the first is missing', 'DELETE FROM migrations WHERE number = 1'],
    ['the last name is none', "UPDATE migrations SET name = 'thi rd' WHERE number = 3"],
    ['the first name is none', "UPDATE migrations SET name = '\u0001' WHERE number = 1"],
  ])('whose history is none are unreadable: %s', (_, harm) => {
    migrateDims(dims, [one, two, three])
    dims.exec(harm)
    expect(() => appliedToDims(dims)).toThrow(expect.objectContaining({ kind: 'dims_unreadable' }))
  })
})

describe('facts', () => {
  let facts: Facts
  beforeEach(async () => {
    facts = await openDuckDb(':memory:', { readOnly: false, staging: '' })
    onTestFinished(() => facts.close())
  })

  test('that are new have been through nothing, and say what they went through', async () => {
    expect(await appliedToFacts(facts)).toEqual([])
    await migrateFacts(facts, [])
    expect(await appliedToFacts(facts)).toEqual([])
    await migrateFacts(facts, [one, two])
    await migrateFacts(facts, [three])
    expect(await appliedToFacts(facts)).toEqual(applied(one, two, three))
    expect(await facts.read('SELECT a, b FROM one')).toEqual([])
    expect(await facts.read('SELECT a FROM three')).toEqual([])
  })

  test('keep what went through before the one that failed, and nothing of that', async () => {
    const broken = { ...two, sql: 'CREATE TABLE half (a INTEGER); nonsense' }
    await expect(migrateFacts(facts, [one, broken])).rejects.toThrow('nonsense')
    expect(await appliedToFacts(facts)).toEqual(applied(one))
    expect(await facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'half'")).toEqual([])
  })
  test('of a new file are as the migrations leave them, and nothing is left to be done', async () => {
    const all = migrationsIn(join(import.meta.dirname, '../../../../resources/migrations/facts'))
    const made = await openDuckDb(':memory:', { readOnly: false, staging: '' })
    onTestFinished(() => made.close())
    await migrateFacts(facts, all)
    await createFacts(made, relationsOf(allTables), all)
    const schema = async (of: Facts) => [
      await of.read(
        'SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() WHERE NOT internal ORDER BY ALL',
      ),
      await of.read(
        'SELECT table_name, constraint_type, constraint_column_names::VARCHAR FROM duckdb_constraints() ORDER BY ALL',
      ),
      await of.read('SELECT table_name, sql FROM duckdb_indexes() ORDER BY ALL'),
      await of.read('SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL'),
    ]
    expect(await schema(made)).toEqual(await schema(facts))
    const filled = async (of: Facts) =>
      (await of.read('SELECT table_name FROM duckdb_tables() WHERE estimated_size > 0')).map(Object.values)
    expect(await filled(facts)).toEqual([['migrations']])
    expect(await filled(made)).toEqual([['migrations']])
    const { pending, later } = pendingOf(await appliedToFacts(made), all)
    expect([pending, later]).toEqual([[], []])
    expect(await appliedToFacts(made)).toEqual(await appliedToFacts(facts))
  })
})
