import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Table } from '../../loaders/core/declare/table.ts'
import { sliceStore } from '../../main/engine/store/commit/slice-store.ts'
import type { Facts } from '../../main/engine/store/duckdb/connection.ts'
import { openDuckDb } from '../../main/engine/store/duckdb/connection.ts'
import { mirrorOf } from '../../main/engine/store/duckdb/mirror.ts'
import type { Stores } from '../../main/engine/store/opening/open.ts'
import { createSql, relationOf } from '../../main/engine/store/schema/ddl.ts'
import { migrateDims, migrationsIn } from '../../main/engine/store/schema/migrate.ts'
import { relationsOf } from '../../main/engine/store/schema/tables.ts'
import type { Dims } from '../../main/engine/store/sqlite/connection.ts'
import { openSqlite } from '../../main/engine/store/sqlite/connection.ts'
import { recoverStaging } from '../../main/engine/store/staging/recovery.ts'

/** The dims database with all migrations, in memory: shops, runs and datasets without DuckDB. */
export function openRecords(): Dims {
  const dims = openSqlite(':memory:')
  migrateDims(dims, migrationsIn(join(import.meta.dirname, '../../resources/migrations/dims')))
  return dims
}

/** A facts database in memory with the app's tables and these, as migrated. */
export async function openFactRecords(of: readonly Table[] = [], staging = ''): Promise<Facts> {
  const facts = await openDuckDb(':memory:', { readOnly: false, staging })
  const created = relationsOf(of).filter(({ store }) => store === 'facts')
  await facts.exclusive(connection => connection.run(created.map(relation => createSql(relation)).join('\n')))
  return facts
}

export interface Memory
  extends Pick<
    Stores,
    'facts' | 'dims' | 'relations' | 'mirror' | 'recovered' | 'staging' | 'store' | 'close'
  > {
  /** The state that the next process finds: of staged slices only those read in full. */
  nextLife(): Memory
}

/** Both databases in memory with the store over them: everything but files and start-up. */
export async function openMemory(of: readonly Table[], now: () => number = Date.now): Promise<Memory> {
  const staging = mkdtempSync(join(tmpdir(), 'prilavok-memory-'))
  const facts = await openFactRecords(of, staging)
  const dims = openRecords()
  const there = new Set(dims.prepare('SELECT name FROM sqlite_master').pluck().all())
  for (const table of of)
    if (table.store === 'dims' && !there.has(table.name)) dims.exec(createSql(relationOf(table)))
  const relations = relationsOf(of)
  const mirror = mirrorOf(facts, dims, relations, of, staging)
  await mirror.rebuild()
  const close = async () => {
    await facts.close()
    dims.close()
    rmSync(staging, { recursive: true, force: true })
  }
  const life = (): Memory => {
    const recovered = recoverStaging(staging)
    const store = sliceStore({ facts, dims, mirror, recovered, staging, now })
    return { facts, dims, relations, mirror, recovered, staging, store, close, nextLife: life }
  }
  return life()
}
