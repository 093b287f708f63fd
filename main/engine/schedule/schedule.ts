import type { ConditionsChange } from '#contract/host.ts'
import type { Background, Conditions, Coordinator, Hold, Trigger } from '#contract/schedule.ts'
import { COORDINATORS } from '#contract/schedule.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Step } from '../../../loaders/core/declare/stream.ts'
import { REACTION } from '../../../loaders/core/errors.ts'
import type { Log } from '../diagnostics/log.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { Task, Tasks } from '../tasks/tasks.ts'
import { holdOf, isOpenEnded, isQuiet, isSparing, quietEnd } from './blockers.ts'
import type { Jitter, Ticks } from './cron.ts'
import type { ServedSlots, Server } from './slot-ledger.ts'
import type { Timing } from './slots.ts'
import { isDue, latestSlot, nextSlot, PROBES, retryAt, sparing, TIMINGS } from './slots.ts'

/** What the schedule does to the runs of shops. */
export interface Runs {
  /** Steps of a shop that a run has in hand. */
  busy(shopId: number): ReadonlySet<string>
  /** Begins a run of steps of which none is busy; it is in the store when this returns. */
  start(shopId: number, steps: readonly string[], trigger: Trigger): void
  /** Takes up what was cut off of a shop and waited until runs may begin by themselves. */
  freed(shopId: number): void
  /** Asks whether the refused keys of a shop work again; never throws. */
  probe(shopId: number): Promise<void>
}

export interface ScheduleParts {
  readonly runs: Runs
  readonly served: ServedSlots
  readonly jitter: Jitter
  readonly conditions: Conditions
  readonly background: () => Background
  readonly shops: () => readonly ShopRow[]
  readonly steps: (shop: ShopRow) => readonly Step[]
  /** Whether a shop has access to its advertising. */
  readonly advertises: (shop: ShopRow) => boolean
  readonly tasks: Tasks
  readonly log: Log
  readonly now: () => number
  /** How late it is in the local day, in minutes. */
  readonly minutes: (now: number) => number
}

/** When a coordinator comes to a shop next, and why not now. */
export interface Standing {
  readonly every: number
  /** UTC; null when nobody can say. */
  readonly nextAt: string | null
  readonly hold: Hold | null
}

/** Starts runs while nobody looks. Everything it knows lies in the store, so it may be asked to look at any moment, any number of times. */
export function schedule(parts: ScheduleParts) {
  const { served, runs, tasks, now } = parts
  const noted = new Map<number, Hold | null>()
  let conditions = parts.conditions
  let ticking: { readonly ticks: Ticks; stop(): void } | null = null
  let looking: Task | null = null

  const jitterMs = (server: Server) => (server === 'probe' ? 0 : parts.jitter[server]) * 1000
  const timingOf = (coordinator: Coordinator): Timing =>
    isSparing(coordinator, parts.background(), conditions)
      ? sparing(TIMINGS[coordinator])
      : TIMINGS[coordinator]
  const holding = (shop: Pick<ShopRow, 'status' | 'loaded'>, at: number): Hold | null =>
    holdOf({ shop, background: parts.background(), conditions, minutes: parts.minutes(at) })
  /** Ids of the steps that a coordinator refreshes in a shop; none without ad access for the ads. */
  const stepsOf = (shop: ShopRow, coordinator: Coordinator): readonly string[] =>
    coordinator === 'ads' && !parts.advertises(shop)
      ? []
      : parts
          .steps(shop)
          .filter(({ refresh }) => refresh === coordinator)
          .map(({ id }) => id)

  /** Begins what is due. */
  function look(): void {
    const at = now()
    for (const shop of parts.shops()) {
      if (shop.status === 'auth_error') {
        probe(shop, at)
        continue
      }
      const hold = holding(shop, at)
      note(shop.id, hold)
      if (hold !== null) continue
      runs.freed(shop.id)
      for (const coordinator of COORDINATORS) serve(shop, coordinator, at)
    }
  }

  /** Says once that nothing is started and why, and once that it goes on. */
  function note(shopId: number, hold: Hold | null): void {
    const before = noted.get(shopId) ?? null
    noted.set(shopId, hold)
    if (hold === before) return
    if (hold === null) parts.log('info', 'schedule_goes_on', { shopId })
    else parts.log('info', 'schedule_held', { shopId, details: { hold } })
  }

  function serve(shop: ShopRow, coordinator: Coordinator, at: number): void {
    const timing = timingOf(coordinator)
    const begun = at - jitterMs(coordinator)
    const before = served.read(shop.id, coordinator)
    const own = stepsOf(shop, coordinator)
    const cut = before?.retry && before.retry.at <= at ? before.retry.steps : []
    const steps = isDue(timing, before, begun) ? own : own.filter(id => cut.includes(id))
    const busy = runs.busy(shop.id)
    const idle = steps.filter(id => !busy.has(id))
    // All of them are under way: the end of their run looks again.
    if (idle.length === 0) return
    // The run first: a death in between reads once more what could be read, and loses nothing.
    runs.start(shop.id, idle, coordinator)
    served.write(shop.id, coordinator, latestSlot(timing, begun), at)
    // A slow one holds up none of the others, and has its turn when its run has ended.
    const owed = steps.filter(id => busy.has(id))
    if (owed.length > 0) served.retry(shop.id, coordinator, { at, steps: owed })
  }

  function probe(shop: ShopRow, at: number): void {
    if (holding({ status: 'active', loaded: true }, at) !== null) return
    if (!isDue(PROBES, served.read(shop.id, 'probe'), at)) return
    served.write(shop.id, 'probe', latestSlot(PROBES, at), at)
    tasks.start('probe', () => runs.probe(shop.id))
  }

  /** Looks once whatever is going on now has been written down. */
  function lookSoon(): void {
    if (ticking === null) return
    looking?.cancel()
    looking = tasks.soon('look', look)
  }

  function tick(ticks: Ticks): void {
    ticking?.stop()
    const { stop } = ticks(() => void tasks.start('look', look), {
      jitter: parts.jitter,
      quiet: parts.background().quiet,
    })
    ticking = { ticks, stop }
  }

  return {
    look,
    /** Looks at once, and from now on whenever the ticks say so or something has changed. */
    start(ticks: Ticks): void {
      tick(ticks)
      tasks.start('look', look)
    },
    /** Something that decides about runs has changed: a shop, its keys. */
    changed: lookSoon,
    /** The background was chosen anew: the quiet hours have a tick of their own. */
    backgroundChanged(): void {
      if (ticking) tick(ticking.ticks)
      lookSoon()
    },
    tell({ woke, ...change }: ConditionsChange): void {
      const back = change.online === true && !conditions.online
      conditions = { ...conditions, ...change }
      if (back || woke) served.hasten()
      // Timers count no time asleep.
      if (woke && ticking) tick(ticking.ticks)
      lookSoon()
    },
    /** What the end of a run means for the slots that it has covered, whoever started it. */
    ended(progress: Progress): void {
      const shop = parts.shops().find(({ id }) => id === progress.shopId)
      if (shop && (progress.status === 'done' || progress.status === 'failed'))
        for (const coordinator of COORDINATORS) settle(shop, coordinator, progress)
      lookSoon()
    },
    /** A person wants everything of these shops, or of all, that does not run already. */
    all(shopIds: readonly number[] | null): void {
      for (const shop of parts.shops()) {
        if (shopIds !== null && !shopIds.includes(shop.id)) continue
        if (shop.status !== 'active' && shop.status !== 'syncing') continue
        const busy = runs.busy(shop.id)
        const idle = parts.steps(shop).flatMap(({ id }) => (busy.has(id) ? [] : [id]))
        if (idle.length > 0) runs.start(shop.id, idle, 'person')
      }
    },
    /** Whether nothing keeps runs of a shop from beginning by themselves now. */
    free(shopId: number): boolean {
      const shop = parts.shops().find(({ id }) => id === shopId)
      return shop !== undefined && holding(shop, now()) === null
    },
    /** `putOff`: the instant until which the marketplace has put the dataset off, ms; before it no slot brings anything. */
    standing(shop: ShopRow, coordinator: Coordinator, putOff: number | null = null): Standing {
      const at = now()
      const { every } = TIMINGS[coordinator]
      const hold = holding(shop, at)
      if (isOpenEnded(hold) || stepsOf(shop, coordinator).length === 0) return { every, nextAt: null, hold }
      const spared = timingOf(coordinator) !== TIMINGS[coordinator]
      return {
        every,
        nextAt: nextAt(shop, coordinator, at, putOff),
        hold: hold ?? (spared ? 'economy' : null),
      }
    },
    close(): void {
      ticking?.stop()
      ticking = null
      looking?.cancel()
    },
  }

  function settle(shop: ShopRow, coordinator: Coordinator, { trigger, steps, startedAt }: Progress): void {
    const own = stepsOf(shop, coordinator)
    const words = steps.filter(({ step }) => own.includes(step))
    const began = Date.parse(startedAt)
    const slot = latestSlot(timingOf(coordinator), began - jitterMs(coordinator))
    const before = served.read(shop.id, coordinator)
    const covers = own.length > 0 && words.length === own.length
    if (covers && (before === null || before.slot < slot)) served.write(shop.id, coordinator, slot, began)
    const cut = words.filter(isCutOff).map(({ step }) => step)
    if (cut.length > 0 && (covers || trigger === coordinator))
      served.retry(shop.id, coordinator, {
        at: retryAt(now()),
        steps: [...new Set([...(served.read(shop.id, coordinator)?.retry?.steps ?? []), ...cut])],
      })
  }

  function nextAt(shop: ShopRow, coordinator: Coordinator, at: number, putOff: number | null): string {
    const timing = timingOf(coordinator)
    const jitter = jitterMs(coordinator)
    const before = served.read(shop.id, coordinator)
    const slot = nextSlot(timing, at - jitter) + jitter
    const retry = before?.retry && before.retry.at > at ? before.retry.at : slot
    const turn = isDue(timing, before, at - jitter) ? at : Math.min(slot, retry)
    const next = putOff ?? turn
    const { quiet } = parts.background()
    const minutes = parts.minutes(next)
    return new Date(quiet && isQuiet(quiet, minutes) ? quietEnd(quiet, minutes, next) : next).toISOString()
  }
}

/** Whether patience did not help: the marketplace could not be reached or did not work, or the clock was wrong and may be set right at any time. */
const isCutOff = ({ status, kind }: StepProgress): boolean =>
  status === 'failed' &&
  kind !== null &&
  (REACTION[kind as keyof typeof REACTION] === 'retry' || kind === 'wrong_clock')
