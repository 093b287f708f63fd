import { expect, it } from 'vitest'
import { declaredTables, migrationsDir } from '../../../scripts/declared.ts'
import { missingSql } from './schema.ts'

it('the migrations of both stores make exactly what the tables declare', async () => {
  // What is printed here is what `npm run migration -- name` writes.
  expect(await missingSql(migrationsDir, await declaredTables())).toEqual({ facts: '', dims: '' })
})
