import type { Blocker, Dataset } from '#contract/schedule.ts'

/** How a dataset is, in one word: `fresh` was refreshed in time, `late` missed its time, `blocked` has a blocker. */
export type State = 'fresh' | 'late' | 'never' | 'running' | 'failing' | 'skipped' | 'waiting' | 'blocked'
export type Color = 'pine' | 'yellow' | 'red' | 'blue' | 'gray'

export interface Freshness {
  readonly state: State
  readonly color: Color
}

/** A refresh late by less than half of its interval is still in time: runs take a while, and first loads have priority. */
const GRACE = 1.5

/** Only new keys remove this blocker. */
const LOST: ReadonlySet<Blocker> = new Set(['auth_error'])

type Told = Pick<Dataset, 'every' | 'status' | 'lastSuccessAt' | 'blocker'>

/** The state of a dataset at `now` (ms since epoch): what happens now takes precedence over the last failure, and that over its age. */
export function freshnessOf(dataset: Told, now: number): Freshness {
  const { status, blocker, lastSuccessAt, every } = dataset
  if (status === 'running') return { state: 'running', color: 'blue' }
  if (blocker !== null && LOST.has(blocker)) return { state: 'blocked', color: 'red' }
  if (status === 'failed') return { state: 'failing', color: 'red' }
  if (status === 'skipped') return { state: 'skipped', color: 'gray' }
  if (status === 'later') return { state: 'waiting', color: 'yellow' }
  const age = lastSuccessAt === null ? Number.POSITIVE_INFINITY : now - Date.parse(lastSuccessAt)
  const inTime = age <= every * GRACE
  // Data of a running first load is as fresh as any other.
  if (blocker === 'first_load' && lastSuccessAt === null) return { state: 'blocked', color: 'gray' }
  // Economy is a rate that the user chose, not a stop.
  if (blocker === 'economy')
    return inTime ? { state: 'fresh', color: 'pine' } : { state: 'blocked', color: 'gray' }
  if (blocker !== null && blocker !== 'first_load')
    return { state: 'blocked', color: inTime ? 'gray' : 'yellow' }
  if (lastSuccessAt === null) return { state: 'never', color: 'gray' }
  return inTime ? { state: 'fresh', color: 'pine' } : { state: 'late', color: 'yellow' }
}

/** Whether a retry can have another result. */
export const retriable = ({ state }: Freshness): boolean => state === 'failing'

export interface Count extends Freshness {
  /** What blocks those that are blocked. */
  readonly blocker: Blocker | null
  readonly count: number
}

/** Number of datasets by state, the worst first. */
export function summary(datasets: readonly Told[], now: number): readonly Count[] {
  const found = new Map<string, Count>()
  for (const dataset of datasets) {
    const { state, color } = freshnessOf(dataset, now)
    const blocker = state === 'blocked' ? dataset.blocker : null
    const word = blocker ?? state
    const known = found.get(word)
    // One state may have several colours; the worst is shown.
    found.set(word, {
      state,
      blocker,
      color: known ? worse(known.color, color) : color,
      count: (known?.count ?? 0) + 1,
    })
  }
  return [...found.values()].sort((a, b) => BADNESS[a.color] - BADNESS[b.color])
}

const BADNESS: Readonly<Record<Color, number>> = { red: 0, yellow: 1, blue: 2, pine: 3, gray: 4 }
const worse = (a: Color, b: Color): Color => (BADNESS[a] <= BADNESS[b] ? a : b)

export interface StepTable<S> {
  readonly shops: readonly S[]
  /** Steps in the engine's order, each with the datasets of all shops, in the order of `shops`. */
  readonly rows: readonly { readonly step: string; readonly datasets: readonly (Dataset | undefined)[] }[]
}

/** The datasets of one marketplace as a table: a row per step, a column per shop. */
export function tableOf<S extends { readonly id: number }>(
  datasets: readonly Dataset[],
  shops: readonly S[],
): StepTable<S> {
  const byShop = new Map(shops.map(shop => [shop.id, new Map<string, Dataset>()]))
  const steps = new Set<string>()
  for (const dataset of datasets) {
    const own = byShop.get(dataset.shopId)
    if (!own) continue
    own.set(dataset.step, dataset)
    steps.add(dataset.step)
  }
  return {
    shops,
    rows: [...steps].map(step => ({ step, datasets: shops.map(shop => byShop.get(shop.id)?.get(step)) })),
  }
}
