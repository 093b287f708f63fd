import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import type { Day } from '../../../../loaders/core/parse/time.ts'
import type { Stores } from '../opening/open.ts'
import { literal } from '../schema/ddl.ts'
import { transaction } from '../sqlite/connection.ts'
import { checkpointsOf } from './checkpoints.ts'

/** Begins the key of a merged row, which no slice has. */
const MERGED = 'days from '

const DIALECT = {
  facts: { next: (day: string) => `${day} + 1`, text: (day: string) => `CAST(${day} AS VARCHAR)` },
  dims: { next: (day: string) => `date(${day}, '+1 day')`, text: (day: string) => day },
} as const

/**
 * Merges adjacent checkpoints of past days into one per stretch, for streams whose slices belong to a single day: a shop of ten thousand products writes
 * hundreds a day, and only the newest are needed to judge the next responses. Coverage and the time of the last reading stay unchanged.
 */
export async function mergeCheckpoints(
  { facts, dims }: Pick<Stores, 'facts' | 'dims'>,
  streams: readonly Stream[],
  today: Day,
): Promise<void> {
  const ofFacts = mergeSql(streams, 'facts', today)
  if (ofFacts)
    await facts.write(async connection => {
      for (const sql of ofFacts) await connection.run(sql)
    })
  const ofDims = mergeSql(streams, 'dims', today)
  if (ofDims)
    transaction(dims, () => {
      for (const sql of ofDims) dims.exec(sql)
    })
}

/** The statements for one store; null where it has no such stream. */
function mergeSql(streams: readonly Stream[], store: 'facts' | 'dims', today: Day): readonly string[] | null {
  const own = streams.filter(({ slices, into }) => slices.ofItsDay && into[0]?.store === store)
  const [one] = own
  if (!one) return null
  const table = checkpointsOf(one)
  const { next, text } = DIALECT[store]
  const newest = `(SELECT max(to_day) FROM ${table} AS known WHERE known.shop_id = ${table}.shop_id AND known.stream_id = ${table}.stream_id)`
  const over = `stream_id IN (${own.map(({ id }) => literal(id)).join(', ')}) AND to_day < ${literal(today)} AND to_day < ${newest}`
  const before = (frame: string) =>
    `OVER (PARTITION BY shop_id, stream_id ORDER BY from_day, to_day, slice_key ROWS BETWEEN UNBOUNDED PRECEDING AND ${frame})`
  return [
    `CREATE TEMP TABLE merged AS
WITH reached AS (SELECT *, max(to_day) ${before('1 PRECEDING')} AS reach FROM ${table} WHERE ${over}),
begun AS (SELECT *, CASE WHEN from_day <= ${next('reach')} THEN 0 ELSE 1 END AS begins FROM reached),
runs_of_days AS (SELECT *, sum(begins) ${before('CURRENT ROW')} AS place FROM begun)
SELECT shop_id, stream_id, ${literal(MERGED)} || ${text('min(from_day)')} AS slice_key, min(from_day) AS from_day, max(to_day) AS to_day,
  max(run_id) AS run_id, sum(rows) AS rows, max(done_at) AS done_at
FROM runs_of_days GROUP BY shop_id, stream_id, place`,
    `INSERT OR REPLACE INTO ${table} (shop_id, stream_id, slice_key, from_day, to_day, open, run_id, rows, done_at)
SELECT shop_id, stream_id, slice_key, from_day, to_day, FALSE, run_id, rows, done_at FROM merged`,
    `DELETE FROM ${table} WHERE ${over} AND NOT EXISTS (
  SELECT 1 FROM merged WHERE merged.shop_id = ${table}.shop_id AND merged.stream_id = ${table}.stream_id AND merged.slice_key = ${table}.slice_key)`,
    'DROP TABLE merged',
  ]
}
