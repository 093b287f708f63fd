import type { Column, ColumnKind } from '../../../../loaders/core/declare/table.ts'
import { bigintAsText, parseDay, parseInt64, parseMicros } from '../staging/values.ts'
import { Bytes } from './bytes.ts'
import type { ParquetColumn, Values } from './writer.ts'
import { MEANING, PHYSICAL } from './writer.ts'

/** Representation of each column kind in the file: kopecks are the digits of a DECIMAL, instants are microseconds. */
const FORM: Readonly<Record<ColumnKind, Pick<ParquetColumn, 'physical' | 'meaning' | 'digits'>>> = {
  id: { physical: PHYSICAL.int64 },
  int: { physical: PHYSICAL.int64 },
  real: { physical: PHYSICAL.double },
  text: { physical: PHYSICAL.bytes, meaning: MEANING.text },
  bool: { physical: PHYSICAL.bool },
  money: { physical: PHYSICAL.int64, meaning: MEANING.decimal, digits: [18, 2] },
  day: { physical: PHYSICAL.int32, meaning: MEANING.day },
  instant: { physical: PHYSICAL.int64, meaning: MEANING.micros },
  json: { physical: PHYSICAL.bytes, meaning: MEANING.text },
}

/** The values of one column of staged rows, as they are written to the file. */
export class ColumnValues {
  readonly form: ParquetColumn
  readonly name: string
  private readonly optional: boolean
  private readonly put: Put
  private readonly plain = new Bytes()
  private readonly present: Uint8Array
  private count = 0

  constructor(name: string, column: Column, most: number) {
    this.form = { name, optional: column.optional, ...FORM[column.kind] }
    this.name = name
    this.optional = column.optional
    this.present = new Uint8Array(Math.ceil(most / 8))
    this.put = PUT[column.kind](this.plain)
  }
  get values(): Values {
    return { plain: this.plain.all, count: this.count, present: this.present }
  }
  clear(): void {
    this.plain.clear()
    this.present.fill(0)
    this.count = 0
  }
  /** Adds the value of the row with this number in its group; false if it does not fit. Hot path: a hundred million values per load. */
  add(value: unknown, row: number): boolean {
    if (value === null && this.optional) return true
    if (!this.put(value)) return false
    const { present } = this
    present[row >> 3] = (present[row >> 3] as number) | (1 << (row & 7))
    this.count += 1
    return true
  }
}

/** Writes a value; returns false and writes nothing if it is not of this kind. */
type Put = (value: unknown) => boolean

const whole =
  (to: Bytes): Put =>
  value => {
    if (!Number.isSafeInteger(value)) return false
    to.int64(value as number)
    return true
  }
const textual =
  (to: Bytes): Put =>
  value => {
    if (typeof value !== 'string') return false
    to.text(value)
    return true
  }

const PUT: Readonly<Record<ColumnKind, (to: Bytes) => Put>> = {
  int: whole,
  money: whole,
  id: to => value => {
    if (Number.isSafeInteger(value)) {
      to.int64(value as number)
      return true
    }
    const long = parseInt64(value)
    if (long === null) return false
    to.bigint64(long)
    return true
  },
  real: to => value => {
    if (!Number.isFinite(value)) return false
    to.double(value as number)
    return true
  },
  text: textual,
  bool: to => {
    let held = 0
    return value => {
      if (typeof value !== 'boolean') return false
      // After clearing it starts again.
      if (to.length === 0) held = 0
      to.bit(held, value)
      held += 1
      return true
    }
  },
  day: to => value => {
    const days = parseDay(value)
    if (days === null) return false
    to.int32(days)
    return true
  },
  instant: to => {
    // Rows made together share one instant, so the last conversion is cached.
    let last: unknown = '1970-01-01T00:00:00Z'
    let micros: number | bigint = 0
    return value => {
      if (value !== last) {
        const read = parseMicros(value)
        if (read === null) return false
        micros = read
        last = value
      }
      if (typeof micros === 'number') to.int64(micros)
      else to.bigint64(micros)
      return true
    }
  },
  json: to => value => {
    if (value === null || value === undefined) return false
    to.text(JSON.stringify(value, bigintAsText))
    return true
  },
}
