import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { int, table, text } from '../../../loaders/core/table.ts'
import { allTables } from '../../../loaders/index.ts'
import { missingSql } from './schema.ts'

const migrations = join(import.meta.dirname, '../../../resources/migrations')

it('the migrations of both stores make exactly what the tables declare', async () => {
  // What is printed here is what `npm run migration -- name` writes.
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
    for (const of of ['facts', 'dims']) mkdirSync(join(folder, of))
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
