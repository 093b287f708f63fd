import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { KindError, kindOf } from '#contract/errors.ts'
import { type Facts, openDuckDb } from '../duckdb/connection.ts'
import type { Relation } from '../schema/ddl.ts'
import { createFacts, migrateDims, migrateFacts, type Pending } from '../schema/migrate.ts'
import type { Dims } from '../sqlite/connection.ts'
import { requireDiskSpace } from './disk-space.ts'
import { instantInName } from './file-permissions.ts'
import { settle, syncFolder } from './sync.ts'

/** Versions of each file whose backup is kept. */
const KEPT = 3
/** Disk space that an upgrade may need besides the copies, bytes. */
const SPARE = 32 << 20

interface Upgrade {
  readonly dims: Dims
  readonly facts: Facts
  readonly ofDims: Pending
  readonly ofFacts: Pending
  readonly relations: readonly Relation[]
  /** The facts file. */
  readonly file: string
  readonly dataDir: string
  readonly staging: string
  reopen(): Promise<Facts>
}

/** Deletes the copies of an upgrade that was killed. */
export function forgetAttempts(dataDir: string): void {
  for (const file of [nextOf(join(dataDir, 'facts.duckdb')), copyOfDims(dataDir)])
    for (const name of [file, `${file}.wal`, `${file}-journal`]) rmSync(name, { force: true })
}

/**
 * Upgrades both files to the schema of this app, or neither. Facts are upgraded in a copy that then replaces the file; the file itself becomes the backup. On
 * failure the caller must close dims, which rolls them back. Throws `disk_full` before copying if there is too little space, `migration_failed`, or the fault
 * of the system.
 */
export async function upgrade(of: Upgrade): Promise<Facts> {
  const { dims, ofDims, ofFacts, file, dataDir } = of
  const backups = join(dataDir, 'backups')
  const copiesFacts = ofFacts.applied > 0 && ofFacts.pending.length > 0
  const copiesDims = ofDims.applied > 0 && ofDims.pending.length > 0
  let facts: Facts | null = of.facts
  try {
    if (copiesDims || copiesFacts) mkdirSync(backups, { recursive: true, mode: 0o700 })
    if (copiesDims) {
      requireRoom(join(dataDir, 'dims.sqlite'))
      await dims.backup(copyOfDims(dataDir))
      settle(copyOfDims(dataDir))
    }
    if (copiesFacts) {
      // Closed first, including its WAL: a second handle on the open file would release its lock.
      await facts.close()
      facts = null
      requireRoom(file)
      await migrateCopy(of)
    } else if (ofFacts.pending.length > 0) await createFacts(facts, of.relations, ofFacts.pending)
    dims.exec('BEGIN IMMEDIATE')
    migrateDims(dims, ofDims.pending)
    const made = instantInName()
    const kept = join(backups, `facts-v${ofFacts.applied}-${made}.duckdb`)
    if (copiesDims) renameSync(copyOfDims(dataDir), join(backups, `dims-v${ofDims.applied}-${made}.sqlite`))
    if (copiesFacts) takeThePlace(file, kept)
    try {
      dims.exec('COMMIT')
    } catch (error) {
      if (copiesFacts) renameSync(kept, file)
      throw error
    }
    keepLast(backups)
    return facts ?? (await of.reopen())
  } catch (error) {
    await facts?.close()
    forgetAttempts(dataDir)
    if (ofFacts.applied === 0) for (const made of [file, `${file}.wal`]) rmSync(made, { force: true })
    const kind = kindOf(error)
    throw new KindError(kind === 'internal' ? 'migration_failed' : kind, (error as Error).message, {
      cause: error,
    })
  }
}

const requireRoom = (file: string): void =>
  requireDiskSpace(dirname(file), statSync(file).size + SPARE, 'an upgrade')
const nextOf = (file: string): string => `${file}.upgrading`
const copyOfDims = (dataDir: string): string => join(dataDir, 'dims.sqlite.upgrading')

async function migrateCopy({ file, staging, ofFacts }: Upgrade): Promise<void> {
  if (existsSync(`${file}.wal`)) throw new KindError('disk_fault', 'the log did not go into its file')
  const next = nextOf(file)
  // On file systems with copy-on-write the copy takes no space until it is changed.
  copyFileSync(file, next, constants.COPYFILE_FICLONE)
  const facts = await openDuckDb(next, { readOnly: false, staging })
  try {
    await migrateFacts(facts, ofFacts.pending)
  } finally {
    await facts.close()
  }
  if (existsSync(`${next}.wal`)) throw new KindError('disk_fault', 'the log did not go into its file')
  settle(next)
}

/** The file becomes the backup `kept`, and its upgraded copy the file; at every moment one of them is in place. */
function takeThePlace(file: string, kept: string): void {
  try {
    linkSync(file, kept)
  } catch {
    // On file systems without hard links.
    copyFileSync(file, kept)
    settle(kept)
  }
  renameSync(nextOf(file), file)
  syncFolder(dirname(kept))
  syncFolder(dirname(file))
}

/** Keeps the newest backup of each version and deletes the oldest versions, so that repeated attempts of one version displace no other. */
function keepLast(folder: string): void {
  if (!existsSync(folder)) return
  for (const copyOf of [/^dims-(?:v(\d+)-)?(.+)\.sqlite$/, /^facts-(?:v(\d+)-)?(.+)\.duckdb$/]) {
    const copies = readdirSync(folder).flatMap(name => {
      const [, version, made = ''] = copyOf.exec(name) ?? []
      // Backups of the first releases do not name their version: each counts as its own.
      return made ? [{ name, made, version: version ?? made }] : []
    })
    const newest = new Map(
      copies.toSorted((a, b) => a.made.localeCompare(b.made)).map(copy => [copy.version, copy]),
    )
    const kept = new Set(
      [...newest.values()]
        .toSorted((a, b) => b.made.localeCompare(a.made))
        .slice(0, KEPT)
        .map(({ name }) => name),
    )
    for (const { name } of copies) if (!kept.has(name)) rmSync(join(folder, name))
  }
}
