import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import { sliceKey } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import type { Day, Instant } from '../../../../loaders/core/parse/time.ts'
import { literal } from '../schema/ddl.ts'
import { checkpoints, dimCheckpoints } from '../schema/tables.ts'

/** A slice that a run has read. */
export interface Read {
  readonly shopId: number
  readonly stream: Stream
  readonly slice: Slice
  readonly runId: number
  /** Instant before the first request: later changes may be missing from the response. */
  readonly askedAt: Instant
}
/**
 * The checkpoint of an implausible response: the run counts the slice as read, but its coverage ends where it ended before, or for a new slice at the newest
 * reading of the stream.
 */
export function doubtedCheckpoint(
  { shopId, stream, slice, runId, askedAt, rows }: Read & { readonly rows: number },
  where: string,
) {
  const table = checkpointsOf(stream)
  const own = (column: string) => `(SELECT ${column} FROM ${table} ${where})`
  const lately = `(SELECT max(done_at) FROM ${table} WHERE shop_id = ${shopId} AND stream_id = ${literal(stream.id)})`
  const { from, to, open } = slice
  const values = [shopId, stream.id, sliceKey(slice)].map(literal).join(', ')
  return {
    returns: 'nothing',
    sql: `INSERT OR REPLACE INTO ${table} (${COLUMNS}) SELECT ${values}, coalesce(${own('from_day')}, ${literal(from)}), coalesce(${own('to_day')}, ${literal(to)}), ${literal(open)}, ${runId}, ${rows}, coalesce(${own('done_at')}, ${lately}, ${literal(askedAt)})`,
  } as const
}
const COLUMNS = 'shop_id, stream_id, slice_key, from_day, to_day, open, run_id, rows, done_at'

/** Keeps the checkpoint of a slice under a name of its own, for another takes its place. */
export const splitCheckpoint = (stream: Stream, where: string, first: Day) =>
  ({
    returns: 'nothing',
    sql: `INSERT OR REPLACE INTO ${checkpointsOf(stream)} (${COLUMNS}) SELECT shop_id, stream_id, slice_key || ${literal(`@${first}`)}, from_day, to_day, open, run_id, rows, done_at FROM ${checkpointsOf(stream)} ${where}`,
  }) as const

export function checkpoint(reads: readonly (Read & { readonly rows: number })[]) {
  const values = reads.map(({ shopId, stream, slice, runId, askedAt, rows }) =>
    [shopId, stream.id, sliceKey(slice), slice.from, slice.to, slice.open, runId, rows, askedAt]
      .map(literal)
      .join(', '),
  )
  const [{ stream }] = reads as unknown as readonly [Read]
  return {
    returns: 'nothing',
    sql: `INSERT OR REPLACE INTO ${checkpointsOf(stream)} (${COLUMNS}) VALUES (${values.join('), (')})`,
  } as const
}

/** The main table of a stream: the first that it fills. */
export const firstTable = (stream: Stream): Table => {
  const [table] = stream.into
  if (!table) throw new TypeError(`${stream.id} writes no table`)
  return table
}
export const checkpointsOf = (stream: Stream): string =>
  (firstTable(stream).store === 'facts' ? checkpoints : dimCheckpoints).name
