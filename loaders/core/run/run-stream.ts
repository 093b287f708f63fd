import type { Notice } from '#contract/shop.ts'
import { isAnomaly } from '../declare/anomalies.ts'
import type { RunContext, Slice } from '../declare/slices.ts'
import { sliceKey } from '../declare/slices.ts'
import type { StreamContext } from '../declare/source.ts'
import type { Rows, Stream } from '../declare/stream.ts'
import { CURSOR_KEY, rowChunks } from '../declare/stream.ts'
import type { CapturedResponse, LoadError } from '../errors.ts'
import { runLocals } from './run-locals.ts'
import { type SliceRequests, sliceRequests } from './slice-requests.ts'
import type { Stage, Store } from './store.ts'

export interface Job {
  readonly shopId: number
  readonly runId: number
  readonly context: RunContext
  readonly store: Store
  /** HTTP and state store of one stream of this shop. */
  streamContext(stream: Stream): Omit<StreamContext, 'unmapped' | 'notice' | 'hasRows' | 'runLocal'>
  /** Redacts keys from an error that a loader made of a page or file: a gateway may echo what it was sent. */
  redact(error: LoadError): LoadError
  /** Captures a response that no loader understood, with its request. */
  capture(step: string, response: CapturedResponse): void
}
export interface SliceDone {
  readonly index: number
  readonly of: number
  readonly rows: number
  /** Of `rows`: those with a new key, and those that changed an existing row. */
  readonly added: number
  readonly changed: number
  readonly notice: Notice | null
}

const NOTHING = { rows: 0, added: 0, changed: 0 }

/**
 * Loads one stream: each slice that is not done is read page by page, staged, and committed with its checkpoint.
 * Newest slices first, `stream.parallel` at a time, with up to `stream.uncommitted` in progress; the first error stops the stream after the slices in flight.
 * Slices that a crashed process had read in full are committed without being read again.
 */
export async function loadStream(
  stream: Stream,
  job: Job,
  onProgress: (done: SliceDone) => void,
): Promise<void> {
  const { startDay } = job.context
  const all = await stream.slices(job.context)
  const slices = startDay === undefined ? all : all.filter(({ to }) => to >= startDay)
  const done = await job.store.done(job.shopId, stream, job.runId)
  const open = (slice: Slice) => {
    const by = done.get(sliceKey(slice))
    return by === undefined || (slice.open && by !== job.runId)
  }
  const left = slices.filter(open)
  const kept = await job.store.recovered(job.shopId, stream, left, job.runId)
  let index = slices.length - left.length
  onProgress({ index, of: slices.length, ...NOTHING, notice: null })

  const strange = new Map<string, Notice & { readonly details: { value: string; count: number } }>()
  const unmapped: StreamContext['unmapped'] = (field, value) => {
    // Of an anomaly, one example stands for all; an unknown value is told by itself.
    const [key, word] = isAnomaly(field) ? [field, field] : [`${field}: ${value}`, 'unmapped_value']
    const before = strange.get(key)
    if (before) before.details.count += 1
    else strange.set(key, { word, details: { value: word === field ? value : key, count: 1 } })
  }
  const said = new Set<string>()
  const notice: StreamContext['notice'] = word => {
    const name = JSON.stringify(word)
    if (said.has(name)) return
    said.add(name)
    onProgress({ index, of: slices.length, ...NOTHING, notice: word })
  }
  const hasRows: StreamContext['hasRows'] = async of => (await job.context.ids(of)).length > 0
  const context: StreamContext = {
    ...job.streamContext(stream),
    unmapped,
    notice,
    hasRows,
    runLocal: runLocals(),
  }
  const staged = async (slice: Slice): Promise<Commit> =>
    kept.get(sliceKey(slice))?.commit ?? read(stream, slice, job, context)
  const queue = left[Symbol.iterator]()
  let begun = 0
  let reading = 0
  const failures: unknown[] = []
  const commits = new Set<Promise<void>>()
  const end = async (commit: Commit) => {
    try {
      const more = reading > 0 || (begun < left.length && commits.size + 1 < stream.uncommitted)
      const brought = await commit(more && stream.uncommitted > stream.parallel)
      index += 1
      onProgress({ index, of: slices.length, ...brought })
    } catch (error) {
      failures.push(error)
    }
  }
  const lane = async () => {
    for (const slice of queue) {
      if (failures.length > 0) return
      begun += 1
      reading += 1
      const commit = await staged(slice).finally(() => {
        reading -= 1
      })
      const committed = end(commit).finally(() => commits.delete(committed))
      commits.add(committed)
      while (commits.size + reading >= stream.uncommitted) await Promise.race(commits)
    }
  }
  const lanes = Array.from({ length: Math.min(stream.parallel, left.length) }, () =>
    lane().catch((error: unknown) => failures.push(error)),
  )
  await Promise.all(lanes)
  await Promise.all(commits)
  if (failures.length > 0) throw failures[0]
  await job.store.finish(job.shopId, stream, slices)
  for (const told of strange.values()) onProgress({ index, of: slices.length, ...NOTHING, notice: told })
}

type Commit = (more: boolean) => Promise<Omit<SliceDone, 'index' | 'of'>>

/** Reads and stages a slice; returns the function that commits it. */
async function read(stream: Stream, slice: Slice, job: Job, context: StreamContext): Promise<Commit> {
  const { source } = stream
  const { from, to } = slice
  const query = { slice: sliceKey(slice), from, to }
  const place = { host: source.host, method: 'GET', path: source.paths[0] ?? '', query, body: null }
  const asked = sliceRequests(context, place)
  try {
    if (!stream.cursor) return await stageWhole(stream, slice, job, asked)
    const brought = await loadByPage(stream, slice, job, asked, stream.cursor)
    return async () => brought
  } finally {
    asked.close()
  }
}

/** Stages all pages of a slice; returns the function that commits them. */
async function stageWhole(
  stream: Stream,
  slice: Slice,
  job: Job,
  { context, withRequest }: SliceRequests,
): Promise<Commit> {
  const stage = await job.store.stage(job.shopId, stream, slice, job.runId)
  let last: unknown = null
  try {
    for await (const page of stream.source.read(context, slice)) {
      last = page
      await stagePage(stage, stream.rows(page, slice, context))
    }
    await stage.close()
    return more => stage.commit(more)
  } catch (error) {
    await stage.discard()
    throw withRequest(error, last)
  }
}

/** A page is processed without yielding except for disk writes: interleaving the pages of parallel slices would keep all of them in memory. */
async function stagePage(stage: Stage, rows: Rows | Iterable<Rows>): Promise<void> {
  for (const piece of rowChunks(rows)) if (stage.add(piece)) await stage.flush()
}

/** Commits each page on its own and then its cursor: a crash in between re-reads one page, which is idempotent. The slice is done after the last page. */
async function loadByPage(
  stream: Stream,
  slice: Slice,
  job: Job,
  { context, withRequest }: SliceRequests,
  cursor: NonNullable<Stream['cursor']>,
) {
  const commit = async (page: unknown) => {
    const stage = await job.store.stage(job.shopId, stream, { ...slice, page: true }, job.runId)
    try {
      await stagePage(stage, stream.rows(page, slice, context))
      return await stage.commit()
    } catch (error) {
      await stage.discard()
      throw error
    }
  }
  const sum = { ...NOTHING }
  const whole = await job.store.stage(job.shopId, stream, slice, job.runId)
  let last: unknown = null
  try {
    for await (const page of stream.source.read(context, slice)) {
      last = page
      const { rows, added, changed } = await commit(page)
      sum.rows += rows
      sum.added += added
      sum.changed += changed
      const next = cursor(page)
      if (next !== null) await context.state.set(CURSOR_KEY, next)
    }
    await whole.commit()
  } catch (error) {
    await whole.discard()
    throw withRequest(error, last)
  }
  return { ...sum, notice: null }
}
