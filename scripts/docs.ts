// `npm run docs`: writes the pages that are generated from the code.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measuresPage } from './measures-page.ts'
import { tablesPage } from './tables-page.ts'

const docs = join(import.meta.dirname, '../docs')
writeFileSync(join(docs, 'tables.md'), tablesPage())
writeFileSync(join(docs, 'measures.md'), measuresPage())
