import type { Allocation, ChargeGroup } from '#contract/charges.ts'
import type { Day } from '../parse/time.ts'

/** What a directory says of a type of charge. */
export interface ChargeEntry {
  /** As the marketplace names it, exactly. */
  readonly type: string
  readonly group: ChargeGroup
  /** How it is allotted where a line names no product; `row` expects that each line names one. */
  readonly allocation: Allocation
  /** Whether public sources put it into different groups, or no document says what it is. */
  readonly disputed: boolean
}

/** The types of charges of a marketplace that the app knows; a type that is not in it is not sorted. */
export interface ChargeDirectory {
  /** What it was compared with. */
  readonly source: string
  /** The day of that source. */
  readonly date: Day
  readonly entries: readonly ChargeEntry[]
}

/** A text as a value in SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A list of rows as a relation in SQL, under a name with its columns. */
export const relation = (name: string, rows: readonly (readonly (string | number | null)[])[]): string => {
  const cell = (value: string | number | null) =>
    value === null ? 'NULL' : typeof value === 'number' ? String(value) : quoted(value)
  return `(VALUES ${rows.map(row => `(${row.map(cell).join(', ')})`).join(', ')}) AS ${name}`
}
