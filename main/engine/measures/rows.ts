import type { Dimension, MeasureId, ReportQuery, ReportRow } from '#contract/report.ts'
import type { Asked } from '../analytics/known.ts'
import type { Bucket } from './buckets.ts'
import type { Sides } from './figures.ts'
import { type Group, type Key, NOTHING, nameOf } from './groups.ts'

/** Dimensions whose members are known without a row: each has one, so that what is missing of it can be told. */
const DENSE: ReadonlySet<Dimension> = new Set(['shop', 'marketplace'])

/**
 * The groups that an answer has, by name: every shop, marketplace and span of time, whether or not anything happened there; of products, campaigns and lines
 * those alone of which something did.
 */
export function keysOf(
  sides: Sides,
  by: readonly Dimension[],
  buckets: readonly Bucket[] | null,
  shops: readonly Asked[],
): ReadonlyMap<string, Key> {
  if (by.every(one => DENSE.has(one))) {
    const members = shops.map(({ id, marketplace }) => ({
      shopId: by.includes('shop') ? id : null,
      marketplace: by.includes('marketplace') ? marketplace : null,
    }))
    const times = buckets?.map(({ time }) => time) ?? [null]
    const places = by.length === 0 ? [{}] : members
    return new Map(
      times.flatMap(time =>
        places.map(place => {
          const key = { ...NOTHING, ...place, time }
          return [nameOf(key), key] as const
        }),
      ),
    )
  }
  const times = new Set(buckets?.map(({ time }) => time))
  const isTold = ({ key, sums }: Group) =>
    sums.some(({ value }) => value !== 0) && (buckets === null || (key.time !== null && times.has(key.time)))
  const keys = new Map<string, Key>()
  for (const { now, was } of sides.values())
    for (const side of [now, was])
      for (const [name, group] of side) if (isTold(group)) keys.set(name, group.key)
  return keys
}

/** Rows in the order of the question; what is unknown comes last, and equal rows stand as their numbers do. */
export function sorted(rows: readonly ReportRow[], { order, measures }: ReportQuery): readonly ReportRow[] {
  const chosen = order ?? { by: measures[0] as MeasureId, descending: true }
  const place = measures.indexOf(chosen.by as MeasureId)
  const isMeasure = place >= 0
  const cell = (row: ReportRow) =>
    isMeasure ? (row.figures[place]?.value ?? null) : FIELD[chosen.by as Named](row)
  const sign = chosen.descending ? -1 : 1
  return rows.toSorted(
    (one, other) =>
      (order === null ? compare(one.time, other.time) : 0) ||
      nullsLast(cell(one), cell(other), sign) ||
      KEYS.reduce((found, of) => found || compare(of(one), of(other)), 0),
  )
}

type Named = Dimension | 'time'
type Cell = string | number | null
const FIELD: Readonly<Record<Named, (row: ReportRow) => Cell>> = {
  time: ({ time }) => time,
  shop: ({ shopId }) => shopId,
  marketplace: ({ marketplace }) => marketplace,
  product: ({ productId }) => (productId === null ? null : Number(productId)),
  campaign: ({ campaignId }) => (campaignId === null ? null : Number(campaignId)),
  line: ({ line }) => line,
}
const KEYS: readonly ((row: ReportRow) => Cell)[] = [
  ...Object.values(FIELD),
  ({ productId }) => productId,
  ({ sku }) => sku,
]

const compare = (one: Cell, other: Cell): number =>
  one === other || one === null || other === null
    ? Number(one === null) - Number(other === null)
    : one < other
      ? -1
      : 1
const nullsLast = (one: Cell, other: Cell, sign: number): number =>
  one === null || other === null ? compare(one, other) : sign * compare(one, other)
