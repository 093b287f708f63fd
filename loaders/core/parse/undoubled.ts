/**
 * The list, or its first half if the second one repeats it and it has at least so many different items: a doubled answer. With fewer, equal items may as well
 * be as many events.
 */
export function undoubled<T>(list: readonly T[], different: number): readonly T[] {
  const half = list.length / 2
  if (!Number.isInteger(half)) return list
  const texts = list.map(item => JSON.stringify(item))
  const first = texts.slice(0, half)
  const isDoubled =
    new Set(first).size >= different && first.every((text, index) => text === texts[half + index])
  return isDoubled ? list.slice(0, half) : list
}
