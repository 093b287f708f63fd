import { kindOf, wordsOf } from '#contract/errors.ts'
import type { Progress, RunStatus, StepProgress } from '#contract/sync.ts'
import type { Load } from '../../../loaders/core/declare/stream.ts'
import { pipeline } from '../../../loaders/core/run/pipeline.ts'
import type { ShopRow } from '../store/records/shops.ts'
import { eventLog } from '../store/schema/tables.ts'
import { refusalOf } from './messages.ts'
import { endOf, isEnded, percentOf, type StepClock, secondsLeft, throttled } from './progress.ts'
import { recordOf } from './run-view.ts'
import type { Active, OnWait, Prepared, Refusal, SyncParts } from './types.ts'
import { watchdog } from './watchdog.ts'

/** Each event renders the page of a load anew; its bars move on in between. */
const EMIT_EVERY_MS = 400
const SAVE_EVERY_MS = 1000
/** Stalled attempts after which the steps fail. */
const ATTEMPTS = 3

/**
 * Executes those of `steps` that are a run's own; `run.progress` is its final state then, emitted and saved. `refused` is called once, as soon as the marketplace refuses the main
 * keys of the shop; steps that use other keys continue.
 */
export async function executeRun(
  parts: SyncParts,
  steps: readonly Load[],
  shop: ShopRow,
  run: Active,
  refused: (refusal: Refusal) => void,
): Promise<void> {
  const aside = parts.optionalHosts(shop)
  const clocks = new Map<string, StepClock>()
  const laneOf = (id: string) => steps.find(step => step.id === id)?.lane ?? id
  const emitted = throttled(parts.tasks, EMIT_EVERY_MS, parts.emitProgress)
  const saved = throttled(parts.tasks, SAVE_EVERY_MS, () =>
    parts.writes.put(shop.id, `run ${run.progress.runId}`, () => parts.runs.update(recordOf(run))),
  )
  const requests = countRequests(run.progress)

  function advance(change: Partial<Progress>): void {
    const next = { ...run.progress, ...change, ...requests.so() }
    // Slices found on the way enlarge the total, but the percentage never goes back.
    run.progress = { ...next, percent: Math.max(Math.min(99, run.progress.percent), percentOf(next.steps)) }
    emitted.put(run.progress)
    saved.put(run.progress)
  }

  /** Updates the steps for which `change` returns a new state; a step that ends by it is saved. */
  function updateSteps(
    change: (word: StepProgress) => StepProgress | null,
    more: Partial<Progress> = {},
  ): void {
    const ended: StepProgress[] = []
    const list = run.progress.steps.map(word => {
      const next = run.own.has(word.step) ? change(word) : null
      if (next && isEnded(next)) ended.push(next)
      return next ?? word
    })
    advance({ steps: list, ...more })
    for (const word of ended) saveStep(word)
  }

  function saveStep(word: StepProgress): void {
    const at = new Date(parts.now()).toISOString()
    parts.writes.put(shop.id, `step ${word.step}`, () => parts.runs.keep(shop.id, word, at))
    parts.emitDataChanged(shop.id, tablesOf(steps, word.step))
    const { step, status, rows, added, changed, kind, message } = word
    const why = { ...(kind === null ? {} : { kind }), ...(message === null ? {} : { message }) }
    const level = status === 'failed' ? 'error' : status === 'later' ? 'warn' : 'info'
    const about = { shopId: shop.id, step }
    parts.log(level, `step_${status}`, { ...about, details: { rows, added, changed, ...why } })
    for (const notice of word.notices)
      parts.log('warn', 'notice', { ...about, details: { notice: notice.word, ...notice.details } })
  }

  let signsOfLife = 0
  const before = new Map<string, StepProgress>()
  function onStep(said: StepProgress): void {
    signsOfLife += 1
    // A resumed run adds to its earlier counts: committed slices are not read again.
    const word = plus(said, before.get(said.step))
    // The clock of a step starts with the first update that has slices.
    if (word.slices > 0 && !clocks.has(word.step))
      clocks.set(word.step, { startedAt: parts.now(), slicesBefore: word.slice })
    const list = run.progress.steps.map(known => (known.step === word.step ? word : known))
    updateSteps(known => (known.step === word.step ? word : null), {
      secondsLeft: secondsLeft(list, laneOf, clocks, parts.now()),
    })
    if (isEnded(word)) onRefusal(refusalOf(word, steps, aside))
  }
  /** Progress made before the run itself: counts as a sign of life, but not for the time estimate. */
  function onPastStep(word: StepProgress): void {
    signsOfLife += 1
    updateSteps(known => (known.step === word.step ? word : null))
  }
  function onRefusal(refusal: Refusal | null): void {
    if (refusal === null || run.refusal !== null) return
    run.refusal = refusal
    refused(refusal)
  }
  const onFirstWait = oncePerStep(steps, (step, ms) =>
    parts.log('info', 'asked_to_wait', {
      shopId: shop.id,
      step,
      details: { seconds: Math.ceil(ms / 1000) },
    }),
  )

  /** Runs the waiting steps; true if the watchdog stopped the attempt. */
  async function attempt(): Promise<boolean> {
    const mine = run.progress.steps.filter(({ step }) => run.own.has(step))
    const open = new Set(mine.filter(({ status }) => status === 'waiting').map(({ step }) => step))
    for (const word of mine) before.set(word.step, word)
    const watch = watchdog(parts.tasks, () => signsOfLife + requests.so().requests, parts.now)
    try {
      emitted.put(run.progress)
      const signal = AbortSignal.any([run.abort.signal, watch.signal])
      const prepared = await parts.prepare(
        shop,
        run.progress.runId,
        signal,
        onFirstWait,
        run.progress.trigger === 'person',
        onPastStep,
      )
      requests.on(prepared)
      await pipeline(
        steps.filter(step => open.has(step.id)),
        prepared.job,
        onStep,
      )
    } catch (error) {
      const kind = kindOf(error)
      const status = kind === 'cancelled' ? 'paused' : 'failed'
      const failed = { status, kind, message: wordsOf(error) } as const
      // Steps that ended keep their state.
      updateSteps(word => (open.has(word.step) && !isEnded(word) ? { ...word, ...failed } : null))
      onRefusal(refusalOf({ kind, message: failed.message }, steps, aside))
    } finally {
      watch.stop()
    }
    return watch.signal.aborted && !run.abort.signal.aborted
  }

  for (let silent = 1; await attempt(); silent += 1) {
    const again = silent < ATTEMPTS
    const change = again
      ? ({ status: 'waiting' } as const)
      : ({ status: 'failed', kind: 'network', message: 'no sign of life' } as const)
    parts.log('warn', 'attempt_given_up', { shopId: shop.id, details: { attempt: silent } })
    updateSteps(word => (word.status === 'paused' ? { ...word, ...change } : null))
    if (!again) break
  }
  const stopped = run.abort.signal.aborted ? run.stoppedAs : null
  // Steps that the refusal interrupted failed because of it.
  if (stopped === 'refused')
    updateSteps(word => (isEnded(word) ? null : { ...word, status: 'failed', ...run.refusal }))
  const status: RunStatus = stopped === null || stopped === 'refused' ? endOf(run.progress.steps) : stopped
  const open = status === 'paused' || status === 'interrupted'
  advance({ status, secondsLeft: null, endedAt: open ? null : new Date(parts.now()).toISOString() })
  saved.flush()
  emitted.flush()
}

/** Request and wait totals of a run over all its attempts. */
function countRequests({ requests, waited }: Progress) {
  let before = { requests, waited }
  let now: Prepared | null = null
  const so = () => ({
    requests: before.requests + (now?.requests() ?? 0),
    waited: before.waited + Math.round(now?.waited() ?? 0),
  })
  return {
    so,
    on(next: Prepared) {
      before = so()
      now = next
    },
  }
}

const plus = (word: StepProgress, before: StepProgress | undefined): StepProgress => ({
  ...word,
  rows: word.rows + (before?.rows ?? 0),
  added: word.added + (before?.added ?? 0),
  changed: word.changed + (before?.changed ?? 0),
})

/** Calls `first` for the first wait of each step only. */
function oncePerStep(steps: readonly Load[], first: (step: string, ms: number) => void): OnWait {
  const said = new Set<string>()
  return (stream, ms) => {
    const step = steps.find(({ streams }) => streams.some(({ id }) => id === stream.id))?.id
    if (step === undefined || said.has(step)) return
    said.add(step)
    first(step, ms)
  }
}

const tablesOf = (steps: readonly Load[], id: string): string[] => [
  ...new Set(
    steps
      .filter(step => step.id === id)
      .flatMap(step => step.streams.flatMap(({ into, detector }) => (detector ? [...into, eventLog] : into)))
      .map(table => table.name),
  ),
]
