import { undoubled } from '../core/parse/undoubled.ts'

/** Different items from which on a repetition is no coincidence: two cards of one supply may well be charged twice, in the same order. */
const TELLING = 4

/**
 * Numbers the items of a whole list that share a key, from 1: equal ones are as many events. A list of at least four different items whose second half repeats
 * its first is a doubled answer, and only the first half counts; fewer are believed, since a doubled answer cannot be told from equal items.
 */
export function lined<T extends object>(
  list: readonly T[],
  keyOf: (item: T) => readonly unknown[],
): readonly (T & { readonly line: number })[] {
  return undoubled(list, TELLING).map(numbering(keyOf))
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
