import { setTimeout } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Facts } from '../duckdb/connection.ts'
import { type Migration, partsOf } from '../schema/migrate.ts'
import { requireDiskSpace } from './disk-space.ts'

const AGAIN_MS = 20

/** Migrations of the facts that wait for an idle moment. */
export interface IdleMigrations {
  /** Takes the facts through them, part by part; whoever writes meanwhile waits for a part. Throws `disk_full` or what DuckDB throws, once: the next start tries it again. */
  run(): Promise<void>
  /** Breaks off what is under way, for good: the facts are as they were before it. */
  stop(): Promise<void>
}

/** Each part is a transaction of its own in the open `file`: ended in the middle, by whatever, it has not happened, and its migration begins anew. */
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
        // What is moved stands in the file twice until its part is over.
        requireDiskSpace(file, 'moving rows')
        for (const part of partsOf(next)) await one(part)
        left.shift()
      }
      // Nothing of it stays in the log, and what it took of the memory goes back.
      await facts.checkpoint()
      await facts.suspend()
    } catch (error) {
      // A disk that is full does not become so any less by the next try.
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
      // One that falls between two statements is not heard.
      while (at) {
        at.interrupt()
        await setTimeout(AGAIN_MS)
      }
      await running?.catch(() => {})
    },
  }
}
