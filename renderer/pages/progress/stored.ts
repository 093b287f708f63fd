import type { Day } from '#contract/money.ts'
import type { Coverage } from '#contract/overview.ts'
import type { Dataset } from '#contract/schedule.ts'

/** Stored rows and range of one step, over all of its tables. */
export interface Stored {
  readonly rows: number
  readonly from: Day | null
  readonly to: Day | null
}
export const NOTHING: Stored = { rows: 0, from: null, to: null }

/** Merges the tables of each step. */
export function storedOf(coverages: readonly Coverage[]): ReadonlyMap<string, Stored> {
  const found = new Map<string, Stored>()
  for (const { step, rows, from, to } of coverages) {
    const known = found.get(step) ?? NOTHING
    found.set(step, {
      rows: known.rows + rows,
      from: [known.from, from].filter(day => day !== null).sort()[0] ?? null,
      to:
        [known.to, to]
          .filter(day => day !== null)
          .sort()
          .at(-1) ?? null,
    })
  }
  return found
}

/** What a refresh added, for each of its own steps. */
export type Brought = ReadonlyMap<string, { readonly added: number; readonly changed: number }>
export const NONE: Brought = new Map()

/** Datasets loaded since a run began; the others show results of earlier runs. */
export const broughtBy = (datasets: readonly Dataset[], startedAt: string): Brought =>
  new Map(
    datasets
      .filter(({ lastTryAt }) => lastTryAt !== null && lastTryAt >= startedAt)
      .map(({ step, added, changed }) => [step, { added, changed }]),
  )
