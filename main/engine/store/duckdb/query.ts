import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from '@duckdb/node-api'
import { StatementType } from '@duckdb/node-api'
import { KindError } from '#contract/errors.ts'
import { faultOf } from './faults.ts'
import { connect } from './file.ts'

/** Limits of one query. */
export interface QueryLimits {
  /** Time that the database spends on it, ms; a slow consumer does not count. */
  readonly timeout: number
  readonly rows: number
  /** MB. */
  readonly memory: number
}
export const QUERY_LIMITS: QueryLimits = { timeout: 60_000, rows: 1_000_000, memory: 1_024 }

/** A running query: its rows in batches, and a way to stop it at any point. */
export interface Query<Row> {
  rows(): AsyncGenerator<readonly Row[]>
  /** Stops it: the computation is interrupted, and the consumer gets `cancelled`. */
  stop(): void
}

/** An interrupt just before a statement starts is lost, so it is repeated at this interval, ms. */
const AGAIN_MS = 50
/** A longer timer of Node fires at once. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * One reading statement on a connection of its own. Rows throw KindError `bad_query` (no question, or one that fails), `query_timeout`, `query_rows`,
 * `query_memory` or `cancelled`.
 */
export function startQuery<Row>(
  instance: DuckDBInstance,
  sql: string,
  limits: QueryLimits,
  convert: (value: DuckDBValue) => unknown,
  ended: () => void,
): Query<Row> {
  let connection: DuckDBConnection | null = null
  let result: DuckDBResult | null = null
  let working = false
  let over = false
  let stopped: 'cancelled' | 'query_timeout' | null = null
  let left = limits.timeout
  let interrupts: NodeJS.Timeout | undefined

  async function finish(): Promise<void> {
    if (over) return
    over = true
    clearInterval(interrupts)
    await readOut()
    connection?.closeSync()
    ended()
  }
  /** Aborts the rest of the rows: an unread result keeps the file open until it is garbage-collected, whatever is closed. */
  async function readOut(): Promise<void> {
    connection?.interrupt()
    try {
      while ((await result?.fetchChunk())?.rowCount);
    } catch {
      // Its end.
    }
  }
  function end(why: 'cancelled' | 'query_timeout'): void {
    if (over || stopped) return
    stopped = why
    // Between two batches nothing can be interrupted, and the consumer may never return.
    if (!working) void finish()
    // biome-ignore lint/style/noRestrictedGlobals: an interrupt throws nothing, and ends with its question.
    else interrupts = setInterval(() => connection?.interrupt(), AGAIN_MS)
  }
  /** Awaits the database, interruptibly, within the remaining time. */
  async function within<T>(work: () => Promise<T>): Promise<T> {
    working = true
    const since = performance.now()
    // biome-ignore lint/style/noRestrictedGlobals: the end throws nothing, and is awaited by the question.
    const timer = setTimeout(() => end('query_timeout'), Math.min(left, LONGEST_MS))
    try {
      return await work()
    } finally {
      clearTimeout(timer)
      left = Math.max(0, left - (performance.now() - since))
      working = false
    }
  }
  function check(): void {
    if (stopped) throw new KindError(stopped)
  }

  async function* rows(): AsyncGenerator<readonly Row[]> {
    let given = 0
    try {
      result = await within(async () => {
        connection = await connect(instance)
        await connection.run(`SET memory_limit = '${limits.memory}MB'`)
        const statement = await readingStatement(connection, sql)
        // EXPLAIN ANALYZE executes its statement.
        await connection.run('BEGIN TRANSACTION READ ONLY')
        check()
        return statement.stream()
      })
      const batches = result.yieldConvertedRowObjects(convert as never)[Symbol.asyncIterator]()
      for (;;) {
        check()
        const { done, value } = await within(() => batches.next())
        check()
        if (done) return
        const batch = value as readonly Row[]
        const fits = batch.slice(0, limits.rows - given)
        given += fits.length
        if (fits.length > 0) yield fits
        if (fits.length < batch.length) throw new KindError('query_rows', String(limits.rows))
      }
    } catch (error) {
      throw stopped ? new KindError(stopped) : queryError(error)
    } finally {
      await finish()
    }
  }
  return { rows, stop: () => end('cancelled') }
}

function queryError(error: unknown): unknown {
  const fault = faultOf(error)
  if (fault instanceof KindError && fault.kind !== 'no_memory') return fault
  const { message } = error as Error
  const kind = fault instanceof KindError ? 'query_memory' : 'bad_query'
  return new KindError(kind, message, { cause: error })
}

/** EXPLAIN with its options, behind white space and comments. */
const EXPLAIN = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*EXPLAIN(?:\s+ANALYZE)?(?:\s*\([^)]*\))?/i

/** The only statement of a text: a SELECT or an EXPLAIN of one. Throws `bad_query`. */
async function readingStatement(connection: DuckDBConnection, sql: string) {
  const statements = await connection.extractStatements(sql)
  if (statements.count !== 1) throw new KindError('bad_query', 'one statement at a time')
  const statement = await statements.prepare(0)
  if (statement.statementType === StatementType.EXPLAIN) {
    // EXPLAIN ANALYZE COPY would write a file.
    await readingStatement(connection, sql.replace(EXPLAIN, ''))
  } else if (statement.statementType !== StatementType.SELECT)
    throw new KindError('bad_query', `${StatementType[statement.statementType]} is not a question`)
  return statement
}
