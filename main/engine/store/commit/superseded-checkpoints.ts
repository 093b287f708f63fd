import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import type { Stores } from '../opening/open.ts'
import { literal } from '../schema/ddl.ts'
import { checkpointsOf } from './checkpoints.ts'

/**
 * Deletes checkpoints whose days a later one covers, for streams that read a window with all its ids at once: each change of the ids gives the window another
 * key, and its former row says nothing any more. Coverage stays unchanged; should the former ids return, the window is read once more.
 */
export async function deleteSuperseded(
  { facts, dims }: Pick<Stores, 'facts' | 'dims'>,
  streams: readonly Stream[],
): Promise<void> {
  const ofFacts = deletion(streams, 'facts')
  if (ofFacts) await facts.write(async connection => void (await connection.run(ofFacts)))
  const ofDims = deletion(streams, 'dims')
  if (ofDims) dims.exec(ofDims)
}

/** The statement for one store; null where it has no such stream. */
function deletion(streams: readonly Stream[], store: 'facts' | 'dims'): string | null {
  const own = streams.filter(({ slices, into }) => slices.allIds && into[0]?.store === store)
  const [one] = own
  if (!one) return null
  const table = checkpointsOf(one)
  return `DELETE FROM ${table} WHERE stream_id IN (${own.map(({ id }) => literal(id)).join(', ')}) AND EXISTS (
  SELECT 1 FROM ${table} AS later WHERE later.shop_id = ${table}.shop_id AND later.stream_id = ${table}.stream_id
    AND later.from_day <= ${table}.from_day AND later.to_day >= ${table}.to_day
    AND (later.done_at, later.slice_key) > (${table}.done_at, ${table}.slice_key))`
}
