// `npm run docs`: writes the pages that are generated from the code.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tablesPage } from './tables-page.ts'

writeFileSync(join(import.meta.dirname, '../docs/tables.md'), tablesPage())
