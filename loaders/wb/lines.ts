/**
 * Numbers the items of a whole list that share a key, from 1: equal ones are as many events. A list of different items whose second half repeats its first is
 * a doubled answer, and only the first half counts; one item that comes twice in a row is believed, since a doubled answer cannot be told from two equal items.
 */
export function lined<T extends object>(
  list: readonly T[],
  keyOf: (item: T) => readonly unknown[],
): readonly (T & { readonly line: number })[] {
  const lines = new Map<string, number>()
  return once(list).map(item => {
    const key = JSON.stringify(keyOf(item))
    const line = (lines.get(key) ?? 0) + 1
    lines.set(key, line)
    return { ...item, line }
  })
}

function once<T>(list: readonly T[]): readonly T[] {
  const texts = list.map(item => JSON.stringify(item))
  const half = list.length / 2
  const first = texts.slice(0, half)
  const isDoubled = new Set(first).size > 1 && first.every((text, index) => text === texts[half + index])
  return isDoubled && Number.isInteger(half) ? list.slice(0, half) : list
}
