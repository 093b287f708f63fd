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
import { isEnded } from './progress.ts'
import { isAutomatic, mostRelevant, newRun, recordOf, resumed, runView } from './run-view.ts'
import { shopLocks } from './shop-lock.ts'
import type { Active, Refusal, SyncParts } from './types.ts'

/** Starts, pauses and takes up again the runs of all shops: several of a shop side by side, never two of one step. */
export function syncRuns(parts: SyncParts) {
  const active = new Map<number, Set<Active>>()
  const listeners = new Set<(record: Progress) => void>()
  const deferred = deferredRetries(
    parts.tasks,
    (shopId, steps) => void start(shopId, steps, 'later'),
    shopId => !isLocked(shopId) && parts.mayStart(shopId),
    parts.now,
  )
  const { withLock, whileStopped, isLocked, ...locks } = shopLocks(parts)
  const instant = () => new Date(parts.now()).toISOString()

  const runsOf = (shopId: number): readonly Active[] => [...(active.get(shopId) ?? [])]
  const words = (shop: ShopRow) => {
    const known = new Map(parts.runs.words(shop.id).map(word => [word.step, word]))
    return parts.steps(shop).flatMap(({ id }) => known.get(id) ?? [])
  }
  const viewOf = (record: Progress): Progress => {
    const shop = parts.shop(record.shopId)
    return runView(record, parts.steps(shop), words(shop))
  }
  /** Steps of a shop that a run has in hand, waiting for their turn or being read; all while none may begin. */
  const busy = (shopId: number): ReadonlySet<string> => {
    if (isLocked(shopId)) return new Set(parts.steps(parts.shop(shopId)).map(({ id }) => id))
    const open = runsOf(shopId).flatMap(({ own, progress }) =>
      progress.steps.filter(word => own.has(word.step) && !isEnded(word)),
    )
    return new Set(open.map(({ step }) => step))
  }

  function begin(record: Progress): Progress {
    const shop = parts.shop(record.shopId)
    // What ended before is written before.
    parts.writes.flush(shop.id)
    const run: Active = {
      progress: viewOf(record),
      own: new Set(record.steps.map(({ step }) => step)),
      abort: new AbortController(),
      stoppedAs: 'interrupted',
      refusal: null,
      ended: Promise.resolve(record),
    }
    parts.changeShop(shop.id, { status: 'syncing' })
    active.set(shop.id, (active.get(shop.id) ?? new Set()).add(run))
    deferred.update(shop.id, record.steps)
    parts.log('info', 'run_started', {
      shopId: shop.id,
      details: { trigger: record.trigger, steps: [...run.own].join() },
    })
    const ended = executeRun(parts, shop, run, refusal => onKeysRefused(shop, run, refusal))
      .catch((error: unknown) => failUnexpectedly(run, error))
      .then(() => finish(shop.id, run))
    Object.assign(run, { ended })
    return run.progress
  }

  /** A new run of some steps. */
  function fresh(shop: ShopRow, steps: readonly string[], trigger: Trigger): Progress {
    const own = parts.steps(shop).flatMap(({ id }) => (steps.includes(id) ? [id] : []))
    const run = newRun(shop, own, trigger, instant())
    return { ...run, runId: parts.runs.insert(run) }
  }

  const launch = (shop: ShopRow, steps: readonly string[], trigger: Trigger): Progress =>
    begin(fresh(shop, steps, trigger))

  /** A fault of the program ends the run as any other failure does. */
  function failUnexpectedly(run: Active, error: unknown): void {
    const { shopId, runId } = run.progress
    parts.log('error', 'task_failed', { shopId, details: { task: `run ${runId}`, kind: kindOf(error) } })
    run.progress = { ...run.progress, status: 'failed', endedAt: instant() }
    parts.writes.put(shopId, `run ${runId}`, () => parts.runs.update(recordOf(run)))
  }

  /** The end of a run. Never throws. */
  function finish(shopId: number, run: Active): Progress {
    active.get(shopId)?.delete(run)
    const record = recordOf(run)
    const level = record.status === 'failed' ? 'warn' : 'info'
    parts.log(level, 'run_ended', { shopId, details: { status: record.status } })
    parts.writes.put(shopId, `end of run ${record.runId}`, () => conclude(shopId, run, record))
    return run.progress
  }

  /** What the end of a run means for its shop, and when the steps that were put off come again. */
  function conclude(shopId: number, { progress, abort, stoppedAs, refusal }: Active, record: Progress): void {
    if (!parts.exists(shopId)) return
    const shop = parts.shop(shopId)
    const stopped = abort.signal.aborted ? stoppedAs : null
    const others = runsOf(shopId).length > 0
    const status =
      stopped === 'paused' ? 'paused' : stopped === 'interrupted' || others ? 'syncing' : 'active'
    const refused = refusal !== null || shop.status === 'auth_error'
    parts.changeShop(shopId, {
      ...(refused ? {} : { status, messages: messagesOf(words(shop)) }),
      ...(progress.endedAt ? { lastSyncAt: progress.endedAt, loaded: true } : {}),
    })
    if (progress.endedAt && !refused) deferred.update(shopId, record.steps)
    for (const hear of listeners) hear(record)
  }

  /** The main keys of a shop are refused: it asks for nothing any more but what goes by other keys. */
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
    await Promise.all(all.map(({ ended }) => ended))
    // One that had ended by itself may have put off steps.
    deferred.forget(shopId)
  }

  /**
   * Takes up what was cut off, and waits again for what was put off. What a person paused stays paused, and refused keys ask for nothing; unless it was `asked` for,
   * what began by itself waits until it may.
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
  /** Takes up what waited until runs may begin by themselves again. */
  function resumeAutomatic(shopId: number): void {
    if (isLocked(shopId) || runsOf(shopId).length > 0) return
    for (const record of parts.runs.unfinished(shopId)) if (isAutomatic(record)) resumeRun(record)
  }

  /**
   * Begins a run of those of the steps that no other run has in hand, and answers which were left out. Nothing begins while the person has paused the shop,
   * its keys are refused or its first load has not ended: all are left out then.
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

  /** The keys of a shop were refused and work again: it catches up with everything. */
  function onKeysAccepted(shop: ShopRow): void {
    parts.runs.abandon(shop.id, instant())
    parts.changeShop(shop.id, { status: 'active', messages: [] })
    parts.log('info', 'keys_accepted', { shopId: shop.id })
    const taken = busy(shop.id)
    const free = parts.steps(shop).flatMap(({ id }) => (taken.has(id) ? [] : [id]))
    if (free.length > 0) launch(shop, free, 'keys')
  }

  /** Asks whether the refused keys of a shop work again, and catches up when they do. Never throws. */
  async function probe(shopId: number): Promise<void> {
    try {
      const { verdict } = await parts.check(parts.shop(shopId))
      // Advertising that is refused keeps nothing else.
      if (verdict !== 'valid' && verdict !== 'partial') return
      // The person may have changed the keys meanwhile.
      await withLock(shopId, shop => (shop.status === 'auth_error' ? onKeysAccepted(shop) : undefined))
    } catch {
      // What cannot be asked now is asked again in an hour.
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
    /** Hears every run that has ended or was stopped, with its own steps alone. */
    onEnd: (hear: (record: Progress) => void) => void listeners.add(hear),
    /** Marks runs that a death of the process cut off, so that they can be taken up. */
    mark: () => parts.runs.interrupt(),
    /** What is loaded of a shop is less than its runs say: one of everything is owed in place of those that were cut off, and taken up as these are. */
    scheduleRecheck(shop: ShopRow): void {
      parts.runs.abandon(shop.id, instant())
      const steps = parts.steps(shop).map(({ id }) => id)
      parts.runs.update({ ...fresh(shop, steps, 'recheck'), status: 'interrupted' })
    },
    /** Takes up what was cut off in each of these shops. */
    resume(shops: readonly ShopRow[]) {
      for (const { id } of shops) parts.writes.put(id, 'go on', () => resume(parts.shop(id)))
    },
    /** The last word on each step of a shop: that of a run that goes on or was cut off, else that of the last one that ended. */
    lastWords(shopId: number): readonly StepProgress[] {
      const shop = parts.shop(shopId)
      const running = runsOf(shopId).map(recordOf)
      const open = (running.length > 0 ? running : parts.runs.unfinished(shopId))
        .flatMap(({ steps }) => steps)
        .filter(word => !isEnded(word))
      const known = new Map([...words(shop), ...open].map(word => [word.step, word]))
      return parts.steps(shop).flatMap(({ id }) => known.get(id) ?? [])
    },
    /** Resolves when what runs in a shop has ended, with the last word of the run that a person wants to know of. */
    async ended(shopId: number): Promise<Progress> {
      const running = runsOf(shopId)
      await Promise.all(running.map(({ ended }) => ended))
      const one = mostRelevant(running.map(({ progress }) => progress)) ?? ofShop(shopId)
      if (!one) throw new KindError('not_running', `shop ${shopId}`)
      return one
    },
    /** Gives a shop other keys, or removes it, while nothing runs in it and nothing can begin. Throws what `work` throws. */
    whileStopped: (shopId: number, work: () => Promise<void>) =>
      whileStopped(shopId, {
        stop: () => stopAll(shopId, 'interrupted'),
        work,
        goOn: (shop, done) => (done && shop.status === 'auth_error' ? onKeysAccepted(shop) : resume(shop)),
      }),
    /** Ends every run so that it is taken up by the next start, behind what is being done with the shops. Nothing begins any more. */
    async close(): Promise<void> {
      locks.close()
      await Promise.all([...active.keys()].map(shopId => stopAll(shopId, 'interrupted')))
      await locks.idle()
    },
  }
}
