import { membersKey, sliceKey } from '../../../../loaders/core/declare/slices.ts'
import type { Day } from '../../../../loaders/core/parse/time.ts'
import type { Facts } from '../duckdb/connection.ts'
import { readParquet, readParquets } from '../duckdb/read-parquet.ts'
import { literal } from '../schema/ddl.ts'
import type { StagedParquet } from '../staging/parquet-stage.ts'
import type { Read } from './checkpoints.ts'
import { checkpoint, checkpointsOf, doubtedCheckpoint, splitCheckpoint } from './checkpoints.ts'
import { microBatcher } from './micro-batcher.ts'
import { rowsToReplace } from './replaced.ts'
import type { Source, SqlScript } from './sql-script.ts'
import { isTruncated } from './truncation-guard.ts'
import type { Written } from './write.ts'
import { isBatchable, keyConflicts, repeatedKeys, writeChanged, writeFresh, writeSlice } from './write.ts'

/** Rows between two checkpoints of the database; the file is closed after each, because DuckDB's metadata in memory grows with the rows written. */
const CHECKPOINT_ROWS = 250_000

/** Rows that justify a transaction: two row groups, which DuckDB writes straight to the file. Larger batches need more memory and save no time. */
const MIN_BATCH_ROWS = 60_000

const isSmallBatch = (batch: readonly Commit[]): boolean =>
  batch.every(({ more }) => more) && sumOf(batch.flatMap(({ staged }) => staged)) < MIN_BATCH_ROWS
const sumOf = (of: readonly { readonly rows: number }[]): number =>
  of.reduce((sum, { rows }) => sum + rows, 0)

/** Fewer rows than this are compared with the table at once; finding out first that the slice is new would cost a statement more. */
const FEW_ROWS = 2_000

/** More rows than this are compared slice by slice: the join keeps all columns of the staged rows in memory. */
const MERGED_ROWS = 10_000

/** Result for a truncated response: nothing is written. */
const TRUNCATED: Written = { rows: 0, added: 0, changed: 0, removed: 0, empty: false, short: true }

interface Commit extends Read {
  readonly staged: readonly StagedParquet[]
  /** More slices of the stream will follow. */
  readonly more: boolean
}

/**
 * Commits slices to DuckDB in micro-batches, because a transaction costs more than the rows of a day: slices of a stream that wait for a running commit, or a moment
 * for more slices, share one transaction. Each is committed with its checkpoint; all become visible or none.
 */
export function factsCommits(facts: Facts): (commit: Commit) => Promise<Written> {
  const queues = new Map<string, (commit: Commit) => Promise<Written>>()
  let sinceCheckpoint = 0

  async function written(
    batch: readonly Commit[],
    how: (batch: readonly Commit[]) => SqlScript<readonly Written[]>,
  ) {
    const results = await facts.transact(() => how(batch))
    sinceCheckpoint += sumOf(results)
    if (sinceCheckpoint >= CHECKPOINT_ROWS) {
      sinceCheckpoint = 0
      await facts.checkpoint()
      await facts.suspend().catch(() => undefined)
    }
    return results
  }
  async function commit(batch: readonly Commit[]): Promise<readonly Promise<Written>[]> {
    try {
      return (await written(batch, commitBatch)).map(result => Promise.resolve(result))
    } catch {
      // One slice failed the batch: commit each on its own, so that the others are not lost.
      return batch.map(one => written([one], oneByOne).then(([only]) => only as Written))
    }
  }
  return one => {
    const key = `${one.shopId} ${one.stream.id}`
    const queue = queues.get(key) ?? microBatcher(commit, isSmallBatch)
    queues.set(key, queue)
    return queue(one)
  }
}

/** Slices of one stream in one transaction: with one set of statements per table if that gives the same result, else one slice after another. */
function* commitBatch(batch: readonly Commit[]): SqlScript<readonly Written[]> {
  const [{ shopId, stream }] = batch as readonly [Commit]
  const isFew = batch.length === 1 && sumOf(batch[0]?.staged ?? []) < FEW_ROWS
  if (!isBatchable(stream) || isFew) return yield* oneByOne(batch)
  // Queries filter by day: rows sorted by day let DuckDB skip row groups.
  const inOrder = batch.toSorted((a, b) => (a.slice.from < b.slice.from ? -1 : 1))
  const sources = stream.into.map((table, index) =>
    readParquets(
      table,
      inOrder.map(({ staged }) => staged[index] as StagedParquet),
    ),
  )
  const { before, isInTheWay } = yield* stateBefore(batch)
  if (before.size > 0 || isInTheWay) return yield* commitAgain(batch, sources, before)
  const met = sources.flatMap(source => (source.rows > 0 ? keyConflicts(shopId, source) : []))
  if (yield* anyExists(met)) return yield* oneByOne(batch)
  yield* writeFresh(shopId, sources)
  const whole = batch.filter(({ slice }) => !slice.page)
  if (whole.length > 0) yield checkpoint(whole.map(one => ({ ...one, rows: sumOf(one.staged) })))
  return batch.map(({ staged }) => {
    const rows = sumOf(staged)
    return { rows, added: rows, changed: 0, removed: 0, empty: false }
  })
}

/** Commits slices some of which were committed before. Added, changed and removed rows of all are counted with the first. */
function* commitAgain(
  batch: readonly Commit[],
  sources: readonly Source[],
  before: ReadonlyMap<string, Before>,
): SqlScript<readonly Written[]> {
  const [{ shopId, stream }] = batch as readonly [Commit]
  const { write } = stream
  const repeated = sources.flatMap(source => (source.rows > 0 ? [repeatedKeys(source)] : []))
  if (batch.length === 1 || sumOf(sources) > MERGED_ROWS || write.mode === 'log')
    return yield* oneByOne(batch)
  if (!batch.every(one => isPlain(one, before.get(sliceKey(one.slice))))) return yield* oneByOne(batch)
  if (yield* anyExists(repeated)) return yield* oneByOne(batch)
  const none = { added: 0, changed: 0, removed: 0 }
  const sum = { ...none }
  for (const source of sources) {
    const { added, changed, removed } = yield* writeChanged(
      shopId,
      source,
      write,
      batch.map(({ slice }) => slice),
    )
    sum.added += added
    sum.changed += changed
    sum.removed += removed
  }
  yield checkpoint(
    batch.map(one => {
      const { first = one.slice.from } = before.get(sliceKey(one.slice)) ?? {}
      const [from = first] = [first, one.slice.from].sort()
      return { ...one, slice: { ...one.slice, from }, rows: sumOf(one.staged) }
    }),
  )
  return batch.map(({ staged }, index) => ({
    rows: sumOf(staged),
    ...(index === 0 ? sum : none),
    empty: false,
  }))
}

/** Whether a slice needs no decision of its own: not a page, not empty, not truncated, no gap before it. */
function isPlain({ stream, slice, staged }: Commit, before: Before | undefined): boolean {
  const rows = sumOf(staged)
  return (
    !slice.page &&
    rows > 0 &&
    rows * 2 >= (before?.rows ?? 0) &&
    !(stream.slices.gapless === true && before !== undefined && slice.from > before.end)
  )
}

interface Before {
  readonly rows: number
  readonly first: Day
  readonly end: Day
}
/** In one query: the checkpoints of a batch's slices that were committed before, by slice key, and whether rows exist that the batch replaces. */
function* stateBefore(
  batch: readonly Commit[],
): SqlScript<{ readonly before: ReadonlyMap<string, Before>; readonly isInTheWay: boolean }> {
  const [{ shopId, stream }] = batch as readonly [Commit]
  const slices = batch.map(({ slice }) => slice)
  const keys = slices.map(slice => literal(sliceKey(slice))).join(', ')
  const own = `shop_id = ${shopId} AND stream_id = ${literal(stream.id)} AND slice_key IN (${keys})`
  const texts = ['rows', 'from_day', 'to_day'].map(column => `CAST(${column} AS VARCHAR)`)
  const checkpoints = `SELECT list([slice_key, ${texts.join(', ')}]) FROM ${checkpointsOf(stream)} WHERE ${own}`
  const inTheWay = someExist(rowsToReplace(shopId, stream, slices))
  const found = yield {
    returns: 'value',
    sql: `SELECT CAST(to_json({ read: (${checkpoints}), inTheWay: ${inTheWay} }) AS VARCHAR)`,
  }
  const state = JSON.parse(String(found)) as {
    readonly read: readonly (readonly [string, string, Day, Day])[] | null
    readonly inTheWay: boolean
  }
  const read = (state.read ?? []).map(
    ([key, rows, first, end]) => [key, { rows: Number(rows), first, end }] as const,
  )
  return { before: new Map(read), isInTheWay: state.inTheWay }
}

/** Whether any of these FROM clauses has a row, in one query. */
function* anyExists(of: readonly string[]): SqlScript<boolean> {
  if (of.length === 0) return false
  return (yield { returns: 'value', sql: `SELECT ${someExist(of)}` }) === 'true'
}
const someExist = (of: readonly string[]): string =>
  of.map(from => `EXISTS (SELECT 1 ${from})`).join(' OR ') || 'FALSE'

function* oneByOne(batch: readonly Commit[]): SqlScript<readonly Written[]> {
  const results: Written[] = []
  for (const one of batch) {
    const sources: Source[] = []
    for (const staged of one.staged) sources.push(yield* readParquet(staged))
    results.push(yield* commitSlice(one, sources))
  }
  return results
}

/** Rows and checkpoint of a slice, for one transaction; of a page of one, its rows alone. */
export function* commitSlice(read: Read, sources: readonly Source[]): SqlScript<Written> {
  const { shopId, stream, slice } = read
  if (slice.page) return yield* writeSlice(shopId, stream, slice, sources)
  const where = `WHERE shop_id = ${shopId} AND stream_id = ${literal(stream.id)} AND slice_key = ${literal(sliceKey(slice))}`
  const sql = `SELECT rows || ' ' || CAST(from_day AS VARCHAR) || ' ' || CAST(to_day AS VARCHAR) FROM ${checkpointsOf(stream)} ${where}`
  const known = yield { returns: 'value', sql }
  const [rows, first = slice.from, end = slice.to] = known === null ? [] : String(known).split(' ')
  const before = yield* lastRowCount(read, rows)
  // Days between the last read and what the marketplace still serves are a gap: the old range keeps a checkpoint of its own.
  const apart = stream.slices.gapless === true && slice.from > end
  // The window is clipped to the depth of this run; what an earlier run read of it stays covered.
  const [from = slice.from] = apart ? [] : [first, slice.from].sort()
  const short = yield* isTruncated(shopId, stream, slice, sources, before)
  const written = short ? TRUNCATED : yield* writeSlice(shopId, stream, slice, sources)
  // The slice had rows last time: an empty response raises a notice and changes nothing.
  const silent =
    stream.write.mode === 'upsert' && stream.cursor === null && written.rows === 0 && (before ?? 0) > 0
  const empty = written.empty || silent
  const came = short ? sumOf(sources) : written.rows
  // A doubted response is requested again, even when its days are over.
  const open = slice.open || short
  const seen = { ...read, slice: { ...slice, from, open }, rows: empty ? (before ?? 0) : came }
  if (empty || short) {
    yield doubtedCheckpoint(seen, where)
    return { ...written, empty }
  }
  if (apart) yield splitCheckpoint(stream, where, first)
  yield checkpoint([seen])
  return { ...written, empty }
}

/** Row count of the same list at its last reading, for a snapshot on an earlier day; null if unknown. `rows`: count of the same slice, if it was read before. */
function* lastRowCount({ shopId, stream, slice }: Read, rows: string | undefined): SqlScript<number | null> {
  if (stream.write.mode !== 'snapshot') return rows === undefined ? null : Number(rows)
  // The same members on whichever day.
  const key = `CAST(from_day AS VARCHAR) || ${literal(membersKey(slice))}`
  const sql = `SELECT rows FROM ${checkpointsOf(stream)} WHERE shop_id = ${shopId} AND stream_id = ${literal(stream.id)} AND slice_key = ${key} ORDER BY to_day DESC LIMIT 1`
  const last = yield { returns: 'value', sql }
  return last === null ? null : Number(last)
}
