import type { RowOf, Table } from './table.ts'

/** One thing of a product that is not as it was. Values are whole: a text, or a JSON list of addresses in their order; null is a value that was never known. */
export interface Change {
  /** The word of the event: `OZON_SEO_CHANGE`. */
  readonly type: string
  /** What of the product changed: `title`. */
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** Compares two rows of one key, the one that lies in the table and the one that takes its place. */
export type Detector<R> = (before: R, now: R) => readonly Change[]

/** A table whose rows are compared with those that take their place. */
export interface Watch {
  readonly table: Table
  readonly compare: Detector<never>
}

/**
 * Watches a table that this stream fills. The store compares in the transaction that moves its rows and the checkpoint, so a change is noticed once; a key that
 * was not there is a beginning, and one that does not come is no change.
 */
export function watch<T extends Table>(table: T, detectors: readonly Detector<RowOf<T>>[]): Watch {
  if (table.store !== 'dims' || table.key.length !== 1)
    throw new TypeError(`${table.name}: events name one product, and lie beside the dims`)
  return {
    table,
    compare: (before: RowOf<T>, now: RowOf<T>) => detectors.flatMap(detect => detect(before, now)),
  }
}
