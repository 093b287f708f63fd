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
 * How a slice's rows meet those that are there:
 * `upsert` by key; with `parent`, a column of that key, all rows of one of its values come together (the lines of an order): what the table held of it and did not
 * come goes; `replace`: what the table held for the slice's days (and ids, where `ids` names their column) goes first, and of a
 * table without days at the end what no slice asked for;
 * `snapshot`: today's rows, and a zero row for each key of the last day that vanished since (an empty shelf is not a missing figure);
 * `log`: rows of the slice's moment, each only where it tells something new of its key or is the first of it in a clock hour: changes, and a whole picture hourly.
 */
export type Write =
  | { readonly mode: 'upsert'; readonly parent?: string }
  | { readonly mode: 'replace'; readonly ids?: string }
  | (SnapshotRules & {
      readonly mode: 'snapshot'
      readonly ids?: string
      /** Tables, by name, that have shelves of their own. */
      readonly of?: Readonly<Record<string, SnapshotRules>>
    })
  /** `at` is the column of the key that holds the moment. */
  | { readonly mode: 'log'; readonly at: string; readonly ids: string }

interface SnapshotRules {
  /** The columns that a vanished key has zero in. */
  readonly zero: readonly string[]
  /** The part of the table that this stream speaks for: `{ warehouse_type: 'fbo' }`. */
  readonly scope?: Readonly<Record<string, string>>
}

export interface Stream {
  /** `ozon.orders.fbo` */
  readonly id: string
  readonly into: readonly Table[]
  readonly slices: Slicer
  // biome-ignore lint/suspicious/noExplicitAny: the page type is checked in stream(); a list of streams cannot carry it.
  readonly source: Source<any>
  /** Rows of a page, or of its pieces one after another. */
  // biome-ignore lint/suspicious/noExplicitAny: the same page type.
  readonly rows: (page: any, slice: Slice, context: Pick<StreamContext, 'unmapped'>) => Rows | Iterable<Rows>
  readonly write: Write
  /** Slices that may be read side by side; limits are kept by the network all the same. */
  readonly parallel: number
  /** Slices that may be in hand, read or being read, no fewer than are read side by side: where they are more than are read, they share transactions. A kill costs those that are being read. */
  readonly uncommitted: number
  /** Null when it may run, else why not. */
  readonly when: (context: RunContext) => Cause | null
  /**
   * Where the next page begins, out of the page just read. With it each page is committed by itself and its mark kept in the stream's notes behind it, under
   * `MARK`: the source starts there, and a page is the resume point. For sources without days (WB's cards and orders by change).
   */
  // biome-ignore lint/suspicious/noExplicitAny: the same page type.
  readonly cursor: ((page: any) => string | null) | null
  /** Nothing depends on it: when it alone fails, its step says so and is done. */
  readonly optional: boolean
  /** Which of its tables' rows are compared with what they take the place of; what differs is an event. */
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
  readonly when?: (context: RunContext) => Cause | null
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
    when: () => null,
    cursor: null,
    optional: false,
    detector: null,
    ...of,
    rows: of.rows as Stream['rows'],
  }
}

/** The rows of a page piece by piece, whichever way its stream tells them. */
export function rowChunks(rows: Rows | Iterable<Rows>): Iterable<Rows> {
  return Symbol.iterator in rows ? (rows as Iterable<Rows>) : [rows as Rows]
}

/** What a person sees as one line of progress: one or more streams, in order. */
export interface Step {
  /** `ozon.orders`; its label is `step.ozon.orders`. */
  readonly id: string
  readonly streams: readonly Stream[]
  /** Steps of one lane run one after another, lanes side by side; who asks for ids of the lane `catalogue` waits for its end. */
  readonly lane: string
  /** Who reads it again while nobody looks. */
  readonly refresh: Coordinator
  /** A word on a depth that the plan cuts short, said while the step is still good. */
  readonly notice?: (
    context: RunContext,
  ) => { readonly word: string; readonly details: Readonly<Record<string, string | number>> } | null
}
export const step = (
  id: string,
  { lane, refresh }: Pick<Step, 'lane' | 'refresh'>,
  streams: readonly Stream[],
  notice?: Step['notice'],
): Step => ({ id, lane, refresh, streams, notice })
