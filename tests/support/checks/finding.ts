import type { Row } from '../../../loaders/core/declare/table.ts'

/** What a check of money.md 6 finds: of a row, a day or a sum by name, and the kopecks that are missing or too much. */
export interface Finding {
  readonly check: string
  readonly of: string
  readonly sum: number
}

/** The rows of a table of a shop. */
export type Rows = (table: string) => readonly Row[]

export const num = (value: unknown): number => Number(value ?? 0)
export const monthOf = (row: Row): string => String(row.dt).slice(0, 7)

/** Sums of rows by a key. */
export function sums(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  of: (row: Row) => number,
): Map<string, number> {
  const found = new Map<string, number>()
  for (const row of rows) found.set(keyOf(row), (found.get(keyOf(row)) ?? 0) + of(row))
  return found
}

/** Where two sides differ: theirs is taken from ours. A key that only one of them has counts, unless `wanted` says otherwise. */
export function differences(
  check: string,
  ours: ReadonlyMap<string, number>,
  theirs: ReadonlyMap<string, number>,
  wanted: (key: string) => boolean = () => true,
): Finding[] {
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].filter(wanted).sort()
  return keys.flatMap(of => {
    const sum = (ours.get(of) ?? 0) - (theirs.get(of) ?? 0)
    return sum === 0 ? [] : [{ check, of, sum }]
  })
}
