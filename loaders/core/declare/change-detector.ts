import type { EventKind } from '#contract/events.ts'
import type { RowOf, Table } from './table.ts'

/** A change of one field of a product. Values are complete: a text, or a JSON list of URLs in order; null if the value was unknown. */
export interface Difference {
  /** What of the product changed: `title`. */
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** A difference as the log of events keeps it, under the type of the detector that found it. */
export interface Change extends Difference {
  /** `OZON_SEO_CHANGE`. */
  readonly type: string
}

/** Finds one kind of change, and declares everything about its events. */
export interface Detector<R> {
  /** The type of its events, named as the marketplace names it. */
  readonly type: string
  /** The one field that it compares; required where another detector has the same type. */
  readonly field?: string
  /** The kind under which its events are shown. */
  readonly kind: EventKind
  /** Whether its events also notify outside of the window. */
  readonly news: boolean
  /** Compares the stored row of a key with the row that replaces it. */
  compare(before: R, now: R): readonly Difference[]
}

/** A stored text with its hash; null where an earlier version stored the hash only. */
type Hashed<F extends string> = Readonly<Record<F, string | null>> & Readonly<Record<`${F}_hash`, string>>

/** The comparison of a text that is stored with its hash: one difference if it changed, was added or emptied. */
export const textChange =
  <F extends string>(field: F) =>
  (before: Hashed<F>, now: Hashed<F>): readonly Difference[] =>
    before[`${field}_hash`] === now[`${field}_hash`]
      ? []
      : [{ field, before: before[field], after: now[field] }]

/** A table and the comparison of its old and new rows. */
export interface ChangeDetector {
  readonly table: Table
  readonly detectors: readonly Detector<never>[]
  compare(before: never, now: never): readonly Change[]
}

/**
 * Declares change detection for a table that the stream fills. The store compares in the transaction that commits rows and checkpoint, so each change is
 * recorded exactly once; new and missing keys are not changes.
 */
export function changeDetector<T extends Table>(
  table: T,
  detectors: readonly Detector<RowOf<T>>[],
): ChangeDetector {
  if (table.store !== 'dims' || table.key.length !== 1)
    throw new TypeError(`${table.name}: events name one product, and lie beside the dims`)
  return {
    table,
    detectors,
    compare: (before: RowOf<T>, now: RowOf<T>) =>
      detectors.flatMap(detector =>
        detector.compare(before, now).map(difference => ({ type: detector.type, ...difference })),
      ),
  }
}
