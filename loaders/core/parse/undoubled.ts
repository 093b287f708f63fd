/** Different items from which on a repetition is no coincidence: two cards of one supply may well be charged twice, in the same order. */
const TELLING = 4

/**
 * The list, or its first half if the second one repeats it and it has at least so many different items: a doubled answer. With fewer, equal items may as well
 * be as many events, and are believed.
 */
export function undoubled<T>(list: readonly T[], different: number = TELLING): readonly T[] {
  const half = list.length / 2
  if (!Number.isInteger(half)) return list
  const once = list.slice(0, half)
  const isDoubled =
    once.some(differing(different)) && JSON.stringify(once) === JSON.stringify(list.slice(half))
  return isDoubled ? once : list
}

/** Whether so many different items have been seen, with the one that it is asked for. */
export function differing(different: number = TELLING): (item: unknown) => boolean {
  const seen = new Set<string>()
  return item => seen.add(JSON.stringify(item)).size >= different
}
