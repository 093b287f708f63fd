// `npm run migration -- name`: writes the differences between migrations and declared tables into numbered files, for review.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { allTables } from '../loaders/index.ts'
import { missingSql } from '../main/engine/store/schema/check.ts'

const migrations = join(import.meta.dirname, '../resources/migrations')
const [title = ''] = process.argv.slice(2)

// Before the first release there is no history: `start` is rewritten.
if (title === 'start')
  for (const store of ['facts', 'dims']) {
    const folder = join(migrations, store)
    mkdirSync(folder, { recursive: true })
    if (readdirSync(folder).some(file => file > '0002'))
      throw new Error(`${folder}: later migrations stand on the first`)
    rmSync(join(folder, '0001_start.sql'), { force: true })
  }

if (/^[a-z][a-z0-9_]*$/.test(title)) {
  const missing = await missingSql(migrations, allTables)
  const written = (['facts', 'dims'] as const).flatMap(store => write(store, missing[store]))
  console.log(written.length > 0 ? written.join('\n') : 'The migrations make every declared table already.')
} else {
  console.error('Name the migration in snake_case: npm run migration -- returns_reason')
  process.exitCode = 1
}

function write(store: 'facts' | 'dims', sql: string): string[] {
  if (sql === '') return []
  const folder = join(migrations, store)
  const last = Math.max(0, ...readdirSync(folder).map(file => Number.parseInt(file, 10)))
  const file = join(folder, `${String(last + 1).padStart(4, '0')}_${title}.sql`)
  writeFileSync(file, `${sql}\n`, { flag: 'wx' })
  return [file]
}
