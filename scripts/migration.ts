import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingSql } from '../main/engine/store/schema.ts'
import { declaredTables, migrationsDir } from './declared.ts'

/**
 * `npm run migration -- add_barcode` writes what the declarations have and the migrations have not, for a person to read and to finish.
 * `npm run migration -- start` writes the first migration anew, which only a schema that was never released may do.
 */
const [name = ''] = process.argv.slice(2)
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('npm run migration -- name_of_the_change')
  process.exit(1)
}
const folders = ['facts', 'dims'] as const
for (const store of folders) {
  const folder = join(migrationsDir, store)
  mkdirSync(folder, { recursive: true })
  if (name !== 'start') continue
  const files = readdirSync(folder).filter(file => file.endsWith('.sql'))
  if (files.some(file => file !== '0001_start.sql'))
    throw new Error(`${folder} has later migrations than the first`)
  for (const file of files) rmSync(join(folder, file))
}
const missing = await missingSql(migrationsDir, await declaredTables())
for (const store of folders) {
  if (missing[store] === '') continue
  const folder = join(migrationsDir, store)
  const number = readdirSync(folder).filter(file => file.endsWith('.sql')).length + 1
  const file = join(folder, `${String(number).padStart(4, '0')}_${name}.sql`)
  writeFileSync(file, `${missing[store]}\n`)
  console.log(file)
}
