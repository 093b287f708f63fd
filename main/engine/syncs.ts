import type { Api } from '#contract/api.ts'
import { KindError } from '#contract/errors.ts'
import type { Handlers } from '#contract/rpc.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Trigger } from '#contract/trigger.ts'
import { waiting } from '../../loaders/core/pipeline.ts'
import { isEnded } from './progress.ts'
import { isAside, messagesOf } from './run-words.ts'
import type { Runs } from './schedule/schedule.ts'
import type { ShopRow } from './store/shops.ts'
import { carry } from './syncs-carry.ts'
import { putOff } from './syncs-later.ts'
import type { Active, Refusal, SyncParts } from './syncs-parts.ts'
import { isScheduled, ofInterest, picture, recordOf, takenUp } from './syncs-picture.ts'

/** Starts, pauses and takes up again the runs of all shops: several of a shop side by side, never two of one step. */
export function syncs(parts: SyncParts) {
  const active = new Map<number, Set<Active>>()
  const listeners = new Set<(record: Progress) => void>()
  const later = putOff((shopId, steps) => void start(shopId, steps, 'later'), parts.free, parts.now)
  const instant = () => new Date(parts.now()).toISOString()

  const runsOf = (shopId: number): readonly Active[] => [...(active.get(shopId) ?? [])]
  const words = (shop: ShopRow) => {
    const known = new Map(parts.runs.words(shop.id).map(word => [word.step, word]))
    return parts.steps(shop).flatMap(({ id }) => known.get(id) ?? [])
  }
  const shown = (record: Progress): Progress => {
    const shop = parts.shop(record.shopId)
    return picture(record, parts.steps(shop), words(shop))
  }
  /** Steps of a shop that a run has in hand: waiting for their turn, or being read. */
  const busy = (shopId: number): ReadonlySet<string> =>
    new Set(
      runsOf(shopId).flatMap(({ own, progress }) =>
        progress.steps.filter(word => own.has(word.step) && !isEnded(word)).map(({ step }) => step),
      ),
    )

  function begin(record: Progress): Progress {
    const shop = parts.shop(record.shopId)
    const run: Active = {
      progress: shown(record),
      own: new Set(record.steps.map(({ step }) => step)),
      abort: new AbortController(),
      stoppedAs: 'interrupted',
      refusal: null,
      ended: Promise.resolve(record),
    }
    active.set(shop.id, (active.get(shop.id) ?? new Set()).add(run))
    later.hear(shop.id, record.steps)
    parts.changeShop(shop.id, { status: 'syncing' })
    parts.log('info', 'run_started', {
      shopId: shop.id,
      details: { trigger: record.trigger, steps: [...run.own].join() },
    })
    const ended = carry(parts, shop, run, refusal => refused(shop, run, refusal))
      .then(() => run.progress)
      .finally(() => settle(shop, run))
    Object.assign(run, { ended })
    return run.progress
  }

  /** A new run of some steps. */
  function fresh(shop: ShopRow, steps: readonly string[], trigger: Trigger): Progress {
    const known = parts.steps(shop).map(({ id }) => id)
    const run: Omit<Progress, 'runId'> = {
      shopId: shop.id,
      trigger,
      status: 'running',
      percent: 0,
      first: !shop.loaded,
      startedAt: instant(),
      endedAt: null,
      secondsLeft: null,
      requests: 0,
      waited: 0,
      steps: known.filter(id => steps.includes(id)).map(waiting),
    }
    return { ...run, runId: parts.runs.insert(run) }
  }

  /** What the end of a run means for its shop, and when the steps that were put off come again. */
  function settle(shop: ShopRow, run: Active): void {
    active.get(shop.id)?.delete(run)
    const { progress, abort, stoppedAs } = run
    const stopped = abort.signal.aborted ? stoppedAs : null
    const others = runsOf(shop.id).length > 0
    const status =
      stopped === 'paused' ? 'paused' : stopped === 'interrupted' || others ? 'syncing' : 'active'
    const record = recordOf(run)
    const still = run.refusal !== null || parts.shop(shop.id).status === 'auth_error'
    parts.changeShop(shop.id, {
      ...(still ? {} : { status, messages: messagesOf(words(shop)) }),
      ...(progress.endedAt ? { lastSyncAt: progress.endedAt, loaded: true } : {}),
    })
    parts.log(record.status === 'failed' ? 'warn' : 'info', 'run_ended', {
      shopId: shop.id,
      details: { status: record.status },
    })
    if (progress.endedAt && !still) later.hear(shop.id, record.steps)
    for (const hear of listeners) hear(record)
  }

  /** The main keys of a shop are refused: it asks for nothing any more but what goes by other keys. */
  function refused(shop: ShopRow, by: Active, refusal: Refusal): void {
    const { kind } = refusal
    parts.log('error', 'keys_refused', { shopId: shop.id, details: { kind } })
    parts.changeShop(shop.id, {
      status: 'auth_error',
      messages: [{ word: 'keys_refused', details: { kind } }],
    })
    later.forget(shop.id)
    const main = new Set(
      parts.steps(shop).flatMap(step => (isAside(step, parts.aside(shop)) ? [] : [step.id])),
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
    later.forget(shopId)
    const all = runsOf(shopId)
    for (const run of all) stop(run, as)
    await Promise.all(all.map(({ ended }) => ended))
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
    if (free.length > 0) begin(fresh(shop, free, trigger))
    return steps.filter(step => taken.has(step))
  }

  /** Takes up what was cut off. */
  function goOn(shop: ShopRow): void {
    for (const record of parts.runs.unfinished(shop.id)) begin(takenUp(record, busy(shop.id)))
  }

  /** Waits again for what was put off. */
  const waitOn = (shop: ShopRow) => later.hear(shop.id, words(shop))

  /** The keys of a shop were refused and work again: it catches up with everything. */
  function accepted(shopId: number): void {
    parts.runs.abandon(shopId, instant())
    parts.changeShop(shopId, { status: 'active', messages: [] })
    parts.log('info', 'keys_accepted', { shopId })
    const shop = parts.shop(shopId)
    const taken = busy(shopId)
    const free = parts.steps(shop).flatMap(({ id }) => (taken.has(id) ? [] : [id]))
    if (free.length > 0) begin(fresh(shop, free, 'keys'))
  }

  /** Asks whether the refused keys of a shop work again, and catches up when they do. Never throws. */
  async function probe(shopId: number): Promise<void> {
    try {
      const { verdict } = await parts.check(parts.shop(shopId))
      // Advertising that is refused keeps nothing else; the person may have changed the keys meanwhile.
      const work = verdict === 'valid' || verdict === 'partial'
      if (work && parts.shop(shopId).status === 'auth_error') accepted(shopId)
    } catch {
      // What cannot be asked now is asked again in an hour.
    }
  }

  function ofShop(shopId: number): Progress | null {
    const running = runsOf(shopId).map(({ progress }) => progress)
    if (running.length > 0) return ofInterest(running)
    const record = ofInterest(parts.runs.unfinished(shopId)) ?? parts.runs.newest(shopId)
    return record && shown(record)
  }

  /** A person asks for steps, or for all: what was paused gives way to it. */
  function ask(shopId: number, steps: readonly string[] | undefined): Progress {
    const shop = parts.shop(shopId)
    const known = parts.steps(shop).map(({ id }) => id)
    const unknown = steps?.find(id => !known.includes(id))
    if (unknown !== undefined) throw new KindError('bad_input', `no step ${unknown}`)
    const taken = busy(shopId)
    const free = (steps ?? known).filter(id => !taken.has(id))
    const running = runsOf(shopId)
    // Everything is under way already when a person has asked for something, or the first load goes on.
    const again = !steps && running.some(({ progress }) => !isScheduled(progress))
    if (again || (free.length === 0 && running.length > 0))
      throw new KindError('already_running', `shop ${shopId}`)
    if (running.length === 0) parts.runs.abandon(shopId, instant())
    return begin(fresh(shop, free, 'person'))
  }

  const handlers: Pick<Handlers<Api>, 'sync.start' | 'sync.pause' | 'sync.resume' | 'sync.status'> = {
    'sync.start': async ({ shopId, steps }) => ask(shopId, steps),
    'sync.pause': async ({ shopId }) => {
      const shop = parts.shop(shopId)
      const told = ofShop(shopId)
      if (!told || shop.status === 'paused') throw new KindError('not_running', `shop ${shopId}`)
      await stopAll(shopId, 'paused')
      parts.changeShop(shopId, { status: 'paused' })
      return ofShop(shopId) ?? told
    },
    'sync.resume': async ({ shopId }) => {
      const shop = parts.shop(shopId)
      if (runsOf(shopId).length > 0) throw new KindError('already_running', `shop ${shopId}`)
      const cutOff = parts.runs.unfinished(shopId).length > 0
      if (!cutOff && shop.status !== 'paused') throw new KindError('not_running', `shop ${shopId}`)
      parts.changeShop(shopId, { status: 'active' })
      waitOn(shop)
      goOn(shop)
      return ofShop(shopId) as Progress
    },
    'sync.status': async ({ shopId }) => ofShop(shopId),
  }

  return {
    handlers,
    runs: { busy, start, probe } satisfies Runs,
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
    /** Takes up what was cut off, and waits again for what was put off. What a person paused stays paused, and refused keys ask for nothing. */
    resume(shops: readonly ShopRow[]) {
      for (const shop of shops) {
        if (shop.status === 'paused' || shop.status === 'auth_error') continue
        waitOn(shop)
        if (runsOf(shop.id).length > 0) continue
        if (shop.status === 'syncing') parts.changeShop(shop.id, { status: 'active' })
        goOn(shop)
      }
    },
    accepted,
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
      const one = ofInterest(running.map(({ progress }) => progress)) ?? ofShop(shopId)
      if (!one) throw new KindError('not_running', `shop ${shopId}`)
      return one
    },
    /** Ends the runs of a shop whose keys change or that is about to go; `takeUp` begins them again. */
    async drop(shopId: number): Promise<void> {
      await stopAll(shopId, 'interrupted')
    },
    takeUp: (shopId: number) => goOn(parts.shop(shopId)),
    async close(): Promise<void> {
      later.close()
      await Promise.all([...active.keys()].map(shopId => stopAll(shopId, 'interrupted')))
    },
  }
}
