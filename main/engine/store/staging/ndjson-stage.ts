import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Column, Row, Table } from '../../../../loaders/core/declare/table.ts'
import { LoadError } from '../../../../loaders/core/errors.ts'
import { removeFile } from './remove-file.ts'
import { bigintAsText, parseDay, parseInt64, parseMicros } from './values.ts'

/** Bytes per write: smaller writes cost too much, larger buffers add up over slices that are read in parallel. */
const BUFFER = 1 << 17
/** Keys that are tracked in memory to find repeats; beyond that SQL removes them. */
const KEYS = 100_000

/** Staged rows of one table as NDJSON; `_n` is the row number. */
export interface StagedNdjson {
  readonly table: Table
  readonly file: string
  readonly rows: number
  /** Whether a key may repeat; the last row wins then. */
  readonly repeated: boolean
  /** Upper bound of the longest line, bytes. */
  readonly longest: number
}
/** Written synchronously: passing a few kilobytes to another thread costs ten times the CPU of writing them to the page cache. */
export interface StageFile<S = StagedNdjson> {
  readonly staged: S
  /** Buffers rows; true once a flush is due. */
  add(rows: readonly Row[]): boolean
  /** Writes the buffer to the file. */
  flush(): void
  /** Flushes and closes the file; no rows can be added afterwards. */
  close(): void
  remove(): void
}

/** Opens the NDJSON stage of a table; the file is created by the first flush. */
export function openNdjsonStage(folder: string, of: string, table: Table): StageFile {
  const file = join(folder, `${of}-${table.name}.ndjson`)
  const columns = Object.entries(table.columns).map(
    ([name, of]): Field => ({ ...of, name, before: `,${JSON.stringify(name)}:` }),
  )
  let fd: number | null = null
  let lines = ''
  let rows = 0
  let keys: Set<string> | null = new Set()
  let repeated = false
  let longest = 0

  const flush = () => {
    if (lines === '') return
    const text = lines
    lines = ''
    fd ??= openSync(file, 'w')
    // Of all that is given, unlike `writeSync`, which may write a part of it.
    writeFileSync(fd, text)
  }
  const end = () => {
    const open = fd
    fd = null
    if (open !== null) closeSync(open)
  }
  return {
    get staged() {
      return { table, file, rows, repeated, longest }
    },
    flush,
    add(batch) {
      for (const row of batch) {
        const line = `{"_n":${rows}${encode(table, columns, row)}}\n`
        if (keys) {
          const before = keys.size
          keys.add(keyOf(table, row))
          if (keys.size === before) repeated = true
          if (repeated || keys.size > KEYS) {
            keys = null
            repeated = true
          }
        }
        rows += 1
        lines += line
        // A UTF-16 unit is three bytes of UTF-8 at most.
        longest = Math.max(longest, line.length * 3)
      }
      return lines.length >= BUFFER
    },
    close() {
      flush()
      end()
    },
    remove() {
      lines = ''
      end()
      removeFile(file)
    },
  }
}

function keyOf(table: Table, row: Row): string {
  let key = ''
  for (const part of table.key) key += `${String(row[part])}\u0001`
  return key
}

interface Field extends Column {
  readonly name: string
  /** The text before its value in a line. */
  readonly before: string
}

/** Encodes a row as JSON without null fields. Throws LoadError `shape` unless its columns are exactly the table's. */
function encode(table: Table, fields: readonly Field[], row: Row): string {
  let line = ''
  for (const field of fields) {
    const value = row[field.name]
    if (value === null && field.optional) continue
    if (!fits(field, value)) throw wrongValue(table, field.name, value)
    line += field.before + json(value)
  }
  for (const name in row) if (!Object.hasOwn(table.columns, name)) throw unknownColumn(table, name)
  return line
}

export const wrongValue = (table: Table, column: string, value: unknown): LoadError =>
  new LoadError(
    'shape',
    `${table.name}.${column}: ${value === undefined ? 'missing' : `not ${table.columns[column]?.kind}: ${typeof value}`}`,
  )

export const unknownColumn = (table: Table, column: string): LoadError =>
  new LoadError('shape', `${table.name}: no column ${column}`)

function fits(column: Column, value: unknown): boolean {
  switch (column.kind) {
    case 'money':
    case 'int':
      return Number.isSafeInteger(value)
    case 'id':
      return Number.isSafeInteger(value) || parseInt64(value) !== null
    case 'real':
      return Number.isFinite(value)
    case 'text':
      return typeof value === 'string'
    case 'bool':
      return typeof value === 'boolean'
    case 'day':
      return parseDay(value) !== null
    case 'instant':
      return parseMicros(value) !== null
    case 'json':
      return value !== undefined && value !== null
  }
}

/** A value as JSON; of half a surrogate pair, which JSON.stringify escapes and DuckDB's reader refuses, it makes a sign. */
function json(value: unknown): string {
  const text = JSON.stringify(value, bigintAsText)
  return text.includes('\\ud') ? JSON.stringify(value, wellFormed) : text
}
const wellFormed = (_: string, value: unknown) =>
  typeof value === 'string' ? Buffer.from(value).toString() : bigintAsText('', value)
