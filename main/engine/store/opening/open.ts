import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { KindError } from '#contract/errors.ts'
import type { Notice } from '#contract/shop.ts'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import type { Store } from '../../../../loaders/core/run/store.ts'
import { sliceStore } from '../commit/slice-store.ts'
import type { Facts, PlainRow } from '../duckdb/connection.ts'
import type { Mirror } from '../duckdb/mirror.ts'
import { mirrorOf } from '../duckdb/mirror.ts'
import type { QueryLimits } from '../duckdb/query.ts'
import type { Relation } from '../schema/ddl.ts'
import { appliedToDims, appliedToFacts, migrationsIn, pendingOf } from '../schema/migrate.ts'
import { relationsOf } from '../schema/tables.ts'
import type { Dims } from '../sqlite/connection.ts'
import { openSqlite } from '../sqlite/connection.ts'
import type { RecoveredStaging } from '../staging/recovery.ts'
import { recoverStaging } from '../staging/recovery.ts'
import { restrictFolder } from './file-permissions.ts'
import { type IdleWork, idleWork } from './idle-work.ts'
import { openFacts } from './open-facts.ts'
import { type Ownership, ownership } from './ownership.ts'
import { forgetPageCheckpoints } from './page-checkpoints.ts'
import { pairFiles } from './pairing.ts'
import { countedFacts } from './stamp.ts'
import { forgetAttempts, upgrade } from './upgrade.ts'

export interface Stores {
  readonly facts: Facts
  readonly dims: Dims
  readonly store: Store
  /** The same store with a fixed clock, ms since epoch. */
  storeAt(at: number): Store
  /** Staging folder of this process; cleared at the next start, except for recovered slices. */
  readonly staging: string
  /** Slices that a crashed process had read completely. */
  readonly recovered: RecoveredStaging
  readonly mirror: Mirror
  readonly ownership: Ownership
  readonly relations: readonly Relation[]
  /** Work that waits until nothing loads. */
  readonly idleWork: IdleWork
  /** The files were made by a later version of the app: they can be read, and nothing is written. */
  readonly readOnly: boolean
  /** Findings of the start that a person should know. */
  readonly notices: readonly Notice[]
  /** Streams the rows of one SELECT over the tables of both files. Throws as `startQuery` of duckdb/query.ts does. */
  query(sql: string, limits?: Partial<QueryLimits>): AsyncIterable<readonly PlainRow[]>
  close(): Promise<void>
}

export interface OpenOptions {
  readonly dataDir: string
  /** The folder with `facts/` and `dims/`. */
  readonly migrationsDir: string
  /** The tables that loaders declare. */
  readonly tables: readonly Table[]
  /** The clock that dates events, ms since epoch; default: this computer's. */
  readonly now?: () => number
}

/**
 * Opens both databases of a data folder, upgrades them, cleans up after a crash, and compares their stamps. Throws KindError `data_in_use`,
 * `facts_unreadable`, `dims_unreadable`, `migration_failed` (nothing was changed then), `data_newer` (cannot even be read), or the fault of the system;
 * nothing stays open then.
 */
export async function openStores(options: OpenOptions): Promise<Stores> {
  const { tables, now = Date.now } = options
  const dataDir = resolve(options.dataDir)
  const relations = relationsOf(tables)
  // DuckDB would take what follows this character for parameters, and put its WAL elsewhere.
  if (dataDir.includes('?') && process.platform !== 'win32') throw new KindError('path_unusable', dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const dims = openSqlite(join(dataDir, 'dims.sqlite'))
  let facts: Facts | null = null
  let waiting: IdleWork | null = null
  const letGo = async () => {
    try {
      await waiting?.stop()
      await facts?.close()
    } finally {
      dims.close()
    }
  }
  try {
    const staging = join(dataDir, 'staging')
    mkdirSync(staging, { recursive: true, mode: 0o700 })
    restrictFolder(dataDir)
    forgetAttempts(dataDir)
    const recovered = recoverStaging(staging)
    const notices: Notice[] = []
    const file = join(dataDir, 'facts.duckdb')
    const reopen = (readOnly: boolean) =>
      openFacts(file, { readOnly, staging }, notice => notices.push(notice))
    facts = await reopen(false)

    const ofFacts = pendingOf(await appliedToFacts(facts), migrationsIn(join(options.migrationsDir, 'facts')))
    // Migrations of dims always run at once.
    const forDims = migrationsIn(join(options.migrationsDir, 'dims')).map(one => ({ ...one, idle: false }))
    const ofDims = pendingOf(appliedToDims(dims), forDims)
    const readOnly = ofFacts.newer || ofDims.newer
    if (readOnly) {
      await facts.close()
      facts = await reopen(true)
      dims.pragma('query_only = ON')
    } else if (ofFacts.pending.length + ofDims.pending.length > 0) {
      // Their rows are those of the tables as they were.
      recovered.clear()
      facts = await upgrade({
        dims,
        facts,
        ofDims,
        ofFacts,
        relations,
        file,
        dataDir,
        staging,
        reopen: () => reopen(false),
      })
    }
    restrictFolder(dataDir)
    const mirror = mirrorOf(facts, dims, relations, tables, staging)
    let store = facts
    if (!readOnly) {
      const met = await pairFiles({ facts, dims, relations, newFacts: ofFacts.applied === 0 })
      notices.push(...met.notices)
      await forgetPageCheckpoints(facts, dims)
      store = countedFacts(facts, dims, met.generation)
      await mirror.rebuild()
    }
    // Schema changes do not stay in the log, where a later version may fail to replay them (peers.md C2).
    await facts.checkpoint()
    const open = facts
    waiting = idleWork({ facts, file, staging, relations, migrations: ofFacts.later, readOnly })
    return {
      facts,
      dims,
      mirror,
      relations,
      idleWork: waiting,
      readOnly,
      notices,
      staging,
      recovered,
      ownership: ownership(facts, dims),
      store: sliceStore({ facts: store, dims, mirror, recovered, staging, now }),
      storeAt: at => sliceStore({ facts: store, dims, mirror, recovered, staging, now: () => at }),
      async *query(sql, limits) {
        if (!readOnly) await mirror.refreshOwn()
        yield* open.query(sql, limits)
      },
      close: letGo,
    }
  } catch (error) {
    await letGo()
    throw error
  }
}
