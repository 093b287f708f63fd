import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { KindError } from '#contract/errors.ts'
import type { Notice } from '#contract/shop.ts'
import type { Store } from '../../../loaders/core/store.ts'
import type { Table } from '../../../loaders/core/table.ts'
import type { Relation } from './ddl.ts'
import type { Facts, PlainRow } from './duck.ts'
import { openDuck } from './duck.ts'
import type { Kept } from './kept.ts'
import { keptIn } from './kept.ts'
import type { Dims } from './lite.ts'
import { openLite } from './lite.ts'
import type { Pending } from './migrate.ts'
import {
  appliedToDims,
  appliedToFacts,
  migrateDims,
  migrateFacts,
  migrationsIn,
  pendingOf,
} from './migrate.ts'
import type { Mirror } from './mirror.ts'
import { mirrorOf } from './mirror.ts'
import type { QuestionLimits } from './question.ts'
import { sliceStore } from './slice-store.ts'
import { relationsOf } from './tables.ts'

export interface Stores {
  readonly facts: Facts
  readonly dims: Dims
  readonly store: Store
  /** A folder for what only this process needs; it is cleared at the next start, but for slices that were read whole. */
  readonly staging: string
  /** These slices. */
  readonly kept: Kept
  readonly mirror: Mirror
  readonly relations: readonly Relation[]
  /** The files were made by a later version of the app: they can be read, and nothing is written. */
  readonly readOnly: boolean
  /** What was found at the start and should be told. */
  readonly notices: readonly Notice[]
  /** Rows of one reading statement over the tables of both files, a batch at a time. Throws as `ask` of question.ts does. */
  query(sql: string, limits?: Partial<QuestionLimits>): AsyncIterable<readonly PlainRow[]>
  close(): Promise<void>
}

export interface OpenOptions {
  readonly dataDir: string
  /** The folder with `facts/` and `dims/`. */
  readonly migrationsDir: string
  /** The tables that loaders declare. */
  readonly tables: readonly Table[]
  /** The clock by which events are dated, ms since epoch; this computer's unless told. */
  readonly now?: () => number
}

const BACKUPS = 3

/**
 * Opens both databases of a data folder, upgrades them and clears what a crash left behind.
 * Throws KindError `data_in_use`, `data_unreadable`, `migration_failed` (nothing was changed then) or `data_newer` (cannot even be read).
 */
export async function openStores(options: OpenOptions): Promise<Stores> {
  const { tables, now = Date.now } = options
  const dataDir = resolve(options.dataDir)
  const relations = relationsOf(tables)
  const staging = join(dataDir, 'staging')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const dims = openLite(join(dataDir, 'dims.sqlite'))
  let facts: Facts | null = null
  try {
    mkdirSync(staging, { recursive: true })
    const kept = keptIn(staging)
    const notices: Notice[] = []
    const file = join(dataDir, 'facts.duckdb')
    const reopen = (readOnly: boolean) => openFacts(file, { readOnly, staging }, notices)
    facts = await reopen(false)

    const ofFacts = pendingOf(await appliedToFacts(facts), migrationsIn(join(options.migrationsDir, 'facts')))
    const ofDims = pendingOf(appliedToDims(dims), migrationsIn(join(options.migrationsDir, 'dims')))
    const readOnly = ofFacts.newer || ofDims.newer
    if (readOnly) {
      await facts.close()
      facts = await reopen(true)
      dims.pragma('query_only = ON')
    } else if (ofFacts.pending.length + ofDims.pending.length > 0) {
      // Their rows are those of the tables as they were.
      await kept.clear()
      facts = await upgrade({ dims, facts, ofDims, ofFacts, file, dataDir, reopen: () => reopen(false) })
    }
    const mirror = mirrorOf(facts, dims, relations, tables, staging)
    if (!readOnly) await mirror.rebuild()
    // Schema changes do not stay in the log, where a later version may fail to replay them (peers.md C2).
    await facts.checkpoint()
    const open = facts
    return {
      facts,
      dims,
      mirror,
      relations,
      readOnly,
      notices,
      staging,
      kept,
      store: sliceStore({ facts, dims, mirror, kept, staging, now }),
      async *query(sql, limits) {
        if (!readOnly) await mirror.refreshOwn()
        yield* open.query(sql, limits)
      },
      async close() {
        await open.close()
        dims.close()
      },
    }
  } catch (error) {
    await facts?.close()
    dims.close()
    throw error
  }
}

async function openFacts(
  file: string,
  options: Parameters<typeof openDuck>[1],
  notices: Notice[],
): Promise<Facts> {
  try {
    return await openDuck(file, options)
  } catch (error) {
    const { message } = error as Error
    if (/Could not set lock|Conflicting lock|used by another process/i.test(message))
      throw new KindError('data_in_use', message, { cause: error })
    if (/version number|newer version/i.test(message))
      throw new KindError('data_newer', message, { cause: error })
    const log = `${file}.wal`
    if (!existsSync(log) || options.readOnly)
      throw new KindError('data_unreadable', message, { cause: error })
    // What it held is loaded again: the checkpoints of the lost slices were in it too.
    renameSync(log, `${log}.broken-${stamp()}`)
    notices.push({ word: 'log_set_aside', details: {} })
    return openFacts(file, options, notices)
  }
}

interface Upgrade {
  readonly dims: Dims
  readonly facts: Facts
  readonly ofDims: Pending
  readonly ofFacts: Pending
  readonly file: string
  readonly dataDir: string
  reopen(): Promise<Facts>
}

/** Copies what is there, then changes both files, or none of them. */
async function upgrade({ dims, facts, ofDims, ofFacts, file, dataDir, reopen }: Upgrade): Promise<Facts> {
  const backups = join(dataDir, 'backups')
  mkdirSync(backups, { recursive: true })
  if (ofDims.applied > 0) {
    await dims.backup(join(backups, `dims-${stamp()}.sqlite`))
    keepLast(backups, /^dims-.*\.sqlite$/)
  }
  let copy: string | null = null
  let open = facts
  if (ofFacts.applied > 0) {
    // Closed first: a second handle on the open file would give up its lock.
    await open.checkpoint()
    await open.close()
    copy = join(backups, `facts-${stamp()}.duckdb`)
    copyFileSync(file, copy)
    keepLast(backups, /^facts-.*\.duckdb$/)
    open = await reopen()
  }
  dims.exec('BEGIN IMMEDIATE')
  try {
    migrateDims(dims, ofDims.pending)
    await migrateFacts(open, ofFacts.pending)
    dims.exec('COMMIT')
    return open
  } catch (error) {
    if (dims.inTransaction) dims.exec('ROLLBACK')
    await open.close()
    rmSync(`${file}.wal`, { force: true })
    if (copy) copyFileSync(copy, file)
    else rmSync(file, { force: true })
    throw new KindError('migration_failed', (error as Error).message, { cause: error })
  }
}

function keepLast(folder: string, of: RegExp): void {
  const old = readdirSync(folder)
    .filter(file => of.test(file))
    .sort()
    .slice(0, -BACKUPS)
  for (const file of old) rmSync(join(folder, file))
}

const stamp = (): string => new Date().toISOString().replace(/[:.]/g, '-')
