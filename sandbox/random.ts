/** A deterministic source of numbers; the same keys always give the same sequence. */
export type Random = {
  /** A number in [0, 1). */
  next(): number
  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number
  /** One of the items. */
  pick<T>(items: readonly T[]): T
  /** One of the items, each by its weight; `reach` holds the sums of the weights up to and with each. */
  pickWeighted<T>(items: readonly T[], reach: readonly number[]): T
  /** True with probability `p`. */
  chance(p: number): boolean
}

const mix = (value: number): number => {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Mixes whole numbers into one 32-bit number. */
const hash = (...keys: readonly number[]): number => {
  let h = 0x9e3779b9
  for (const key of keys) {
    h = mix(h ^ mix(key | 0))
    h = mix((h + Math.floor(key / 4294967296) + 0x7f4a7c15) | 0)
  }
  return h
}

/** A stream of numbers of its own for the given keys (seed first), so that one day never disturbs another. */
export function random(...keys: readonly number[]): Random {
  let state = hash(...keys)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    int,
    pick: items => items[int(0, items.length - 1)] as (typeof items)[number],
    pickWeighted: (items, reach) => {
      const point = next() * (reach.at(-1) as number)
      let low = 0
      let high = reach.length - 1
      while (low < high) {
        const middle = (low + high) >> 1
        if ((reach[middle] as number) > point) high = middle
        else low = middle + 1
      }
      return items[low] as (typeof items)[number]
    },
    chance: p => next() < p,
  }
}
