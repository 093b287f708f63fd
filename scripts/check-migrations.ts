// The migrations of a folder are numbered 1, 2, 3…; two branches may have taken the same number, which no merge shows.
import { join } from 'node:path'
import { migrationsIn } from '../main/engine/store/schema/migrate.ts'

for (const store of ['facts', 'dims'])
  migrationsIn(join(import.meta.dirname, '../resources/migrations', store))
