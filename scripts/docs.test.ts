import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tablesPage } from './tables-page.ts'

test('docs/tables.md is what `npm run docs` would write now', () => {
  expect(readFileSync(join(import.meta.dirname, '../docs/tables.md'), 'utf8')).toBe(tablesPage())
})
