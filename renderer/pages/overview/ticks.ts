import type { Bucket, Grain } from './buckets.ts'

export interface Tick {
  readonly point: number
  /** Whether the year is shown under it. */
  readonly year: boolean
}

/**
 * Which bars get a label on the axis, at most so many. Long ranges of days are labelled by month. If a period spans several years, the year is shown at the
 * first label of each.
 */
export function ticksOf(
  buckets: readonly Pick<Bucket, 'from'>[],
  grain: Grain,
  most: number,
): readonly Tick[] {
  const byMonth = grain === 'day' && buckets.length > Math.max(62, most * 5)
  const places = buckets.flatMap(({ from }, point) => (byMonth && !from.endsWith('-01') ? [] : [point]))
  const every = Math.max(1, Math.ceil(places.length / Math.max(1, most)))
  const named = places.filter((_, index) => index % every === 0)
  const yearOf = (point: number) => buckets[point]?.from.slice(0, 4)
  const several = yearOf(0) !== yearOf(buckets.length - 1)
  return named.map((point, index) => ({
    point,
    year: several && (index === 0 || yearOf(point) !== yearOf(named[index - 1] ?? point)),
  }))
}
