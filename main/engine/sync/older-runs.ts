import { kindOf } from '#contract/errors.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import { initialProgress } from '../../../loaders/core/run/pipeline.ts'
import { latestSlot, TIMINGS } from '../schedule/slots.ts'
import type { ShopRow } from '../store/records/shops.ts'
import { executeRun } from './executor.ts'
import { newRun, recordOf, resumed } from './run-view.ts'
import type { Active, Refusal, SyncParts } from './types.ts'

const DAY_MS = 86_400_000
/** Ms after which data that is read counts as unread again: asked once more, what is there costs no request, and a gap is filled. */
const DONE_FOR_MS = 30 * DAY_MS
/** The same of data that the keys did not allow. */
const SKIPPED_FOR_MS = 7 * DAY_MS

interface Around {
  /** Whether nothing else runs, or was interrupted and is to go on. */
  isFree(shopId: number): boolean
  refused(shop: ShopRow, run: Active, refusal: Refusal): void
}

/** Runs that read the history before the first load: one per shop, only while no other run of it does anything, and given up at once for any that begins. */
export function olderRuns(parts: SyncParts, { isFree, refused }: Around) {
  const active = new Map<number, Active>()
  const at = (ms: number) => new Date(ms).toISOString()
  /** Progress of these runs is no progress of the shop. */
  const own: SyncParts = { ...parts, emitProgress: ({ shopId }) => parts.emitOlder(shopId) }

  /** The last that is known of each kind of data. */
  function words(shop: ShopRow): readonly StepProgress[] {
    const open = active.get(shop.id)?.progress ?? parts.runs.unfinishedOlder(shop.id)
    const stored = parts.runs.words(shop.id)
    const known = new Map([...stored, ...(open?.steps ?? [])].map(word => [word.step, word]))
    return parts.older(shop).map(({ id }) => known.get(id) ?? initialProgress(id))
  }

  /** Tells of a kind of data whether it is to be read, or tried again. */
  function owed(shop: ShopRow): (word: StepProgress) => boolean {
    const now = parts.now()
    const since = (ms: number) => parts.runs.since(shop.id, at(ms))
    const tried = { done: since(now - DONE_FOR_MS), skipped: since(now - SKIPPED_FOR_MS) }
    const today = since(latestSlot(TIMINGS.daily, now))
    return ({ step, status, until }) => {
      if (status === 'done' || status === 'skipped') return !tried[status].has(step)
      if (status !== 'failed' && status !== 'later') return true
      return !today.has(step) && (until === null || Date.parse(until) <= now)
    }
  }
  const isOwed = (shop: ShopRow): boolean =>
    parts.runs.unfinishedOlder(shop.id) !== null || words(shop).some(owed(shop))

  function start(shop: ShopRow): void {
    if (active.has(shop.id) || !isFree(shop.id) || !isOwed(shop)) return
    const before = parts.runs.unfinishedOlder(shop.id)
    begin(shop, before ? goneOn(shop, before) : fresh(shop))
  }
  /** A run that was broken off goes on; what failed in it before is not tried again with every rest. */
  function goneOn(shop: ShopRow, before: Progress): Progress {
    const isLeft = owed(shop)
    const settled = before.steps.filter(word => !isLeft(word)).map(({ step }) => step)
    return resumed(before, new Set(settled), new Set())
  }
  function fresh(shop: ShopRow): Progress {
    const ids = words(shop)
      .filter(owed(shop))
      .map(({ step }) => step)
    const run = newRun(shop, ids, 'history', at(parts.now()))
    return { ...run, runId: parts.runs.insert(run) }
  }

  function begin(shop: ShopRow, record: Progress): void {
    const abort = new AbortController()
    const run: Active = {
      progress: record,
      own: new Set(record.steps.map(({ step }) => step)),
      abort,
      stoppedAs: 'interrupted',
      refusal: null,
      ended: Promise.resolve(record),
    }
    active.set(shop.id, run)
    const details = { trigger: record.trigger, steps: [...run.own].join() }
    parts.log('info', 'run_started', { shopId: shop.id, details })
    const ended = executeRun(own, parts.older(shop), shop, run, refusal => refused(shop, run, refusal))
      .catch((error: unknown) => fail(run, error))
      .then(() => finish(shop, run))
    Object.assign(run, { ended })
  }

  /** An unexpected error ends the run as failed. */
  function fail(run: Active, error: unknown): void {
    const { shopId, runId } = run.progress
    parts.log('error', 'task_failed', { shopId, details: { task: `run ${runId}`, kind: kindOf(error) } })
    run.progress = { ...run.progress, status: 'failed', endedAt: at(parts.now()) }
    parts.writes.put(shopId, `run ${runId}`, () => parts.runs.update(recordOf(run)))
  }

  function finish(shop: ShopRow, run: Active): Progress {
    active.delete(shop.id)
    const { status } = recordOf(run)
    parts.log(status === 'failed' ? 'warn' : 'info', 'run_ended', { shopId: shop.id, details: { status } })
    const tables = parts.older(shop).flatMap(({ streams }) => streams.flatMap(({ into }) => into))
    parts.emitDataChanged(shop.id, [...new Set(tables.map(({ name }) => name))])
    parts.emitOlder(shop.id)
    return run.progress
  }

  /** Breaks off the run of a shop; what it has committed stays. Resolves when it has ended. */
  async function stop(shopId: number): Promise<void> {
    const run = active.get(shopId)
    run?.abort.abort()
    await run?.ended
  }

  return {
    /** Begins, or goes on where it was interrupted, if the shop is free and something is left. */
    start,
    stop,
    words,
    isFree,
    isRunning: (shopId?: number): boolean => (shopId === undefined ? active.size > 0 : active.has(shopId)),
    /** Whether all is read that can be. */
    isDone: (shop: ShopRow): boolean =>
      words(shop).every(({ status }) => status === 'done' || status === 'skipped'),
    /** Facts were lost: all of it is asked for again. */
    forget: (shop: ShopRow): void =>
      parts.runs.forget(
        shop.id,
        parts.older(shop).map(({ id }) => id),
      ),
    close: async (): Promise<void> => void (await Promise.all([...active.keys()].map(stop))),
  }
}
export type OlderRuns = ReturnType<typeof olderRuns>
