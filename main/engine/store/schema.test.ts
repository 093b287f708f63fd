import { join } from 'node:path'
import { expect, it } from 'vitest'
import { allTables } from '../../../loaders/index.ts'
import { missingSql } from './schema.ts'

const migrations = join(import.meta.dirname, '../../../resources/migrations')

it('the migrations of both stores make exactly what the tables declare', async () => {
  // What is printed here is what `npm run migration -- name` writes.
  expect(await missingSql(migrations, allTables)).toEqual({ facts: '', dims: '' })
})
