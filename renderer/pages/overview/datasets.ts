import type { Day, Instant } from '#contract/money.ts'
import type { Coverage } from '#contract/overview.ts'
import type { Dataset as Told } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'

/** The stored data of one step of one shop, over all of its tables. */
export interface Dataset {
  readonly shopId: number
  readonly step: string
  readonly rows: number
  readonly from: Day | null
  readonly to: Day | null
  readonly holes: readonly { readonly from: Day; readonly to: Day }[]
  readonly loadedAt: Instant | null
}

const earlier = <T extends string>(a: T | null, b: T | null) => (a === null || (b !== null && b < a) ? b : a)
const later = <T extends string>(a: T | null, b: T | null) => (a === null || (b !== null && b > a) ? b : a)

/** Merges the tables of each step into one entry, in order of appearance. */
export function datasetsOf(coverages: readonly Coverage[]): readonly Dataset[] {
  const found = new Map<string, Dataset>()
  for (const { shopId, step, rows, from, to, holes, loadedAt } of coverages) {
    const key = `${shopId} ${step}`
    const known = found.get(key)
    const joined = known
      ? {
          ...known,
          rows: known.rows + rows,
          from: earlier(known.from, from),
          to: later(known.to, to),
          holes: distinct([...known.holes, ...holes]),
          loadedAt: later(known.loadedAt, loadedAt),
        }
      : { shopId, step, rows, from, to, holes, loadedAt }
    found.set(key, joined)
  }
  return [...found.values()]
}

/** Steps that the figures depend on. */
const OF_FIGURES = /\.(orders|ads)$/

/** The first day with figures, of one shop or of all; null while there is none. */
export function firstDay(coverages: readonly Coverage[], shopId: number | null): Day | null {
  const days = coverages.flatMap(({ shopId: of, step, from }) =>
    from !== null && OF_FIGURES.test(step) && (shopId === null || of === shopId) ? [from] : [],
  )
  return days.toSorted()[0] ?? null
}

/** Datasets by shop, in the order of the shops. */
export const byShop = <S extends { readonly id: number }>(
  datasets: readonly Dataset[],
  shops: readonly S[],
): readonly { readonly shop: S; readonly datasets: readonly Dataset[] }[] =>
  shops
    .map(shop => ({ shop, datasets: datasets.filter(dataset => dataset.shopId === shop.id) }))
    .filter(group => group.datasets.length > 0)

/** The cause that a row of the table gives for its failed try: not the one that the page says once for the whole shop, since its keys are refused. */
export const causeOf = ({ kind }: Pick<Told, 'kind'>, { messages }: Pick<Shop, 'messages'>): string | null =>
  messages.some(({ word, details }) => word === 'keys_refused' && details.kind === kind) ? null : kind

function distinct(holes: Dataset['holes']): Dataset['holes'] {
  const byDays = new Map(holes.map(hole => [`${hole.from} ${hole.to}`, hole]))
  return [...byDays.values()].sort((a, b) => (a.from < b.from ? -1 : 1))
}
