import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { type Columns, int, optional, table, text } from '../../../../loaders/core/declare/table.ts'
import { allTables } from '../../../../loaders/index.ts'
import { missingSql } from './check.ts'

const migrations = join(import.meta.dirname, '../../../../resources/migrations')

it('the migrations of both stores make exactly what the tables declare', async () => {
  // The printed SQL is what `npm run migration -- name` writes.
  expect(await missingSql(migrations, allTables)).toEqual({ facts: '', dims: '' })
})

it.each(['facts', 'dims'] as const)(
  'what the tables of %s declare and the migrations lack, or have beyond it, is said as SQL',
  async store => {
    const declared = table('fact_test_goods', {
      store,
      key: ['sku'],
      columns: { sku: int(), name: text() },
      grain: 'One row is a product.',
    })
    const folder = mkdtempSync(join(tmpdir(), 'prilavok-schema-'))
    for (const part of ['facts', 'dims']) mkdirSync(join(folder, part))
    try {
      const missing = async () => (await missingSql(folder, [declared]))[store]
      const whole = await missing()
      expect(whole).toContain('-- One row is a product.')
      writeFileSync(join(folder, store, '0001_start.sql'), whole)
      expect(await missing()).toBe('')
      const other = `ALTER TABLE fact_test_goods ADD COLUMN old INTEGER;
ALTER TABLE fact_test_goods DROP COLUMN name;
CREATE TABLE stranger (a INTEGER PRIMARY KEY);`
      writeFileSync(join(folder, store, '0002_other.sql'), other)
      const lines = (await missing()).split('\n')
      expect(lines[0]).toMatch(/^ALTER TABLE "?fact_test_goods"? ADD COLUMN "?name"? /)
      expect(lines.slice(1).map(line => line.replaceAll('"', ''))).toEqual([
        'ALTER TABLE fact_test_goods DROP COLUMN old;',
        'DROP TABLE stranger;',
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

it.each([
  ['facts', 'BIGINT', 'VARCHAR'],
  ['dims', 'INTEGER', 'TEXT'],
] as const)(
  'a key, a type or an obligation of %s that is not as declared is told, and is for a person to mend',
  async (store, number, word) => {
    const folder = mkdtempSync(join(tmpdir(), 'prilavok-schema-'))
    for (const part of ['facts', 'dims', 'tmp']) mkdirSync(join(folder, part))
    // Temporary objects are removed again.
    vi.stubEnv('TMPDIR', join(folder, 'tmp'))
    try {
      const columns = { a: int(), b: text(), c: optional(int()), d: text() }
      const missing = async (key: readonly ('a' | 'b')[], more: Partial<Columns> = {}) => {
        const goods = table('test_goods', {
          store,
          key,
          indexed: true,
          columns: { ...columns, ...more },
          grain: 'One.',
        })
        return (await missingSql(folder, [goods]))[store]
      }
      writeFileSync(join(folder, store, '0001_start.sql'), await missing(['b', 'a']))
      expect(await missing(['b', 'a'])).toBe('')
      expect(await missing(['a', 'b'])).toBe(
        '-- test_goods: the index is over (shop_id,b,a), declared (shop_id,a,b)',
      )
      const other = { c: int(), d: optional(text()) }
      expect(await missing(['b', 'a'], other)).toBe(
        `-- test_goods.c: is ${number}\n-- test_goods.d: is ${word} NOT NULL`,
      )
      expect(await missing(['b', 'a'], { c: optional(text()) })).toBe(`-- test_goods.c: is ${number}`)
      expect(readdirSync(join(folder, 'tmp'))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
