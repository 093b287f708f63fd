import { setTimeout } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Facts } from '../duckdb/duck.ts'
import { type Migration, migrate } from '../schema/migrate.ts'

const AGAIN_MS = 20

/** Migrations of the facts that wait for an idle moment. */
export interface Later {
  /** Takes the facts through them, one after the other; whoever writes meanwhile waits. Throws what DuckDB throws, and is tried again by the next call. */
  run(): Promise<void>
  /** Breaks off what is under way, for good: the facts are as they were before it. */
  stop(): Promise<void>
}

/** Each is a transaction of its own in the open file: ended in the middle, by whatever, it has not happened. */
export function waitingFor(facts: Facts, waiting: readonly Migration[]): Later {
  const left = [...waiting]
  let running: Promise<void> | null = null
  let at: DuckDBConnection | null = null
  let stopped = false

  const one = (migration: Migration) =>
    facts.write(async connection => {
      if (stopped) return
      at = connection
      try {
        await migrate(connection, migration)
      } finally {
        at = null
      }
    })
  const all = async () => {
    try {
      for (let next = left[0]; next && !stopped; next = left[0]) {
        await one(next)
        left.shift()
      }
      // Nothing of it stays in the log, and what it took of the memory goes back.
      await facts.checkpoint()
      await facts.rest()
    } catch (error) {
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
