import type { StorageRow } from './step.ts'

const keyOf = ({ date, originalDate, nmId, chrtId, giId, calcType, palletPlaceCode }: StorageRow): string =>
  [date, originalDate, nmId, chrtId, giId, calcType, palletPlaceCode].join()
const contentOf = ({ warehouse, warehousePrice, barcodesCount, barcode }: StorageRow): string =>
  [warehouse, warehousePrice.kopecks, barcodesCount, barcode].join()

/**
 * Numbers rows that share a key, from 1: goods of one supply in two hidden warehouses are two charges, even equal ones. A list of `total` rows whose second
 * half repeats its first is a doubled answer, and only the first half counts.
 */
export function* numbered(
  pieces: Iterable<readonly StorageRow[]>,
  total: number,
): Generator<readonly (StorageRow & { readonly line: number })[]> {
  const lines = new Map<string, number>()
  const numberOf = (row: StorageRow) => {
    const key = keyOf(row)
    const line = (lines.get(key) ?? 0) + 1
    lines.set(key, line)
    return { ...row, line }
  }
  const half = total > 1 && total % 2 === 0 ? total / 2 : total
  const first: string[] = []
  /** Rows of the second half that so far repeat the first. */
  let repeats: StorageRow[] = []
  let mayRepeat = half < total
  let seen = 0
  for (const piece of pieces) {
    const fresh: StorageRow[] = []
    for (const row of piece) {
      if (mayRepeat) {
        const name = `${keyOf(row)} ${contentOf(row)}`
        if (seen < half) first.push(name)
        else if (first[seen - half] === name) {
          repeats.push(row)
          seen += 1
          continue
        } else {
          mayRepeat = false
          fresh.push(...repeats)
          repeats = []
        }
      }
      seen += 1
      fresh.push(row)
    }
    if (fresh.length > 0) yield fresh.map(numberOf)
  }
  // Rows that repeat the first half to the end are not charged twice.
}
