import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { measuresPage } from './measures-page.ts'
import { tablesPage } from './tables-page.ts'

test.each([
  ['tables.md', tablesPage],
  ['measures.md', measuresPage],
])('docs/%s is what `npm run docs` would write now', (name, page) => {
  expect(readFileSync(join(import.meta.dirname, '../docs', name), 'utf8')).toBe(page())
})
