import { setTimeout } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Facts } from '../duckdb/connection.ts'
import { type Migration, partsOf } from '../schema/migrate.ts'
import { requireDiskSpace } from './disk-space.ts'

const AGAIN_MS = 20

/** Facts migrations that run while nothing loads. */
export interface IdleMigrations {
  /** Runs them part by part; writers wait for at most one part. Throws `disk_full` or what DuckDB throws, once per start. */
  run(): Promise<void>
  /** Aborts the running part for good; it is rolled back. */
  stop(): Promise<void>
}

/** Each part is one transaction: an interrupted part is rolled back, and its migration starts again from the beginning. */
export function idleMigrations(facts: Facts, file: string, waiting: readonly Migration[]): IdleMigrations {
  let left = [...waiting]
  let running: Promise<void> | null = null
  let at: DuckDBConnection | null = null
  let stopped = false

  const one = (part: string) =>
    facts.write(async connection => {
      if (stopped) return
      at = connection
      try {
        await connection.run(part)
      } finally {
        at = null
      }
    })
  const all = async () => {
    try {
      for (let next = left[0]; next && !stopped; next = left[0]) {
        // Rows being moved exist twice until the part is committed.
        requireDiskSpace(file, 'moving rows')
        for (const part of partsOf(next)) await one(part)
        left.shift()
      }
      // Empties the WAL and frees the memory.
      await facts.checkpoint()
      await facts.suspend()
    } catch (error) {
      // A full disk would fail again.
      left = []
      if (!stopped) throw error
    }
  }
  return {
    async run() {
      if (left.length === 0 || stopped) return
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
