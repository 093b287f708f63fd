import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migrated, migrations, type Store } from '../../../../tests/support/migration.ts'

const all = (['dims', 'facts'] as const).flatMap(store =>
  migrations(store).map(migration => ({ store, ...migration })),
)
/** The tables that a migration makes, or null where it does anything else. */
function made(sql: string): readonly string[] | null {
  const statements = sql
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .map(statement => statement.trim())
    .filter(statement => statement !== '')
  const tables = statements.map(statement => /^CREATE TABLE "(\w+)" \((?!.*\bSELECT\b)/s.exec(statement)?.[1])
  return tables.includes(undefined) ? null : (tables as string[])
}
const creating = all.flatMap(({ store, number, name, sql }) => {
  const tables = made(sql)
  return number > 1 && tables ? [[store, name, tables] as const] : []
})
const others = all.filter(({ sql }) => made(sql) === null)

describe('a migration that only makes tables', () => {
  test.for(creating)('leaves every row of %s where it is: %s', async ([store, name, tables]) => {
    const { before, after } = await migrated(store, name)
    expect(Object.values(before).every(rows => rows.length === 2)).toBe(true)
    expect(after).toEqual({ ...before, ...Object.fromEntries(tables.map(table => [table, []])) })
  })

  test.for(['dims', 'facts'] as const)('is what %s began with', (store: Store) => {
    expect(made(migrations(store)[0]?.sql ?? '')).not.toBeNull()
  })
})

test.for(others)('what $store/$name does to rows has a test file of its own', ({ store, number, name }) => {
  const file = `${String(number).padStart(4, '0')}_${name}.test.ts`
  expect(existsSync(join(import.meta.dirname, store, file))).toBe(true)
})
