import type { Day } from '#contract/money.ts'
import type { Coverage } from '#contract/overview.ts'

/** What is there of one step, over all tables that it fills. */
export interface Held {
  readonly rows: number
  readonly from: Day | null
  readonly to: Day | null
}
export const NOTHING: Held = { rows: 0, from: null, to: null }

/** Joins the tables of each step. */
export function heldOf(coverages: readonly Coverage[]): ReadonlyMap<string, Held> {
  const found = new Map<string, Held>()
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
