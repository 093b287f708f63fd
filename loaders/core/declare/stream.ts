import type { Cause } from '#contract/errors.ts'
import type { Coordinator } from '#contract/schedule.ts'
import type { ChangeDetector } from './change-detector.ts'
import type { RunContext, Slice, Slicer } from './slices.ts'
import type { Source, StreamContext } from './source.ts'
import type { Row, RowOf, Table } from './table.ts'

/** Rows by table name. */
export type Rows = Readonly<Record<string, readonly Row[]>>
type RowsFor<T extends readonly Table[]> = {
  readonly [N in T[number]['name']]?: readonly RowOf<Extract<T[number], { name: N }>>[]
}

/**
 * How a slice's rows are merged with the stored ones:
 * `upsert`: by key. With `parent`, a column of the key, all rows of a value are replaced together (the lines of an order): stored ones that did not come are
 * deleted. The values are those of the stream's first table; in the others a value may have no rows left.
 * `replace`: deletes what the table holds for the slice's days (and ids, where `ids` names their column) first; in a table without days, also ids that no
 * slice asked for, at the end.
 * `snapshot`: today's rows, and a zero row for each key of the previous snapshot that vanished, since an empty shelf is a known figure.
 * `log`: rows of the slice's instant, each only if it changed or is the first of its key in a clock hour: changes plus an hourly snapshot.
 */
export type Write =
  | { readonly mode: 'upsert'; readonly parent?: string }
  | { readonly mode: 'replace'; readonly ids?: string }
  | (SnapshotRules & {
      readonly mode: 'snapshot'
      readonly ids?: string
      /** Tables, by name, that have rules of their own. */
      readonly of?: Readonly<Record<string, SnapshotRules>>
    })
  /** `at` is the key column with the instant. */
  | { readonly mode: 'log'; readonly at: string; readonly ids: string }

interface SnapshotRules {
  /** Columns set to zero for a vanished key. */
  readonly zero: readonly string[]
  /** The part of the table that this stream fills: `{ warehouse_type: 'fbo' }`. */
  readonly scope?: Readonly<Record<string, string>>
}

export interface Stream {
  /** `ozon.orders.fbo` */
  readonly id: string
  readonly into: readonly Table[]
  readonly slices: Slicer
  // biome-ignore lint/suspicious/noExplicitAny: the page type is checked in stream(); a list of streams cannot carry it.
  readonly source: Source<any>
  /** Rows of a page, or of its chunks one after another. */
  // biome-ignore lint/suspicious/noExplicitAny: the same page type.
  readonly rows: (page: any, slice: Slice, context: Pick<StreamContext, 'unmapped'>) => Rows | Iterable<Rows>
  readonly write: Write
  /** Slices read in parallel; the rate limiter still applies. */
  readonly parallel: number
  /**
   * Slices in progress, read ones that wait for a commit included; at least `parallel`. More of them share transactions. A kill costs those that are being
   * read.
   */
  readonly uncommitted: number
  /**
   * The cursor of the next page, from the current one. Each page is then committed on its own and its cursor stored behind it, so a page is the resume point.
   * For sources without days (WB cards and orders by change).
   */
  // biome-ignore lint/suspicious/noExplicitAny: the same page type.
  readonly cursor: ((page: any) => string | null) | null
  /** Nothing depends on it: if it alone fails, its step is done with a notice. */
  readonly optional: boolean
  /** Compares rows of one of its tables with those they replace and records the differences as events. */
  readonly detector: ChangeDetector | null
}
export const CURSOR_KEY = 'mark'

interface Declaration<P, T extends readonly Table[]> {
  readonly id: string
  readonly into: T
  readonly slices: Slicer
  readonly source: Source<P>
  readonly rows: (
    page: P,
    slice: Slice,
    context: Pick<StreamContext, 'unmapped'>,
  ) => RowsFor<T> | Iterable<RowsFor<T>>
  readonly write?: Write
  readonly parallel?: number
  readonly uncommitted?: number
  readonly cursor?: (page: P) => string | null
  readonly optional?: boolean
  readonly detector?: ChangeDetector
}

/** Declares a stream: slices x source -> rows, into tables of one store. */
export function stream<P, const T extends readonly Table[]>(of: Declaration<P, T>): Stream {
  if (new Set(of.into.map(table => table.store)).size !== 1)
    throw new TypeError(`${of.id}: its tables lie in two stores, and a slice commits in one`)
  if (of.detector && !of.into.includes(of.detector.table))
    throw new TypeError(`${of.id}: it watches a table that it does not fill`)
  const parent = of.write?.mode === 'upsert' ? of.write.parent : undefined
  if (parent !== undefined && !of.into.every(table => table.key.includes(parent)))
    throw new TypeError(`${of.id}: ${parent} is no part of the key`)
  const { parallel = 1, uncommitted = parallel } = of
  if (uncommitted < parallel)
    throw new TypeError(`${of.id}: it reads ${parallel} slices at once and may hold ${uncommitted}`)
  return {
    write: { mode: 'upsert' },
    parallel,
    uncommitted,
    cursor: null,
    optional: false,
    detector: null,
    ...of,
    rows: of.rows as Stream['rows'],
  }
}

/** The rows of a page as chunks, whichever form the stream returns. */
export function rowChunks(rows: Rows | Iterable<Rows>): Iterable<Rows> {
  return Symbol.iterator in rows ? (rows as Iterable<Rows>) : [rows as Rows]
}

/** One line of progress for the user: one or more streams, in order. */
export interface Load {
  /** `ozon.orders`; its label is `step.ozon.orders`. */
  readonly id: string
  readonly streams: readonly Stream[]
  /** Steps of one lane run one after another, lanes in parallel; streams that need ids of the lane `catalogue` wait for its end. */
  readonly lane: string
  /** Null if the keys allow it, else the reason why not; omitted if any keys do. */
  readonly when?: (keys: Pick<RunContext, 'may'>) => Cause | null
  /** Only some subscriptions have it: a shop without one lacks nothing. */
  readonly ofPlan?: true
  /** Only some keys open it, as the person chose: a shop without it lacks nothing. */
  readonly ofChoice?: true
  /** A notice if the subscription limits its depth; shown only while the step succeeds. */
  readonly notice?: (
    context: RunContext,
  ) => { readonly word: string; readonly details: Readonly<Record<string, string | number>> } | null
}
/** A load that a coordinator refreshes in the background. */
export interface Step extends Load {
  readonly refresh: Coordinator
}
export const step = (
  id: string,
  place: Pick<Step, 'lane' | 'refresh' | 'when' | 'ofPlan' | 'ofChoice'>,
  streams: readonly Stream[],
  notice?: Step['notice'],
): Step => ({ id, ...place, streams, notice })

/** A load of what lies before the first load; nothing refreshes it. */
export const olderLoad = (
  id: string,
  place: Pick<Load, 'lane' | 'when'>,
  streams: readonly Stream[],
): Load => ({ id, ...place, streams })
