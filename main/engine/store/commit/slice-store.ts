import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import { LoadError } from '../../../../loaders/core/errors.ts'
import { moscowDay, startOfDay } from '../../../../loaders/core/parse/time.ts'
import type { Stage, Store } from '../../../../loaders/core/run/store.ts'
import type { Facts } from '../duckdb/connection.ts'
import type { Mirror } from '../duckdb/mirror.ts'
import { countWrite } from '../duckdb/mirror.ts'
import { idsFinder } from '../queries/ids.ts'
import { literal, name } from '../schema/ddl.ts'
import type { Dims } from '../sqlite/connection.ts'
import { loadStaged, runScript, transaction } from '../sqlite/connection.ts'
import { openNdjsonStage } from '../staging/ndjson-stage.ts'
import { BufferPool, openParquetStage } from '../staging/parquet-stage.ts'
import type { RecoveredStaging } from '../staging/recovery.ts'
import { recordChanges } from './change-events.ts'
import type { Read } from './checkpoints.ts'
import { checkpointsOf, firstTable } from './checkpoints.ts'
import { commitSlice, factsCommits } from './commit.ts'
import { formerBatches } from './former-batches.ts'
import { deleteUnrequested } from './unrequested.ts'
import type { Written } from './write.ts'
import { finishSnapshot } from './write.ts'

interface Parts {
  readonly facts: Facts
  readonly dims: Dims
  readonly mirror: Mirror
  readonly recovered: RecoveredStaging
  readonly staging: string
  /** The clock, ms since epoch. */
  readonly now: () => number
}

/** Implements the loaders' Store interface over DuckDB (facts) and SQLite (dims). */
export function sliceStore({ facts, dims, mirror, recovered, staging, now }: Parts): Store {
  const commitFacts = factsCommits(facts)
  const pool = new BufferPool()
  const ask = async (table: Table, sql: string): Promise<readonly Record<string, unknown>[]> =>
    table.store === 'facts' ? facts.read(sql) : (dims.prepare(sql).all() as Record<string, unknown>[])
  const findIds = idsFinder(ask)
  const dayBegan = () => startOfDay(moscowDay(now()))

  const ofFacts = (of: string, read: Read) => {
    const files = read.stream.into.map(table => openParquetStage(staging, of, table, pool))
    const staged = () => files.map(file => file.staged)
    return {
      files,
      writeManifest: () => recovered.writeManifest(of, read, staged()),
      removeManifest: () => recovered.removeManifest(of),
      commit: (more: boolean) => commitFacts({ ...read, staged: staged(), more }),
    }
  }
  const ofDims = (of: string, read: Read) => {
    const { shopId, stream } = read
    const files = stream.into.map(table => openNdjsonStage(staging, of, table))
    return {
      files,
      // Dims slices are committed immediately, so there is nothing to recover.
      writeManifest: () => {},
      removeManifest: () => {},
      async commit() {
        const staged = files.map(file => file.staged)
        const { result, writes } = transaction(dims, () => {
          const sources = staged.map(one => loadStaged(dims, one))
          for (const one of sources)
            if (stream.detector?.table === one.table)
              recordChanges(dims, shopId, stream.detector, one, new Date(now()).toISOString())
          const result = runScript(dims, commitSlice(read, sources))
          // Most that is read again is as it was, and its copy is too.
          const isSame = result.added + result.changed + result.removed === 0
          const writes = isSame ? null : countWrite(dims, stream.into)
          for (const { sql } of sources) dims.exec(`DROP TABLE ${sql}`)
          return { result, writes }
        })
        const { write } = stream
        if (!writes) return result
        if (write.mode === 'upsert' && !write.parent) await mirror.apply(shopId, staged, writes)
        else await mirror.refresh(shopId, stream.into, writes)
        return result
      },
    }
  }
  const stageEnd = (
    { stream, slice }: Read,
    commit: (more: boolean) => Promise<Written>,
    discard: () => void,
  ): Pick<Stage, 'commit' | 'discard'> => ({
    async commit(more = false) {
      try {
        const { empty, short, removed: _, ...counts } = await commit(more)
        const word = empty ? 'empty_answer' : short ? 'short_answer' : null
        const details = { stream: stream.id, from: slice.from, to: slice.to }
        return { ...counts, notice: word === null ? null : { word, details } }
      } catch (error) {
        throw asShapeError(stream, error)
      } finally {
        discard()
      }
    },
    async discard() {
      discard()
    },
  })

  return {
    async done(shopId, stream, runId) {
      const table = checkpointsOf(stream)
      // An open slice counts as done only for the run that read it; it is read again once its days are over.
      // A run that resumes on another day reads open slices again, too.
      const today = `done_at >= ${literal(dayBegan())}`
      const rows = await ask(
        firstTable(stream),
        `SELECT slice_key, CASE WHEN ${today} THEN run_id ELSE 0 END AS run_id FROM ${table} WHERE shop_id = ${shopId} AND stream_id = ${literal(stream.id)} AND (NOT open OR (run_id = ${runId} AND ${today}))`,
      )
      return new Map(rows.map(row => [String(row.slice_key), Number(row.run_id)]))
    },
    async stage(shopId, stream, slice, runId) {
      const read = { shopId, stream, slice, runId, askedAt: new Date(now()).toISOString() }
      const { files, writeManifest, removeManifest, commit } = (
        firstTable(stream).store === 'facts' ? ofFacts : ofDims
      )(randomUUID(), read)
      const byTable = new Map(stream.into.map((table, index) => [table.name, files[index]]))
      const close = () => {
        for (const file of files) file.close()
      }
      return {
        add(rows) {
          let full = false
          for (const [table, of] of Object.entries(rows)) {
            const file = byTable.get(table)
            if (!file) throw new LoadError('shape', `${stream.id} does not write ${table}`)
            full = file.add(of) || full
          }
          return full
        },
        async flush() {
          for (const file of files) file.flush()
          // A page of 100,000 rows must not hold up everything else.
          await setImmediate()
        },
        async close() {
          close()
          writeManifest()
        },
        ...stageEnd(
          read,
          async more => {
            close()
            return commit(more)
          },
          () => removeAll([removeManifest, ...files.map(file => () => file.remove())]),
        ),
      }
    },
    async recovered(shopId, stream, slices, runId) {
      const taken = await recovered.take(shopId, stream, slices, runId)
      const stages = new Map<string, Pick<Stage, 'commit' | 'discard'>>()
      for (const [key, { slice, askedAt, staged, remove }] of taken) {
        const read = { shopId, stream, slice, runId, askedAt }
        // An open slice of an earlier day is outdated.
        if (slice.open && askedAt < dayBegan()) remove()
        else
          stages.set(
            key,
            stageEnd(read, more => commitFacts({ ...read, staged, more }), remove),
          )
      }
      return stages
    },
    async finish(shopId, stream, slices) {
      const { mode } = stream.write
      const closing = () => (mode === 'snapshot' ? finishSnapshot : deleteUnrequested)(shopId, stream, slices)
      if (firstTable(stream).store === 'facts') {
        if (mode === 'snapshot') await facts.transact(closing)
        const former = formerBatches(shopId, stream, slices)
        if (former && (await facts.read(`SELECT 1 ${former} LIMIT 1`)).length > 0)
          await facts.write(async connection => void (await connection.run(`DELETE ${former}`)))
        return
      }
      const writes = transaction(dims, () => {
        const changed = runScript(dims, closing())
        return changed > 0 ? countWrite(dims, stream.into) : null
      })
      if (writes) await mirror.refresh(shopId, stream.into, writes)
    },
    ids: (shopId, of, from, to) =>
      findIds({ shopId, of, window: from !== undefined && to !== undefined ? { from, to } : null }),
    state: (shopId, stream) => ({
      async get(key) {
        const found = dims
          .prepare('SELECT value FROM notes WHERE shop_id = ? AND stream_id = ? AND key = ?')
          .pluck()
          .get(shopId, stream.id, key)
        return (found as string | undefined) ?? null
      },
      async set(key, value) {
        const [sql, values] =
          value === null
            ? ['DELETE FROM notes WHERE shop_id = ? AND stream_id = ? AND key = ?', []]
            : ['INSERT OR REPLACE INTO notes (shop_id, stream_id, key, value) VALUES (?, ?, ?, ?)', [value]]
        transaction(dims, () => dims.prepare(sql).run(shopId, stream.id, key, ...values))
      },
    }),
    async range(shopId, streams) {
      const tables = new Map(
        streams.flatMap(stream => stream.into).flatMap(table => (table.day ? [[table.name, table]] : [])),
      )
      let from: string | null = null
      let to: string | null = null
      for (const table of tables.values()) {
        const dt = name(table.day as string)
        const [row] = await ask(
          table,
          `SELECT CAST(min(${dt}) AS VARCHAR) AS first, CAST(max(${dt}) AS VARCHAR) AS last FROM ${name(table.name)} WHERE shop_id = ${shopId}`,
        )
        const found = row as { first: string | null; last: string | null }
        if (found.first !== null && (from === null || found.first < from)) from = found.first
        if (found.last !== null && (to === null || found.last > to)) to = found.last
      }
      return { from, to }
    },
  }
}

/** Runs every removal even if one fails; the first error is thrown at the end. */
function removeAll(removals: readonly (() => void)[]): void {
  const errors: unknown[] = []
  for (const remove of removals)
    try {
      remove()
    } catch (error) {
      errors.push(error)
    }
  if (errors.length > 0) throw errors[0]
}

/** Constraint and conversion errors of the database are reported as `shape`: the response does not fit its table. */
function asShapeError(stream: Stream, error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error)
  const ofRows = /^(Conversion|Constraint|Invalid Input) Error|constraint failed/.exec(message)
  return ofRows ? new LoadError('shape', `${stream.id}: ${message.split('\n')[0]}`, { cause: error }) : error
}
