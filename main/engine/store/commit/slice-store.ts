import { randomUUID } from 'node:crypto'
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
import { driveLite, sourceOf, transaction } from '../sqlite/connection.ts'
import { stagingFile } from '../staging/ndjson-stage.ts'
import { Rooms, stagingColumns } from '../staging/parquet-stage.ts'
import type { Kept } from '../staging/recovery.ts'
import { noteChanges } from './change-events.ts'
import type { Read } from './commit.ts'
import { checkpointsOf, commitSlice, factsCommits, first } from './commit.ts'
import { forgetUnasked } from './unrequested.ts'
import type { Written } from './write.ts'
import { finishSnapshot } from './write.ts'

interface Parts {
  readonly facts: Facts
  readonly dims: Dims
  readonly mirror: Mirror
  readonly kept: Kept
  readonly staging: string
  /** The clock, ms since epoch. */
  readonly now: () => number
}

/** The stores as loaders see them. */
export function sliceStore({ facts, dims, mirror, kept, staging, now }: Parts): Store {
  const commitFacts = factsCommits(facts)
  const rooms = new Rooms()
  const ask = async (table: Table, sql: string): Promise<readonly Record<string, unknown>[]> =>
    table.store === 'facts' ? facts.read(sql) : (dims.prepare(sql).all() as Record<string, unknown>[])
  const findIds = idsFinder(ask)
  const dayBegan = () => startOfDay(moscowDay(now()))

  const ofFacts = (of: string, read: Read) => {
    const files = read.stream.into.map(table => stagingColumns(staging, of, table, rooms))
    const staged = () => files.map(file => file.staged)
    return {
      files,
      keep: () => kept.note(of, read, staged()),
      forget: () => kept.forget(of),
      commit: (more: boolean) => commitFacts({ ...read, staged: staged(), more }),
    }
  }
  const ofDims = (of: string, read: Read) => {
    const { shopId, stream } = read
    const files = stream.into.map(table => stagingFile(staging, of, table))
    return {
      files,
      // They are committed one at a time, as soon as they are read.
      keep: async () => {},
      forget: async () => {},
      async commit() {
        const staged = files.map(file => file.staged)
        const { result, writes } = transaction(dims, () => {
          const sources = staged.map(one => sourceOf(dims, one))
          for (const one of sources)
            if (stream.watch?.table === one.table)
              noteChanges(dims, shopId, stream.watch, one, new Date(now()).toISOString())
          const result = driveLite(dims, commitSlice(read, sources))
          const writes = countWrite(dims, stream.into)
          for (const { sql } of sources) dims.exec(`DROP TABLE ${sql}`)
          return { result, writes }
        })
        const { write } = stream
        if (write.mode === 'upsert' && !write.parent) await mirror.apply(shopId, staged, writes)
        else await mirror.refresh(shopId, stream.into, writes)
        return result
      },
    }
  }
  const ending = (
    { stream, slice }: Read,
    commit: (more: boolean) => Promise<Written>,
    discard: () => Promise<void>,
  ): Pick<Stage, 'commit' | 'discard'> => ({
    async commit(more = false) {
      try {
        const { empty, short, ...counts } = await commit(more)
        const word = empty ? 'empty_answer' : short ? 'short_answer' : null
        const details = { stream: stream.id, from: slice.from, to: slice.to }
        return { ...counts, notice: word === null ? null : { word, details } }
      } catch (error) {
        throw refused(stream, error)
      } finally {
        await discard()
      }
    },
    discard,
  })

  return {
    async done(shopId, stream, runId) {
      const table = checkpointsOf(stream)
      // What was read before its days were over counts only for the run that read it: it is read once more when they are.
      // A run that is taken up on another day reads what can still change once more, too.
      const today = `done_at >= ${literal(dayBegan())}`
      const rows = await ask(
        first(stream),
        `SELECT slice_key, CASE WHEN ${today} THEN run_id ELSE 0 END AS run_id FROM ${table} WHERE shop_id = ${shopId} AND stream_id = ${literal(stream.id)} AND (NOT open OR (run_id = ${runId} AND ${today}))`,
      )
      return new Map(rows.map(row => [String(row.slice_key), Number(row.run_id)]))
    },
    async stage(shopId, stream, slice, runId) {
      const read = { shopId, stream, slice, runId, askedAt: new Date(now()).toISOString() }
      const { files, keep, forget, commit } = (first(stream).store === 'facts' ? ofFacts : ofDims)(
        randomUUID(),
        read,
      )
      const byTable = new Map(stream.into.map((table, index) => [table.name, files[index]]))
      const close = async () => {
        for (const file of files) await file.close()
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
          for (const file of files) await file.flush()
        },
        async close() {
          await close()
          await keep()
        },
        ...ending(
          read,
          async more => {
            await close()
            return commit(more)
          },
          async () => {
            // One that cannot be removed leaves no other open.
            const gone = await Promise.allSettled([forget(), ...files.map(file => file.remove())])
            for (const one of gone) if (one.status === 'rejected') throw one.reason
          },
        ),
      }
    },
    async kept(shopId, stream, slices, runId) {
      const taken = await kept.take(shopId, stream, slices, runId)
      const stages = new Map<string, Pick<Stage, 'commit' | 'discard'>>()
      for (const [key, { slice, askedAt, staged, remove }] of taken) {
        const read = { shopId, stream, slice, runId, askedAt }
        // What could still change is of its own day alone.
        if (slice.open && askedAt < dayBegan()) await remove()
        else
          stages.set(
            key,
            ending(read, more => commitFacts({ ...read, staged, more }), remove),
          )
      }
      return stages
    },
    async finish(shopId, stream, slices) {
      const { mode } = stream.write
      const closing = () => (mode === 'snapshot' ? finishSnapshot : forgetUnasked)(shopId, stream, slices)
      if (first(stream).store === 'facts') {
        if (mode === 'snapshot') await facts.transact(closing)
        return
      }
      const writes = transaction(dims, () => {
        const changed = driveLite(dims, closing())
        return changed > 0 ? countWrite(dims, stream.into) : null
      })
      if (writes) await mirror.refresh(shopId, stream.into, writes)
    },
    ids: (shopId, of, from, to) =>
      findIds({ shopId, of, window: from !== undefined && to !== undefined ? { from, to } : null }),
    notes: (shopId, stream) => ({
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

/** What a database refuses for the sake of the rows is an answer of an unexpected shape. */
function refused(stream: Stream, error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error)
  const ofRows = /^(Conversion|Constraint|Invalid Input) Error|constraint failed/.exec(message)
  return ofRows ? new LoadError('shape', `${stream.id}: ${message.split('\n')[0]}`, { cause: error }) : error
}
