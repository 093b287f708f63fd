import type { StorageRow } from './step.ts'

const keyOf = ({ date, originalDate, nmId, chrtId, giId, calcType, palletPlaceCode }: StorageRow): string =>
  `${date}${originalDate}${nmId},${chrtId},${giId},${palletPlaceCode},${calcType}`

/** Numbers rows of a report that share a key, from 1: goods of one supply in two hidden warehouses are two charges, even equal ones. */
export function lineNumbers(): (row: StorageRow) => number {
  const lines = new Map<string, number>()
  return row => {
    const key = keyOf(row)
    const line = (lines.get(key) ?? 0) + 1
    lines.set(key, line)
    return line
  }
}
