import { join } from 'node:path'
import type { Dims } from '../../main/engine/store/lite.ts'
import { openLite } from '../../main/engine/store/lite.ts'
import { migrateDims, migrationsIn } from '../../main/engine/store/migrate.ts'

/** The database of dims as the migrations make it, in memory: shops, runs and datasets without DuckDB. */
export function openRecords(): Dims {
  const dims = openLite(':memory:')
  migrateDims(dims, migrationsIn(join(import.meta.dirname, '../../resources/migrations/dims')))
  return dims
}
