import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { DuckDBDecimalValue, DuckDBTimestampValue } from '@duckdb/node-api'
import { KindError } from '#contract/errors.ts'
import type { SqlResult, SqlScript } from '../commit/sql-script.ts'
import { restrictFile } from '../opening/file-permissions.ts'
import { faultOf, INVALIDATED, OUT_OF_MEMORY } from './faults.ts'
import { closeFile, connect, MEMORY, type Opened, type Options, openFile } from './file.ts'
import { QUERY_LIMITS, type Query, type QueryLimits, startQuery } from './query.ts'

/** A value that JSON can write: whole numbers as numbers below 2^53 and else as digits, DECIMAL as exact text, instants as ISO with `Z`. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }
export type PlainRow = Readonly<Record<string, Plain>>

export interface Facts {
  /** Runs `work` exclusively on the writing connection, in one transaction. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** Runs an SQL script exclusively, in one transaction. Statements without a result are sent together with the next one that has one, because each call waits for the busy event loop. */
  transact<R>(script: () => SqlScript<R>): Promise<R>
  /** Runs `work` exclusively on the writing connection, without a transaction. */
  exclusive<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** All rows of a query; does not wait for writers. Parameters are `$name`. */
  read(sql: string, values?: Readonly<Record<string, DuckDBValue>>): Promise<readonly PlainRow[]>
  /** Streams the rows of one SELECT in batches, within limits; closing the database ends it. Throws as `startQuery` does. */
  query(sql: string, limits?: Partial<QueryLimits>): AsyncIterable<readonly PlainRow[]>
  /** Runs `work`, which writes nothing into the file and may be repeated, on a connection of its own; does not wait for writers. */
  beside<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** How often something was written or checkpointed since the file was first opened. */
  writes(): number
  /** Moves the write-ahead log into the file, when nothing else writes. */
  checkpoint(): Promise<void>
  /** Closes the idle file to free its memory; the next use reopens it. Does nothing while it is in use. Not for an in-memory database. */
  suspend(): Promise<void>
  /** Closes the idle file and calls `work` before anybody can open it again; false, and nothing is done, while it is in use. */
  whileClosed(work: () => void): boolean
  close(): Promise<void>
}

const TRIES = 5
const matches = (error: unknown, of: RegExp): boolean => error instanceof Error && of.test(error.message)

/** Opens the facts database. Throws DuckDB's own errors while opening; later errors caused by the file, the disk or the system are KindErrors. */
export async function openDuckDb(file: string, options: Options): Promise<Facts> {
  let memory = options.memory ?? MEMORY.least
  const doubleMemory = () => {
    memory = Math.min(memory * 2, MEMORY.most)
  }
  /** Opens the file, doubling the memory limit while replaying its WAL does not fit. */
  const open = async (): Promise<Opened> => {
    for (;;)
      try {
        return await openFile(file, options, memory)
      } catch (error) {
        if (!matches(error, OUT_OF_MEMORY) || memory >= MEMORY.most) throw error
        doubleMemory()
      }
  }
  let opened: Opened | null = await open()
  let opening: Promise<void> | null = null
  let closed = false
  /** Running queries with the memory limit of each, MB. */
  const questions = new Map<Query<PlainRow>, number>()
  const limit = (connection: DuckDBConnection) =>
    connection.run(`SET memory_limit = '${Math.max(memory, ...questions.values())}MB'`)
  /** Lowers the memory limit after a query; DuckDB refuses while another query still needs it, whose end lowers it then. Never throws. */
  const restoreLimit = async (instance: Opened['instance']) => {
    const connection = await instance.connect()
    await limit(connection).catch(() => undefined)
    connection.closeSync()
  }
  const begin = (how: Promise<Opened>) => {
    opening = how
      .then(one => {
        opened = one
      })
      .finally(() => {
        opening = null
      })
    // Callers of `acquire` await it and get the error.
    opening.catch(() => {})
  }
  /** The open file with its user count raised; reopens a suspended file. Counted synchronously, so that nobody can close it in between. */
  const acquire = async (): Promise<Opened> => {
    while (!opened) {
      if (closed) throw new Error('the file is closed')
      if (!opening) begin(open())
      try {
        await opening
      } catch (error) {
        throw faultOf(error)
      }
    }
    opened.users += 1
    return opened
  }
  const release = (one: Opened) => {
    one.users -= 1
    if (one.users === 0) for (const tell of one.waiting.splice(0)) tell()
  }
  const drained = async (one: Opened) => {
    while (one.users > 0) await new Promise<void>(resolve => one.waiting.push(resolve))
  }
  /** Reopens an invalidated file with twice the memory, once its last user has left. */
  const reopen = (spoilt: Opened) => {
    if (opened !== spoilt) return
    opened = null
    doubleMemory()
    const anew = async () => {
      await drained(spoilt)
      // What is wrong in memory must not come into the file: its WAL has all that was committed.
      await spoilt.writer.run('PRAGMA disable_checkpoint_on_shutdown').catch(() => undefined)
      closeFile(spoilt)
      return open()
    }
    begin(anew())
  }
  async function use<T>(work: (open: Opened) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const mine = await acquire()
      try {
        return await work(mine)
      } catch (error) {
        if (!matches(error, INVALIDATED) || closed || tries === TRIES) throw faultOf(error)
        reopen(mine)
      } finally {
        release(mine)
      }
    }
  }
  /** Retries with twice the memory limit after an out-of-memory error. */
  async function withMoreMemory<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
    const had = memory
    try {
      return await work()
    } catch (error) {
      if (!matches(error, OUT_OF_MEMORY) || matches(error, INVALIDATED) || had >= MEMORY.most) throw error
      // Another call may have raised the limit meanwhile.
      if (memory === had) doubleMemory()
      await limit(connection)
      return withMoreMemory(connection, work)
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  let writes = 0
  const exclusive: Facts['exclusive'] = work => {
    const counted = (connection: DuckDBConnection) =>
      work(connection).finally(() => {
        writes += 1
      })
    const mine = last.then(() => use(({ writer }) => counted(writer)))
    last = mine.catch(() => undefined)
    return mine
  }
  const writing = <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> =>
    exclusive(connection =>
      withMoreMemory(connection, async () => {
        if (options.readOnly) throw new KindError('read_only')
        try {
          const result = await work(connection)
          // DuckDB recreates the WAL after each checkpoint, readable by everybody.
          restrictFile(`${file}.wal`)
          return result
        } catch (error) {
          // A failed COMMIT has already rolled back.
          await connection.run('ROLLBACK').catch(() => undefined)
          throw error
        }
      }),
    )
  const whileClosed: Facts['whileClosed'] = work => {
    if (closed || opening || (opened && opened.users > 0)) return false
    if (opened) closeFile(opened)
    opened = null
    work()
    return true
  }
  return {
    exclusive,
    write: work =>
      writing(async connection => {
        await connection.run('BEGIN TRANSACTION')
        const result = await work(connection)
        await connection.run('COMMIT')
        return result
      }),
    transact: script => writing(connection => runScript(connection, script())),
    read: (sql, values) =>
      use(async ({ instance, idle }) => {
        const connection = idle.pop() ?? (await connect(instance))
        try {
          const result = await withMoreMemory(connection, () => connection.run(sql, values && { ...values }))
          return (await result.convertRowObjects(plain)) as PlainRow[]
        } finally {
          idle.push(connection)
        }
      }),
    async *query(sql, limits) {
      const mine = await acquire()
      // Rows already yielded cannot be read again, so a query cannot be retried with more memory: it gets its limit from the start.
      const most = Math.max(memory, ...questions.values(), limits?.memory ?? QUERY_LIMITS.memory)
      const within = { ...QUERY_LIMITS, ...limits, memory: most }
      const question = startQuery<PlainRow>(mine.instance, sql, within, plain, () => {
        questions.delete(question)
        void restoreLimit(mine.instance).finally(() => release(mine))
      })
      questions.set(question, most)
      yield* question.rows()
    },
    beside: work =>
      use(async ({ instance }) => {
        const connection = await connect(instance)
        try {
          return await withMoreMemory(connection, () => work(connection))
        } finally {
          connection.closeSync()
        }
      }),
    writes: () => writes,
    async checkpoint() {
      // A suspended file has no WAL.
      if (!opened || options.readOnly) return
      // Fails while a reader holds an older snapshot; the next checkpoint will do.
      await exclusive(connection => withMoreMemory(connection, () => connection.run('CHECKPOINT'))).catch(
        () => undefined,
      )
    },
    async suspend() {
      if (opened) whileClosed(() => {})
    },
    whileClosed,
    async close() {
      for (const question of questions.keys()) question.stop()
      await last
      closed = true
      await opening?.catch(() => {})
      if (!opened) return
      // A thread that exits while DuckDB still works crashes the whole process.
      await drained(opened)
      closeFile(opened)
      opened = null
    },
  }
}

/** Runs a script in a transaction; statements without a result are sent with the next one that has one. */
async function runScript<R>(connection: DuckDBConnection, script: SqlScript<R>): Promise<R> {
  let pending = 'BEGIN TRANSACTION'
  let step = script.next()
  while (!step.done) {
    const { sql, returns } = step.value
    if (returns === 'nothing') {
      pending += `; ${sql}`
      step = script.next(null)
      continue
    }
    const result = await connection.run(pending === '' ? sql : `${pending}; ${sql}`)
    pending = ''
    step = script.next(returns === 'changes' ? result.rowsChanged : await firstValue(result))
  }
  await connection.run(`${pending}; COMMIT`)
  return step.value
}

async function firstValue(result: { getRows(): Promise<DuckDBValue[][]> }): Promise<SqlResult> {
  const found = (await result.getRows())[0]?.[0] ?? null
  return found === null ? null : typeof found === 'bigint' ? Number(found) : String(found)
}

const safe = (value: bigint): number | string =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString()

/** Converts a DuckDB value to a JSON value. */
export function plain(value: DuckDBValue): Plain {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return safe(value)
  if (value instanceof DuckDBDecimalValue) return value.toString()
  if (value instanceof DuckDBTimestampValue && value.isFinite)
    return new Date(Number(value.micros / 1000n)).toISOString()
  if ('items' in value) return (value.items as readonly DuckDBValue[]).map(item => plain(item))
  if ('entries' in value && typeof value.entries === 'object' && !Array.isArray(value.entries))
    return Object.fromEntries(
      Object.entries(value.entries as Record<string, DuckDBValue>).map(([key, of]) => [key, plain(of)]),
    )
  return String(value)
}
