import type { ConditionsChange } from '#contract/host.ts'
import type { Background, Blocker, Conditions, Coordinator, Trigger } from '#contract/schedule.ts'
import { COORDINATORS } from '#contract/schedule.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Step } from '../../../loaders/core/declare/stream.ts'
import { REACTION } from '../../../loaders/core/errors.ts'
import type { Log } from '../diagnostics/log.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { Task, Tasks } from '../tasks/tasks.ts'
import { blockerOf, isEconomical, isOpenEnded, isQuiet, quietEnd } from './blockers.ts'
import type { CronStarter, Jitter } from './cron.ts'
import type { Server, SlotLedger } from './slot-ledger.ts'
import type { Timing } from './slots.ts'
import { economical, isDue, latestSlot, nextSlot, PROBES, retryAt, TIMINGS } from './slots.ts'

/** What the scheduler needs of the runs. */
export interface Runs {
  /** Steps of a shop that a run is loading. */
  busy(shopId: number): ReadonlySet<string>
  /** Starts a run of idle steps; it is stored when this returns. */
  start(shopId: number, steps: readonly string[], trigger: Trigger): void
  /** Resumes interrupted runs of a shop that waited until automatic runs may start. */
  resumeAutomatic(shopId: number): void
  /** Asks whether the refused keys of a shop work again; never throws. */
  probe(shopId: number): Promise<void>
}

export interface ScheduleParts {
  readonly runs: Runs
  readonly ledger: SlotLedger
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

/** When a coordinator runs next for a shop, and what blocks it now. */
export interface ScheduleStatus {
  readonly every: number
  /** UTC; null if unknown. */
  readonly nextAt: string | null
  readonly blocker: Blocker | null
}

/** Scheduler: starts due runs. All its state is in the store, so `check` may be called at any time, any number of times. */
export function schedule(parts: ScheduleParts) {
  const { ledger, runs, tasks, now } = parts
  const lastLogged = new Map<number, Blocker | null>()
  let conditions = parts.conditions
  let running: { readonly ticks: CronStarter; stop(): void } | null = null
  let looking: Task | null = null

  const jitterMs = (server: Server) => (server === 'probe' ? 0 : parts.jitter[server]) * 1000
  const timingOf = (coordinator: Coordinator, background: Background): Timing =>
    isEconomical(coordinator, background, conditions)
      ? economical(TIMINGS[coordinator])
      : TIMINGS[coordinator]
  const blockedBy = (
    shop: Pick<ShopRow, 'status' | 'loaded'>,
    at: number,
    background: Background,
  ): Blocker | null => blockerOf({ shop, background, conditions, minutes: parts.minutes(at) })
  /** Ids of the steps that a coordinator refreshes in a shop; none without ad access for the ads. */
  const stepsOf = (shop: ShopRow, coordinator: Coordinator): readonly string[] =>
    coordinator === 'ads' && !parts.advertises(shop)
      ? []
      : parts
          .steps(shop)
          .filter(({ refresh }) => refresh === coordinator)
          .map(({ id }) => id)

  /** Starts everything that is due. */
  function check(): void {
    const at = now()
    const background = parts.background()
    for (const shop of parts.shops()) {
      if (shop.status === 'auth_error') {
        probe(shop, at, background)
        continue
      }
      const blocker = blockedBy(shop, at, background)
      logBlocker(shop.id, blocker)
      if (blocker !== null) continue
      runs.resumeAutomatic(shop.id)
      for (const coordinator of COORDINATORS) serve(shop, coordinator, at, background)
    }
  }

  /** Logs each change of the blocker once. */
  function logBlocker(shopId: number, blocker: Blocker | null): void {
    const before = lastLogged.get(shopId) ?? null
    lastLogged.set(shopId, blocker)
    if (blocker === before) return
    if (blocker === null) parts.log('info', 'schedule_goes_on', { shopId })
    else parts.log('info', 'schedule_blocked', { shopId, details: { blocker } })
  }

  function serve(shop: ShopRow, coordinator: Coordinator, at: number, background: Background): void {
    const timing = timingOf(coordinator, background)
    const begun = at - jitterMs(coordinator)
    const before = ledger.read(shop.id, coordinator)
    const own = stepsOf(shop, coordinator)
    const cut = before?.retry && before.retry.at <= at ? before.retry.steps : []
    const steps = isDue(timing, before, begun) ? own : own.filter(id => cut.includes(id))
    const busy = runs.busy(shop.id)
    const idle = steps.filter(id => !busy.has(id))
    // All are running: the end of their run checks again.
    if (idle.length === 0) return
    // The run first: a crash in between repeats reads, but loses none.
    runs.start(shop.id, idle, coordinator)
    ledger.write(shop.id, coordinator, latestSlot(timing, begun), at)
    // Steps still busy are retried when their run ends, without delaying the others.
    const owed = steps.filter(id => busy.has(id))
    if (owed.length > 0) ledger.retry(shop.id, coordinator, { at, steps: owed })
  }

  function probe(shop: ShopRow, at: number, background: Background): void {
    if (blockedBy({ status: 'active', loaded: true }, at, background) !== null) return
    if (!isDue(PROBES, ledger.read(shop.id, 'probe'), at)) return
    ledger.write(shop.id, 'probe', latestSlot(PROBES, at), at)
    tasks.start('probe', () => runs.probe(shop.id))
  }

  /** Checks after the current synchronous work, so that it sees what that has written. */
  function checkSoon(): void {
    if (running === null) return
    looking?.cancel()
    looking = tasks.soon('look', check)
  }

  function tick(ticks: CronStarter): void {
    running?.stop()
    const { stop } = ticks(() => void tasks.start('look', check), {
      jitter: parts.jitter,
      quiet: parts.background().quiet,
    })
    running = { ticks, stop }
  }

  return {
    look: check,
    /** Checks now, and from then on at each cron tick or change. */
    start(ticks: CronStarter): void {
      tick(ticks)
      tasks.start('look', check)
    },
    /** A shop or its keys changed. */
    changed: checkSoon,
    /** Background settings changed: the end of the quiet hours has a cron tick of its own. */
    backgroundChanged(): void {
      if (running) tick(running.ticks)
      checkSoon()
    },
    conditionsChanged({ woke, ...change }: ConditionsChange): void {
      const back = change.online === true && !conditions.online
      conditions = { ...conditions, ...change }
      if (back || woke) ledger.retryNow()
      // Timers do not advance during sleep.
      if (woke && running) tick(running.ticks)
      checkSoon()
    },
    /** Records the slots that a finished run covered, whoever started it. */
    ended(progress: Progress): void {
      const shop = parts.shops().find(({ id }) => id === progress.shopId)
      if (shop && (progress.status === 'done' || progress.status === 'failed')) settleAll(shop, progress)
      checkSoon()
    },
    /** Starts all idle steps of these shops, or of all shops, for the user. */
    all(shopIds: readonly number[] | null): void {
      for (const shop of parts.shops()) {
        if (shopIds !== null && !shopIds.includes(shop.id)) continue
        if (shop.status !== 'active' && shop.status !== 'syncing') continue
        const busy = runs.busy(shop.id)
        const idle = parts.steps(shop).flatMap(({ id }) => (busy.has(id) ? [] : [id]))
        if (idle.length > 0) runs.start(shop.id, idle, 'person')
      }
    },
    /** Whether automatic runs of a shop may start now. */
    mayStart(shopId: number): boolean {
      const shop = parts.shops().find(({ id }) => id === shopId)
      return shop !== undefined && blockedBy(shop, now(), parts.background()) === null
    },
    /** Whether the older history of a shop may be read now: nothing blocks it, nothing is due, and there is no battery or traffic to save. */
    mayReadOlder(shopId: number): boolean {
      const at = now()
      const background = parts.background()
      const shop = parts.shops().find(({ id }) => id === shopId)
      if (!shop || !background.olderHistory || blockedBy(shop, at, background) !== null) return false
      if (isEconomical('frequent', background, conditions)) return false
      return COORDINATORS.every(
        coordinator =>
          stepsOf(shop, coordinator).length === 0 ||
          nextTurn(shop, coordinator, timingOf(coordinator, background), at) > at,
      )
    },
    /** `putOff`: the instant until which the marketplace has put the dataset off, ms; before it no slot brings anything. */
    status(shop: ShopRow, coordinator: Coordinator, putOff: number | null = null): ScheduleStatus {
      const at = now()
      const background = parts.background()
      const { every } = TIMINGS[coordinator]
      const blocker = blockedBy(shop, at, background)
      if (isOpenEnded(blocker) || stepsOf(shop, coordinator).length === 0)
        return { every, nextAt: null, blocker }
      const timing = timingOf(coordinator, background)
      return {
        every,
        nextAt: afterQuiet(putOff ?? nextTurn(shop, coordinator, timing, at), background),
        blocker: blocker ?? (timing === TIMINGS[coordinator] ? null : 'economy'),
      }
    },
    close(): void {
      running?.stop()
      running = null
      looking?.cancel()
    },
  }

  function settleAll(shop: ShopRow, progress: Progress): void {
    const background = parts.background()
    for (const coordinator of COORDINATORS)
      settle(shop, coordinator, timingOf(coordinator, background), progress)
  }

  function settle(
    shop: ShopRow,
    coordinator: Coordinator,
    timing: Timing,
    { trigger, steps, startedAt }: Progress,
  ): void {
    const own = stepsOf(shop, coordinator)
    const words = steps.filter(({ step }) => own.includes(step))
    const began = Date.parse(startedAt)
    const slot = latestSlot(timing, began - jitterMs(coordinator))
    const before = ledger.read(shop.id, coordinator)
    const covers = own.length > 0 && words.length === own.length
    if (covers && (before === null || before.slot < slot)) ledger.write(shop.id, coordinator, slot, began)
    const cut = words.filter(isCutOff).map(({ step }) => step)
    if (cut.length > 0 && (covers || trigger === coordinator))
      ledger.retry(shop.id, coordinator, {
        at: retryAt(now()),
        steps: [...new Set([...(ledger.read(shop.id, coordinator)?.retry?.steps ?? []), ...cut])],
      })
  }

  function nextTurn(shop: ShopRow, coordinator: Coordinator, timing: Timing, at: number): number {
    const jitter = jitterMs(coordinator)
    const before = ledger.read(shop.id, coordinator)
    const slot = nextSlot(timing, at - jitter) + jitter
    const retry = before?.retry && before.retry.at > at ? before.retry.at : slot
    return isDue(timing, before, at - jitter) ? at : Math.min(slot, retry)
  }

  function afterQuiet(next: number, { quiet }: Background): string {
    const minutes = parts.minutes(next)
    return new Date(quiet && isQuiet(quiet, minutes) ? quietEnd(quiet, minutes, next) : next).toISOString()
  }
}

/** Whether patience did not help: the marketplace could not be reached or did not work, or the clock was wrong and may be set right at any time. */
const isCutOff = ({ status, kind }: StepProgress): boolean =>
  status === 'failed' &&
  kind !== null &&
  (REACTION[kind as keyof typeof REACTION] === 'retry' || kind === 'wrong_clock')
