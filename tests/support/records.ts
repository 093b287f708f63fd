import { join } from 'node:path'
import type { Table } from '../../loaders/core/table.ts'
import { createSql } from '../../main/engine/store/ddl.ts'
import type { Facts } from '../../main/engine/store/duck.ts'
import { openDuck } from '../../main/engine/store/duck.ts'
import type { Dims } from '../../main/engine/store/lite.ts'
import { openLite } from '../../main/engine/store/lite.ts'
import { migrateDims, migrationsIn } from '../../main/engine/store/migrate.ts'
import { relationsOf } from '../../main/engine/store/tables.ts'

/** The database of dims as the migrations make it, in memory: shops, runs and datasets without DuckDB. */
export function openRecords(): Dims {
  const dims = openLite(':memory:')
  migrateDims(dims, migrationsIn(join(import.meta.dirname, '../../resources/migrations/dims')))
  return dims
}

/** A database of facts in memory, with the tables of the app and these, as the last migration leaves them. */
export async function openFactRecords(of: readonly Table[] = []): Promise<Facts> {
  const facts = await openDuck(':memory:', { readOnly: false, staging: '' })
  const created = relationsOf(of).filter(({ store }) => store === 'facts')
  await facts.alone(connection => connection.run(created.map(relation => createSql(relation)).join('\n')))
  return facts
}
