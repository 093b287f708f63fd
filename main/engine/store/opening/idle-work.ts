import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Facts } from '../duckdb/connection.ts'
import type { Relation } from '../schema/ddl.ts'
import { type Migration, partsOf } from '../schema/migrate.ts'
import { compact } from './compact.ts'
import { requireDiskSpace } from './disk-space.ts'

const AGAIN_MS = 20

/** What is done to the facts file while nothing loads: migrations that move rows, then a copy without gaps. */
export interface IdleWork {
  /** Does what is due; writers wait for at most one part of a migration. Throws `disk_full` or what DuckDB throws, once per start. */
  run(): Promise<void>
  /** Aborts what is running for good: the part is rolled back, the copy is forgotten. */
  stop(): Promise<void>
}

interface Parts {
  readonly facts: Facts
  readonly file: string
  readonly staging: string
  readonly relations: readonly Relation[]
  readonly migrations: readonly Migration[]
  /** Nothing is due in a file that is not written. */
  readonly readOnly: boolean
}

/** Each part of a migration is one transaction: an interrupted part is rolled back, and its migration starts again from the beginning. */
export function idleWork({ facts, file, staging, relations, migrations, readOnly }: Parts): IdleWork {
  let left = [...migrations]
  let running: Promise<void> | null = null
  let at: DuckDBConnection | null = null
  let stopped = readOnly
  let failed = false
  /** The writes of the file when it was last found to need no copy. */
  let compacted = -1

  const interruptibly = async <T>(connection: DuckDBConnection, work: () => Promise<T>) => {
    if (stopped) return
    at = connection
    try {
      return await work()
    } finally {
      at = null
    }
  }
  const migrate = async () => {
    for (let next = left[0]; next && !stopped; next = left[0]) {
      // Rows being moved exist twice until the part is committed.
      requireDiskSpace(dirname(file), statSync(file).size, 'moving rows')
      for (const part of partsOf(next))
        await facts.write(connection => interruptibly(connection, () => connection.run(part)))
      left.shift()
    }
  }
  const all = async () => {
    try {
      if (left.length > 0) {
        await migrate()
        // Frees the memory.
        await facts.suspend()
      }
      // What is no longer needed counts as free behind a checkpoint.
      await facts.checkpoint()
      const pause = async () => {
        await setTimeout(AGAIN_MS)
        return !stopped
      }
      if (!stopped && (await compact({ facts, file, staging, relations, interruptibly, pause })))
        compacted = facts.writes()
    } catch (error) {
      // A full disk would fail again.
      left = []
      failed = true
      if (!stopped) throw error
    }
  }
  return {
    async run() {
      if (failed || stopped || (left.length === 0 && compacted === facts.writes())) return
      running ??= all().finally(() => {
        running = null
      })
      await running
    },
    async stop() {
      stopped = true
      // An interrupt between two statements has no effect, so it is repeated.
      while (at) {
        at.interrupt()
        await setTimeout(AGAIN_MS)
      }
      await running?.catch(() => {})
    },
  }
}
