import { KindError, kindOf } from '#contract/errors.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Trigger } from '#contract/trigger.ts'
import { moscowDay, startOfDay } from '../../../loaders/core/parse/time.ts'
import type { Runs } from '../schedule/schedule.ts'
import type { ShopRow } from '../store/records/shops.ts'
import { deferredRetries } from './deferred.ts'
import { executeRun } from './executor.ts'
import { syncHandlers } from './handlers.ts'
import { isOptional, messagesOf } from './messages.ts'
import { olderRuns } from './older-runs.ts'
import { isEnded } from './progress.ts'
import { isAutomatic, mostRelevant, newRun, recordOf, resumed, runView } from './run-view.ts'
import { shopLocks } from './shop-lock.ts'
import type { Active, Refusal, SyncParts } from './types.ts'

/** Starts, pauses and resumes the runs of all shops: several per shop in parallel, never two of one step. */
export function syncRuns(parts: SyncParts) {
  const active = new Map<number, Set<Active>>()
  const listeners = new Set<(record: Progress) => void>()
  const beginners = new Set<(shopId: number) => void>()
  const deferred = deferredRetries(
    parts.tasks,
    (shopId, steps) => void start(shopId, steps, 'later'),
    shopId => !isLocked(shopId) && parts.mayStart(shopId),
    parts.now,
  )
  const { withLock, whileStopped, isLocked, ...locks } = shopLocks(parts)
  const instant = () => new Date(parts.now()).toISOString()
  const older = olderRuns(parts, {
    isFree: shopId =>
      !isLocked(shopId) && runsOf(shopId).length === 0 && parts.runs.unfinished(shopId).length === 0,
    refused: onKeysRefused,
  })

  const runsOf = (shopId: number): readonly Active[] => [...(active.get(shopId) ?? [])]
  const words = (shop: ShopRow) => {
    const known = new Map(parts.runs.words(shop.id).map(word => [word.step, word]))
    return parts.steps(shop).flatMap(({ id }) => known.get(id) ?? [])
  }
  const viewOf = (record: Progress): Progress => {
    const shop = parts.shop(record.shopId)
    return runView(record, parts.steps(shop), words(shop))
  }
  /** Steps of a shop that a run has not finished; all steps while the shop is locked. */
  const busy = (shopId: number): ReadonlySet<string> => {
    if (isLocked(shopId)) return new Set(parts.steps(parts.shop(shopId)).map(({ id }) => id))
    const open = runsOf(shopId).flatMap(({ own, progress }) =>
      progress.steps.filter(word => own.has(word.step) && !isEnded(word)),
    )
    return new Set(open.map(({ step }) => step))
  }

  function begin(record: Progress): Progress {
    const shop = parts.shop(record.shopId)
    void older.stop(shop.id)
    for (const hear of beginners) hear(shop.id)
    // Flushes earlier runs first, to keep the order of writes.
    parts.writes.flush(shop.id)
    const run: Active = {
      progress: viewOf(record),
      own: new Set(record.steps.map(({ step }) => step)),
      abort: new AbortController(),
      stoppedAs: 'interrupted',
      refusal: null,
      ended: Promise.resolve(record),
    }
    // Whoever hears of the shop finds its run under way.
    active.set(shop.id, (active.get(shop.id) ?? new Set()).add(run))
    parts.changeShop(shop.id, { status: 'syncing' })
    deferred.update(shop.id, record.steps)
    parts.log('info', 'run_started', {
      shopId: shop.id,
      details: { trigger: record.trigger, steps: [...run.own].join() },
    })
    const ended = executeRun(parts, parts.steps(shop), shop, run, refusal =>
      onKeysRefused(shop, run, refusal),
    )
      .catch((error: unknown) => failUnexpectedly(run, error))
      .then(() => finish(shop.id, run))
    Object.assign(run, { ended })
    return run.progress
  }

  /** Stores a new run of some steps. */
  function fresh(shop: ShopRow, steps: readonly string[], trigger: Trigger): Progress {
    const own = parts.steps(shop).flatMap(({ id }) => (steps.includes(id) ? [id] : []))
    const run = newRun(shop, own, trigger, instant())
    return { ...run, runId: parts.runs.insert(run) }
  }

  const launch = (shop: ShopRow, steps: readonly string[], trigger: Trigger): Progress =>
    begin(fresh(shop, steps, trigger))

  /** An unexpected error ends the run as failed. */
  function failUnexpectedly(run: Active, error: unknown): void {
    const { shopId, runId } = run.progress
    parts.log('error', 'task_failed', { shopId, details: { task: `run ${runId}`, kind: kindOf(error) } })
    run.progress = { ...run.progress, status: 'failed', endedAt: instant() }
    parts.writes.put(shopId, `run ${runId}`, () => parts.runs.update(recordOf(run)))
  }

  /** Ends a run. Never throws. */
  function finish(shopId: number, run: Active): Progress {
    active.get(shopId)?.delete(run)
    const record = recordOf(run)
    const level = record.status === 'failed' ? 'warn' : 'info'
    parts.log(level, 'run_ended', { shopId, details: { status: record.status } })
    parts.writes.put(shopId, `end of run ${record.runId}`, () => conclude(shopId, run, record))
    return run.progress
  }

  /** Updates the shop after a run, and schedules deferred retries. */
  function conclude(shopId: number, { progress, abort, stoppedAs, refusal }: Active, record: Progress): void {
    if (!parts.exists(shopId)) return
    const shop = parts.shop(shopId)
    const stopped = abort.signal.aborted ? stoppedAs : null
    const others = runsOf(shopId).length > 0
    const status =
      stopped === 'paused' ? 'paused' : stopped === 'interrupted' || others ? 'syncing' : 'active'
    const refused = refusal !== null || shop.status === 'auth_error'
    parts.changeShop(shopId, {
      ...(refused ? {} : { status, messages: messagesOf(words(shop), parts.steps(shop)) }),
      ...(progress.endedAt ? { lastSyncAt: progress.endedAt, loaded: true } : {}),
    })
    if (progress.endedAt && !refused) deferred.update(shopId, record.steps)
    for (const hear of listeners) hear(record)
  }

  /** The main keys of a shop were refused: only steps with other keys continue. */
  function onKeysRefused(shop: ShopRow, by: Active, refusal: Refusal): void {
    const { kind } = refusal
    parts.log('error', 'keys_refused', { shopId: shop.id, details: { kind } })
    parts.writes.put(shop.id, 'refusal', () =>
      parts.changeShop(shop.id, {
        status: 'auth_error',
        messages: [{ word: 'keys_refused', details: { kind } }],
      }),
    )
    deferred.forget(shop.id)
    void older.stop(shop.id)
    const main = new Set(
      parts.steps(shop).flatMap(step => (isOptional(step, parts.optionalHosts(shop)) ? [] : [step.id])),
    )
    const inVain = runsOf(shop.id).filter(run => run !== by && [...run.own].some(id => main.has(id)))
    for (const run of inVain) {
      run.refusal = refusal
      stop(run, 'refused')
    }
  }

  function stop(run: Active, as: Active['stoppedAs']): void {
    if (run.abort.signal.aborted) return
    run.stoppedAs = as
    run.abort.abort()
  }
  async function stopAll(shopId: number, as: Active['stoppedAs']): Promise<void> {
    deferred.forget(shopId)
    const all = runsOf(shopId)
    for (const run of all) stop(run, as)
    await Promise.all([...all.map(({ ended }) => ended), older.stop(shopId)])
    // A run that ended meanwhile may have deferred steps.
    deferred.forget(shopId)
  }

  /**
   * Resumes interrupted runs and reschedules deferred retries. Runs that the user paused stay paused, and with refused keys nothing runs. Unless the user
   * `asked`, runs that were started automatically wait until they may run.
   */
  function resume(shop: ShopRow, asked = false): void {
    if (isLocked(shop.id) || shop.status === 'paused' || shop.status === 'auth_error') return
    deferred.update(shop.id, words(shop))
    if (runsOf(shop.id).length > 0) return
    if (shop.status === 'syncing') parts.changeShop(shop.id, { status: 'active' })
    for (const record of parts.runs.unfinished(shop.id))
      if (asked || !isAutomatic(record) || parts.mayStart(shop.id)) resumeRun(record)
  }
  function resumeRun(record: Progress): void {
    const today = startOfDay(moscowDay(parts.now()))
    begin(resumed(record, busy(record.shopId), parts.runs.since(record.shopId, today)))
  }
  /** Resumes interrupted automatic runs that were waiting for the scheduler. */
  function resumeAutomatic(shopId: number): void {
    if (isLocked(shopId) || runsOf(shopId).length > 0) return
    for (const record of parts.runs.unfinished(shopId)) if (isAutomatic(record)) resumeRun(record)
  }

  /**
   * Starts a run of those steps that no other run is loading, and returns the steps left out. While the shop is paused, its keys are refused or its first
   * load has not ended, nothing starts and all are left out.
   */
  function start(shopId: number, steps: readonly string[], trigger: Trigger): readonly string[] {
    const shop = parts.shop(shopId)
    const held = shop.status === 'paused' || shop.status === 'auth_error' || shop.status === 'disabled'
    if (trigger !== 'person' && (held || !shop.loaded)) return steps
    const taken = busy(shopId)
    const free = steps.filter(step => !taken.has(step))
    if (free.length > 0) launch(shop, free, trigger)
    return steps.filter(step => taken.has(step))
  }

  /** The keys of a shop work again: starts a run of all steps. */
  function onKeysAccepted(shop: ShopRow): void {
    parts.runs.abandon(shop.id, instant())
    parts.changeShop(shop.id, { status: 'active', messages: [] })
    parts.log('info', 'keys_accepted', { shopId: shop.id })
    const taken = busy(shop.id)
    const free = parts.steps(shop).flatMap(({ id }) => (taken.has(id) ? [] : [id]))
    if (free.length > 0) launch(shop, free, 'keys')
  }

  /** Probes whether refused keys work again. Never throws. */
  async function probe(shopId: number): Promise<void> {
    try {
      const { verdict } = await parts.check(parts.shop(shopId))
      // Refused advertising keys block nothing else.
      if (verdict !== 'valid' && verdict !== 'partial') return
      // The keys may have been changed meanwhile.
      await withLock(shopId, shop => (shop.status === 'auth_error' ? onKeysAccepted(shop) : undefined))
    } catch {
      // The next hourly probe tries again.
    }
  }

  function ofShop(shopId: number): Progress | null {
    const running = runsOf(shopId).map(({ progress }) => progress)
    if (running.length > 0) return mostRelevant(running)
    const record = mostRelevant(parts.runs.unfinished(shopId)) ?? parts.runs.newest(shopId)
    return record && viewOf(record)
  }

  return {
    handlers: syncHandlers({ parts, withLock, whileStopped, runsOf, busy, launch, stopAll, resume, ofShop }),
    runs: { busy, start, probe, resumeAutomatic } satisfies Runs,
    /** The steps of a shop that are being read now. */
    loading: (shopId: number): ReadonlySet<string> =>
      new Set(
        runsOf(shopId)
          .flatMap(run => recordOf(run).steps)
          .flatMap(({ step, status }) => (status === 'running' ? [step] : [])),
      ),
    older,
    /** Called with the shop of every run that begins, except those of older history. */
    onBegin: (hear: (shopId: number) => void) => void beginners.add(hear),
    /** Called for every run that ended or was stopped, with its own steps only. */
    onEnd: (hear: (record: Progress) => void) => void listeners.add(hear),
    /** Marks runs that a crash interrupted, so that they can be resumed. */
    mark: () => parts.runs.interrupt(),
    /** Facts were lost: replaces interrupted runs by a full one that is resumed in their place. */
    scheduleRecheck(shop: ShopRow): void {
      parts.runs.abandon(shop.id, instant())
      older.forget(shop)
      const steps = parts.steps(shop).map(({ id }) => id)
      parts.runs.update({ ...fresh(shop, steps, 'recheck'), status: 'interrupted' })
    },
    /** Resumes the interrupted runs of these shops. */
    resume(shops: readonly ShopRow[]) {
      for (const { id } of shops) parts.writes.put(id, 'go on', () => resume(parts.shop(id)))
    },
    /** The last state of each step of a shop: of an active or interrupted run, else of the last finished one. */
    lastWords(shopId: number): readonly StepProgress[] {
      const shop = parts.shop(shopId)
      const running = runsOf(shopId).map(recordOf)
      const open = (running.length > 0 ? running : parts.runs.unfinished(shopId))
        .flatMap(({ steps }) => steps)
        .filter(word => !isEnded(word))
      const known = new Map([...words(shop), ...open].map(word => [word.step, word]))
      return parts.steps(shop).flatMap(({ id }) => known.get(id) ?? [])
    },
    /** Resolves when the active runs of a shop have ended, with the most relevant run. */
    async ended(shopId: number): Promise<Progress> {
      const running = runsOf(shopId)
      await Promise.all(running.map(({ ended }) => ended))
      const one = mostRelevant(running.map(({ progress }) => progress)) ?? ofShop(shopId)
      if (!one) throw new KindError('not_running', `shop ${shopId}`)
      return one
    },
    /** Runs `work` (new keys, removal) while the runs of the shop are stopped. Throws what `work` throws. */
    whileStopped: (shopId: number, work: () => Promise<void>) =>
      whileStopped(shopId, {
        stop: () => stopAll(shopId, 'interrupted'),
        work,
        goOn: (shop, done) => {
          // New keys may allow more of it.
          if (done) older.forget(shop)
          return done && shop.status === 'auth_error' ? onKeysAccepted(shop) : resume(shop)
        },
      }),
    /** Stops every run so that the next start resumes it, after pending user actions. No run can start any more. */
    async close(): Promise<void> {
      locks.close()
      await Promise.all([older.close(), ...[...active.keys()].map(shopId => stopAll(shopId, 'interrupted'))])
      await locks.idle()
    },
  }
}
