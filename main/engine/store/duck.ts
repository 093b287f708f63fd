import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { DuckDBDecimalValue, DuckDBTimestampValue, StatementType } from '@duckdb/node-api'
import { KindError } from '#contract/errors.ts'
import { closeFile, connect, MEMORY, type Opened, type Options, openFile } from './duck-file.ts'
import type { Answer, Asks } from './write.ts'

/** A value that JSON can write: whole numbers as numbers below 2^53 and else as digits, DECIMAL as exact text, instants as ISO with `Z`. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }
export type PlainRow = Readonly<Record<string, Plain>>

export interface Facts {
  /** Runs `work` alone on the writing connection and in one transaction. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** Drives what slices do, alone and in one transaction, in as few calls as there are answers: each call waits for a turn of a busy thread. */
  transact<R>(asks: () => Asks<R>): Promise<R>
  /** Runs `work` alone on the writing connection, without a transaction. */
  alone<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** All rows of a question; it waits for no writer. Parameters are `$name`. */
  read(sql: string, values?: Readonly<Record<string, DuckDBValue>>): Promise<readonly PlainRow[]>
  /** Rows of one reading statement, a batch at a time. Throws KindError `bad_query` on anything else. */
  query(sql: string): AsyncIterable<readonly PlainRow[]>
  /** Moves the write-ahead log into the file, when nothing else writes. */
  checkpoint(): Promise<void>
  /** Closes the file until somebody asks again, and gives back all that it takes in memory; it stays open while it is used. Not for one in memory. */
  rest(): Promise<void>
  close(): Promise<void>
}

const READING = new Set([StatementType.SELECT, StatementType.EXPLAIN])

/** What a statement says that did not fit, and one after a checkpoint that did not: then the whole file has to be opened anew. */
const NO_ROOM = /out of memory|failed to pin block|could not allocate block/i
const BROKEN = /database has been invalidated/i
const tells = (error: unknown, of: RegExp): boolean => error instanceof Error && of.test(error.message)

/** Opens the file of facts. Throws what DuckDB throws. */
export async function openDuck(file: string, options: Options): Promise<Facts> {
  let memory = options.memory ?? MEMORY.least
  const open = () => openFile(file, options, memory)
  let opened: Opened | null = await open()
  let opening: Promise<Opened> | null = null
  let over = false
  /** Hears that nobody uses the file any more. */
  let freed = () => {}
  const unused = async ({ users }: Opened) => {
    if (users === 0) return
    await new Promise<void>(resolve => {
      freed = resolve
    })
  }

  /** Opens the file again where it rests. */
  const awake = async (): Promise<Opened> => {
    if (opened) return opened
    if (over) throw new Error('the file is closed')
    opening ??= open()
    opened = await opening.finally(() => {
      opening = null
    })
    return opened
  }
  async function use<T>(work: (open: Opened) => Promise<T>): Promise<T> {
    const mine = await awake()
    mine.users += 1
    try {
      return await work(mine)
    } finally {
      mine.users -= 1
      if (mine.users === 0) freed()
    }
  }
  /** Opens the file anew with twice the memory where a checkpoint did not fit, once nobody uses it as it was. */
  async function reviving<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!tells(error, BROKEN) || memory >= MEMORY.most || over) throw error
      memory *= 2
      const old = opened
      opened = null
      opening ??= (async () => {
        if (old) {
          await unused(old)
          closeFile(old)
        }
        return open()
      })()
      return reviving(work)
    }
  }
  const give = async (connection: DuckDBConnection, room: number) => {
    memory = room
    await connection.run(`SET memory_limit = '${memory}MB'`)
  }
  /** Does it again with twice the memory where it did not fit. */
  async function fitting<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!tells(error, NO_ROOM) || tells(error, BROKEN) || memory >= MEMORY.most) throw error
      await give(connection, memory * 2)
      return fitting(connection, work)
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  const alone: Facts['alone'] = work => {
    const mine = last.then(() => reviving(() => use(({ writer }) => work(writer))))
    last = mine.catch(() => undefined)
    return mine
  }
  const writing = <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> =>
    alone(connection =>
      fitting(connection, async () => {
        if (options.readOnly) throw new KindError('read_only')
        try {
          return await work(connection)
        } catch (error) {
          // A failed COMMIT has rolled back already.
          await connection.run('ROLLBACK').catch(() => undefined)
          throw error
        }
      }),
    )
  return {
    alone,
    write: work =>
      writing(async connection => {
        await connection.run('BEGIN TRANSACTION')
        const result = await work(connection)
        await connection.run('COMMIT')
        return result
      }),
    transact: asks => writing(connection => drive(connection, asks())),
    read: (sql, values) =>
      use(async ({ instance, idle }) => {
        const connection = idle.pop() ?? (await connect(instance))
        try {
          const result = await fitting(connection, () => connection.run(sql, values && { ...values }))
          return (await result.convertRowObjects(plain)) as PlainRow[]
        } finally {
          idle.push(connection)
        }
      }),
    async *query(sql) {
      const mine = await awake()
      mine.users += 1
      let connection: DuckDBConnection | null = null
      try {
        connection = await connect(mine.instance)
        // Rows that were given away cannot be asked for again, so it has all that it may need from the start.
        await give(connection, MEMORY.most)
        const statement = await readingStatement(connection, sql)
        // EXPLAIN ANALYZE runs what it explains.
        await connection.run('BEGIN TRANSACTION READ ONLY')
        const result = await statement.stream()
        for await (const rows of result.yieldConvertedRowObjects(plain)) yield rows as PlainRow[]
      } catch (error) {
        throw error instanceof KindError
          ? error
          : new KindError('bad_query', (error as Error).message, { cause: error })
      } finally {
        connection?.closeSync()
        mine.users -= 1
        if (mine.users === 0) freed()
      }
    },
    async checkpoint() {
      // A file that is closed has no log.
      if (!opened || options.readOnly) return
      // Refused while a reader holds an older state; the next one will do.
      await alone(connection => fitting(connection, () => connection.run('CHECKPOINT'))).catch(
        () => undefined,
      )
    },
    async rest() {
      if (!opened || opened.users > 0) return
      closeFile(opened)
      opened = null
    },
    async close() {
      await last
      over = true
      if (!opened) return
      // A thread that ends while DuckDB still answers takes the whole process along.
      await unused(opened)
      closeFile(opened)
      opened = null
    },
  }
}

async function readingStatement(connection: DuckDBConnection, sql: string) {
  const statements = await connection.extractStatements(sql)
  if (statements.count !== 1) throw new KindError('bad_query', 'one statement at a time')
  const statement = await statements.prepare(0)
  if (!READING.has(statement.statementType))
    throw new KindError('bad_query', `${StatementType[statement.statementType]} is not a question`)
  return statement
}

/** A transaction; what wants no answer is said together with the next that does. */
async function drive<R>(connection: DuckDBConnection, asks: Asks<R>): Promise<R> {
  let unsaid = 'BEGIN TRANSACTION'
  let step = asks.next()
  while (!step.done) {
    const { sql, want } = step.value
    if (want === 'nothing') {
      unsaid += `; ${sql}`
      step = asks.next(null)
      continue
    }
    const result = await connection.run(unsaid === '' ? sql : `${unsaid}; ${sql}`)
    unsaid = ''
    step = asks.next(want === 'changes' ? result.rowsChanged : await firstValue(result))
  }
  await connection.run(`${unsaid}; COMMIT`)
  return step.value
}

async function firstValue(result: { getRows(): Promise<DuckDBValue[][]> }): Promise<Answer> {
  const found = (await result.getRows())[0]?.[0] ?? null
  return found === null ? null : typeof found === 'bigint' ? Number(found) : String(found)
}

const safe = (value: bigint): number | string =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString()

/** Turns a value of DuckDB into what JSON can write. */
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
