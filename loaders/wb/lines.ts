import { undoubled } from '../core/parse/undoubled.ts'

/**
 * Numbers the items of a whole list that share a key, from 1: equal ones are as many events, unless all of them came twice (`undoubled`).
 */
export function lined<T extends object>(
  list: readonly T[],
  keyOf: (item: T) => readonly unknown[],
): readonly (T & { readonly line: number })[] {
  return undoubled(list).map(numbering(keyOf))
}

/** Numbers items that share a key, from 1, over as many pages as it is called for. */
export function numbering<T extends object>(
  keyOf: (item: T) => readonly unknown[],
): (item: T) => T & { readonly line: number } {
  const lines = new Map<string, number>()
  return item => {
    const key = JSON.stringify(keyOf(item))
    const line = (lines.get(key) ?? 0) + 1
    lines.set(key, line)
    return { ...item, line }
  }
}
