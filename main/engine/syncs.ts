import type { Api } from '#contract/api.ts'
import { KindError, kindOf, wordsOf } from '#contract/errors.ts'
import type { HostName } from '#contract/host.ts'
import type { Handlers } from '#contract/rpc.ts'
import type { Shop } from '#contract/shop.ts'
import type { Progress, RunStatus, StepProgress } from '#contract/sync.ts'
import { pipeline, waiting } from '../../loaders/core/pipeline.ts'
import type { Job } from '../../loaders/core/run.ts'
import type { Step } from '../../loaders/core/stream.ts'
import { heartbeat } from './heartbeat.ts'
import { coalesced, endOf, isEnded, isGood, percentOf, type StepClock, secondsLeft } from './progress.ts'
import { messagesOf, refusedKey } from './run-words.ts'
import type { ShopRow } from './store/shops.ts'

const TOLD_EVERY_MS = 100
const SAVED_EVERY_MS = 1000
/** Attempts that may fall silent before their steps have failed. */
const ATTEMPTS = 3

/** Runs of the loaders, as they lie in the store. */
export interface RunRecords {
  insert(progress: Omit<Progress, 'runId'>): number
  update(progress: Progress): void
  last(shopId: number): Progress | null
  /** Marks what was under way when the process went away. */
  interrupt(): void
}

/** What a run needs of the rest of the engine. */
export interface SyncParts {
  readonly runs: RunRecords
  readonly steps: (shop: Shop) => readonly Step[]
  /** Hosts whose refusal spoils only their own steps. */
  readonly aside: (shop: Shop) => ReadonlySet<HostName>
  shop(shopId: number): ShopRow
  changeShop(
    shopId: number,
    change: Partial<Pick<Shop, 'status' | 'messages' | 'lastSyncAt' | 'loaded'>>,
  ): void
  /** Asks for the keys, opens a session with the marketplace and looks at what the keys allow. */
  prepare(shop: ShopRow, runId: number, signal: AbortSignal): Promise<Prepared>
  tell(progress: Progress): void
  told(shopId: number, tables: readonly string[]): void
  readonly now: () => number
}
export interface Prepared {
  readonly job: Job
  requests(): number
}

interface Active {
  progress: Progress
  readonly abort: AbortController
  readonly ended: Promise<Progress>
  /** What the run becomes when it is stopped from outside. */
  stoppedAs: 'paused' | 'interrupted'
}

/** Starts, pauses and takes up again the runs of all shops; at most one run of a shop at a time. */
export function syncs(parts: SyncParts) {
  const active = new Map<number, Active>()
  const timers = new Map<number, NodeJS.Timeout>()

  function begin(progress: Progress): Progress {
    const shop = parts.shop(progress.shopId)
    clearTimeout(timers.get(shop.id))
    const abort = new AbortController()
    const run: Active = { progress, abort, stoppedAs: 'interrupted', ended: Promise.resolve(progress) }
    active.set(shop.id, run)
    parts.changeShop(shop.id, { status: 'syncing' })
    const ended = carry(shop, run).finally(() => active.delete(shop.id))
    Object.assign(run, { ended })
    return progress
  }

  async function carry(shop: ShopRow, run: Active): Promise<Progress> {
    const steps = parts.steps(shop)
    const clocks = new Map<string, StepClock>()
    const laneOf = (id: string) => steps.find(step => step.id === id)?.lane ?? id
    const told = coalesced(TOLD_EVERY_MS, parts.tell)
    const saved = coalesced(SAVED_EVERY_MS, parts.runs.update)
    let prepared: Prepared | null = null

    const advance = (change: Partial<Progress>) => {
      const next = { ...run.progress, ...change, requests: prepared?.requests() ?? run.progress.requests }
      // Work that is found on the way makes the whole larger, but nothing that is done is undone.
      run.progress = { ...next, percent: Math.max(Math.min(99, run.progress.percent), percentOf(next.steps)) }
      told.put(run.progress)
      saved.put(run.progress)
    }
    let words = 0
    const onStep = (said: StepProgress) => {
      words += 1
      // A run that is taken up counts on: what it has committed is not read again.
      const step = { ...said, rows: said.rows + (readBefore.get(said.step) ?? 0) }
      // The first word of a step that counts its slices starts its clock.
      if (step.slices > 0 && !clocks.has(step.step))
        clocks.set(step.step, { startedAt: parts.now(), slicesBefore: step.slice })
      const list = run.progress.steps.map(known => (known.step === step.step ? step : known))
      advance({ steps: list, secondsLeft: secondsLeft(list, laneOf, clocks, parts.now()) })
      if (isEnded(step)) parts.told(shop.id, tablesOf(steps.filter(({ id }) => id === step.step)))
    }
    const readBefore = new Map<string, number>()
    let refusal: unknown = null
    const attempt = async (): Promise<boolean> => {
      const open = new Set(
        run.progress.steps.filter(({ status }) => status === 'waiting').map(step => step.step),
      )
      for (const { step, rows } of run.progress.steps) readBefore.set(step, rows)
      const watch = heartbeat(() => words + (prepared?.requests() ?? 0), parts.now)
      try {
        told.put(run.progress)
        const signal = AbortSignal.any([run.abort.signal, watch.signal])
        prepared = await parts.prepare(shop, run.progress.runId, signal)
        await pipeline(
          steps.filter(step => open.has(step.id)),
          prepared.job,
          onStep,
        )
      } catch (error) {
        refusal = error
        const kind = kindOf(error)
        const failed = {
          status: kind === 'cancelled' ? 'paused' : 'failed',
          kind,
          message: wordsOf(error),
        } as const
        advance({
          steps: run.progress.steps.map(step => (open.has(step.step) ? { ...step, ...failed } : step)),
        })
      } finally {
        watch.stop()
      }
      return watch.signal.aborted && !run.abort.signal.aborted
    }
    for (let silent = 0; await attempt(); ) {
      silent += 1
      refusal = null
      const again = silent < ATTEMPTS
      const change = again
        ? ({ status: 'waiting' } as const)
        : ({ status: 'failed', kind: 'network', message: 'no sign of life' } as const)
      advance({
        steps: run.progress.steps.map(step => (step.status === 'paused' ? { ...step, ...change } : step)),
      })
      if (!again) break
    }
    const status: RunStatus = run.abort.signal.aborted ? run.stoppedAs : endOf(run.progress.steps)
    const stopped = status === 'paused' || status === 'interrupted'
    advance({ status, secondsLeft: null, endedAt: stopped ? null : new Date(parts.now()).toISOString() })
    saved.flush()
    settle(shop, run.progress, steps, refusal)
    told.flush()
    return run.progress
  }

  /** What the end of a run means for its shop, and when the steps that were put off come again. */
  function settle(shop: Shop, progress: Progress, steps: readonly Step[], refusal: unknown): void {
    const ended = progress.status === 'done' || progress.status === 'failed'
    const keyRefused = refusedKey(progress.steps, steps, parts.aside(shop), refusal)
    parts.changeShop(shop.id, {
      status: keyRefused
        ? 'auth_error'
        : progress.status === 'paused'
          ? 'paused'
          : progress.status === 'interrupted'
            ? 'syncing'
            : 'active',
      messages: keyRefused
        ? [{ word: 'keys_refused', details: { kind: keyRefused } }]
        : messagesOf(progress.steps),
      ...(ended ? { lastSyncAt: progress.endedAt, loaded: true } : {}),
    })
    const later = progress.steps.filter(step => step.status === 'later' && step.until)
    if (ended && later.length > 0) postpone(shop.id, later)
  }

  function postpone(shopId: number, later: readonly StepProgress[]): void {
    const at = Math.min(...later.map(step => Date.parse(step.until ?? '')))
    // A timer of more than 24.8 days would fire at once; a day is enough to look again.
    const wait = Math.min(Math.max(0, at - parts.now()), 86_400_000)
    const timer = setTimeout(() => {
      if (!active.has(shopId))
        begin(
          again(
            shopId,
            later.map(step => step.step),
          ),
        )
    }, wait)
    timer.unref()
    timers.set(shopId, timer)
  }

  /** A new run of some steps, or of all; the others keep their last word, so that the picture stays whole. */
  function again(shopId: number, only: readonly string[] | undefined): Progress {
    const shop = parts.shop(shopId)
    const known = parts.steps(shop)
    const unknown = only?.find(id => !known.some(step => step.id === id))
    if (unknown) throw new KindError('bad_input', `no step ${unknown}`)
    const last = parts.runs.last(shopId)
    const kept = (id: string) =>
      only && !only.includes(id) ? last?.steps.find(step => step.step === id && isEnded(step)) : undefined
    const steps = known
      .filter(step => !only || only.includes(step.id) || kept(step.id))
      .map(step => kept(step.id) ?? waiting(step.id))
    const start: Omit<Progress, 'runId'> = {
      shopId,
      status: 'running',
      percent: 0,
      first: !shop.loaded,
      startedAt: new Date(parts.now()).toISOString(),
      endedAt: null,
      secondsLeft: null,
      requests: 0,
      steps,
    }
    return { ...start, runId: parts.runs.insert(start) }
  }

  const takeUp = (progress: Progress): Progress => ({
    ...progress,
    status: 'running',
    endedAt: null,
    steps: progress.steps.map(step => (isGood(step) ? step : { ...waiting(step.step), rows: step.rows })),
  })

  async function stop(shopId: number, as: Active['stoppedAs']): Promise<Progress> {
    const run = active.get(shopId)
    if (!run) throw new KindError('not_running', `shop ${shopId}`)
    run.stoppedAs = as
    run.abort.abort()
    return run.ended
  }

  const handlers: Pick<Handlers<Api>, 'sync.start' | 'sync.pause' | 'sync.resume' | 'sync.status'> = {
    'sync.start': async ({ shopId, steps }) => {
      if (active.has(shopId)) throw new KindError('already_running', `shop ${shopId}`)
      return begin(again(shopId, steps))
    },
    'sync.pause': ({ shopId }) => stop(shopId, 'paused'),
    'sync.resume': async ({ shopId }) => {
      if (active.has(shopId)) throw new KindError('already_running', `shop ${shopId}`)
      const last = parts.runs.last(shopId)
      if (last?.status !== 'paused' && last?.status !== 'interrupted')
        throw new KindError('not_running', `shop ${shopId}`)
      return begin(takeUp(last))
    },
    'sync.status': async ({ shopId }) => active.get(shopId)?.progress ?? parts.runs.last(shopId),
  }

  return {
    handlers,
    /** Marks runs that a death of the process cut off, so that they can be taken up. */
    mark: () => parts.runs.interrupt(),
    /** Takes up what was cut off, and waits again for what was put off. What a person paused stays paused. */
    resume(shops: readonly Shop[]) {
      for (const shop of shops) {
        const last = parts.runs.last(shop.id)
        if (!last || active.has(shop.id)) continue
        const later = last.steps.filter(step => step.status === 'later' && step.until)
        if (last.status === 'interrupted') begin(takeUp(last))
        else if (later.length > 0 && shop.status === 'active') postpone(shop.id, later)
      }
    },
    /** Resolves when the run of a shop has ended, with its last word. */
    async ended(shopId: number): Promise<Progress> {
      const progress = active.has(shopId) ? await active.get(shopId)?.ended : parts.runs.last(shopId)
      if (!progress) throw new KindError('not_running', `shop ${shopId}`)
      return progress
    },
    /** Ends the run of a shop that is about to go. */
    async drop(shopId: number): Promise<void> {
      clearTimeout(timers.get(shopId))
      if (active.has(shopId)) await stop(shopId, 'interrupted')
    },
    async close(): Promise<void> {
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all([...active.keys()].map(shopId => stop(shopId, 'interrupted')))
    },
  }
}

const tablesOf = (steps: readonly Step[]): string[] => [
  ...new Set(steps.flatMap(step => step.streams.flatMap(stream => stream.into.map(table => table.name)))),
]
