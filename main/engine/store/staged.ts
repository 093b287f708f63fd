import type { FileHandle } from 'node:fs/promises'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LoadError } from '../../../loaders/core/errors.ts'
import type { Column, Row, Table } from '../../../loaders/core/table.ts'

/** Written in one go; below it a write costs more than it moves. */
const BUFFER = 1 << 20
/** Beyond this many keys of one stage DuckDB looks for repeated ones itself: memory stays flat. */
const KEYS = 100_000

/** The rows of one table that wait for a commit, a JSON object a line with its number as `_n`. */
export interface Staged {
  readonly table: Table
  readonly file: string
  readonly rows: number
  /** Whether a key may stand in it more than once; then the last one counts. */
  readonly repeated: boolean
  /** Bytes of its longest line at most. */
  readonly longest: number
}
export interface StagingFile {
  readonly staged: Staged
  add(rows: readonly Row[]): Promise<void>
  /** Brings everything to disk; nothing can be added after it. */
  close(): Promise<void>
  remove(): Promise<void>
}

/** Opens the file in which rows of a table wait for their commit; it comes into being with the first row. */
export function stagingFile(folder: string, of: string, table: Table): StagingFile {
  const file = join(folder, `${of}-${table.name}.ndjson`)
  const columns = Object.entries(table.columns)
  let handle: FileHandle | null = null
  let lines: string[] = []
  let size = 0
  let rows = 0
  let keys: Set<string> | null = new Set()
  let repeated = false
  let longest = 0

  const flush = async () => {
    if (lines.length === 0) return
    const text = lines.join('')
    lines = []
    size = 0
    handle ??= await open(file, 'w')
    await handle.write(text)
  }
  return {
    get staged() {
      return { table, file, rows, repeated, longest }
    },
    async add(batch) {
      for (const row of batch) {
        const plain = check(table, columns, row)
        if (keys) {
          const before = keys.size
          keys.add(keyOf(table, row))
          if (keys.size === before) repeated = true
          if (repeated || keys.size > KEYS) {
            keys = null
            repeated = true
          }
        }
        const line = `{"_n":${rows},${encode(row, plain).slice(1)}\n`
        rows += 1
        lines.push(line)
        size += line.length
        // A UTF-16 unit is three bytes of UTF-8 at most.
        if (line.length * 3 > longest) longest = line.length * 3
        if (size >= BUFFER) await flush()
      }
    },
    async close() {
      await flush()
      await handle?.close()
      handle = null
    },
    async remove() {
      lines = []
      await handle?.close()
      handle = null
      await rm(file, { force: true })
    },
  }
}

function keyOf(table: Table, row: Row): string {
  if (table.key.length === 1) return String(row[table.key[0] as string])
  let key = ''
  for (const part of table.key) key += `${String(row[part])}\u0001`
  return key
}

/** Refuses a row that is not exactly the table's; tells whether JSON can write it as it is. */
function check(table: Table, columns: readonly (readonly [string, Column])[], row: Row): boolean {
  let plain = true
  for (const [column, of] of columns) {
    const value = row[column]
    if (value === null && of.optional) continue
    if (!fits(of, value))
      throw new LoadError(
        'shape',
        `${table.name}.${column}: ${value === undefined ? 'missing' : `not ${of.kind}: ${typeof value}`}`,
      )
    if (typeof value === 'bigint') plain = false
  }
  if (Object.keys(row).length !== columns.length) {
    const stranger = Object.keys(row).find(key => !Object.hasOwn(table.columns, key))
    throw new LoadError('shape', `${table.name}: no column ${stranger}`)
  }
  return plain
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/
const WHOLE = /^-?\d{1,19}$/

function fits(column: Column, value: unknown): boolean {
  switch (column.kind) {
    case 'money':
    case 'int':
      return Number.isSafeInteger(value)
    case 'id':
      return (
        Number.isSafeInteger(value) ||
        typeof value === 'bigint' ||
        (typeof value === 'string' && WHOLE.test(value))
      )
    case 'real':
      return Number.isFinite(value)
    case 'text':
      return typeof value === 'string'
    case 'bool':
      return typeof value === 'boolean'
    case 'day':
      return typeof value === 'string' && DAY.test(value)
    case 'instant':
      return typeof value === 'string' && INSTANT.test(value)
    case 'json':
      return value !== undefined && value !== null
  }
}

function encode(row: Row, plain: boolean): string {
  const line = plain ? JSON.stringify(row) : JSON.stringify(row, digits)
  // JSON.stringify escapes half a surrogate pair, which DuckDB's reader refuses.
  return line.includes('\\ud') ? JSON.stringify(row, wellFormed) : line
}
const digits = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
const wellFormed = (_: string, value: unknown) =>
  typeof value === 'string' ? Buffer.from(value).toString() : digits('', value)
