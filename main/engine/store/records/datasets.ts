import type { StepProgress } from '#contract/sync.ts'
import type { Dims } from '../sqlite/connection.ts'
import { transaction } from '../sqlite/connection.ts'

/** State of a dataset: its last step state, and when it was last tried and succeeded (UTC). */
export interface DatasetState {
  readonly shopId: number
  readonly word: StepProgress
  readonly triedAt: string
  readonly succeededAt: string | null
}

/** Saves the state of a dataset; a status other than `done` keeps the last success. */
export function saveDataset(dims: Dims, shopId: number, word: StepProgress, at: string): void {
  transaction(dims, () =>
    dims
      .prepare(
        `INSERT INTO datasets (shop_id, step, tried_at, succeeded_at, status, rows, added, changed, slice, slices, from_day, to_day, kind, message, until, notices)
         VALUES (:shopId, :step, :at, :succeededAt, :status, :rows, :added, :changed, :slice, :slices, :from, :to, :kind, :message, :until, :notices)
         ON CONFLICT (shop_id, step) DO UPDATE SET
           tried_at = excluded.tried_at, succeeded_at = coalesce(excluded.succeeded_at, succeeded_at), status = excluded.status,
           rows = excluded.rows, added = excluded.added, changed = excluded.changed, slice = excluded.slice, slices = excluded.slices,
           from_day = excluded.from_day, to_day = excluded.to_day, kind = excluded.kind, message = excluded.message,
           until = excluded.until, notices = excluded.notices`,
      )
      .run({
        ...word,
        shopId,
        at,
        succeededAt: word.status === 'done' ? at : null,
        notices: JSON.stringify(word.notices),
      }),
  )
}

/** Forgets the states of datasets, so that they count as never tried. */
export function forgetDatasets(dims: Dims, shopId: number, steps: readonly string[]): void {
  transaction(dims, () =>
    dims
      .prepare('DELETE FROM datasets WHERE shop_id = ? AND step IN (SELECT value FROM json_each(?))')
      .run(shopId, JSON.stringify(steps)),
  )
}

/** The states of all datasets of a shop that were ever tried. */
export const datasetsOf = (dims: Dims, shopId: number): readonly DatasetState[] =>
  (dims.prepare('SELECT * FROM datasets WHERE shop_id = ?').all(shopId) as Record<string, unknown>[]).map(
    ({ tried_at, succeeded_at, from_day, to_day, notices, shop_id, ...word }) => ({
      shopId,
      word: { ...word, from: from_day, to: to_day, notices: JSON.parse(notices as string) } as StepProgress,
      triedAt: tried_at as string,
      succeededAt: succeeded_at as string | null,
    }),
  )
