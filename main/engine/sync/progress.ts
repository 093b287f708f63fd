import type { Progress, RunStatus, StepProgress } from '#contract/sync.ts'
import type { Task, Tasks } from '../tasks/tasks.ts'

const ENDED: ReadonlySet<StepProgress['status']> = new Set(['done', 'skipped', 'failed', 'later'])
const GOOD: ReadonlySet<StepProgress['status']> = new Set(['done', 'skipped'])

export const isEnded = (step: StepProgress): boolean => ENDED.has(step.status)
export const isGood = (step: StepProgress): boolean => GOOD.has(step.status)

/** Completed share of a step, 0..1. */
function share(step: StepProgress): number {
  if (isGood(step)) return 1
  return step.slices === 0 ? 0 : step.slice / step.slices
}

/** 0..99 while anything is open or failed, 100 only when every step ended well. */
export function percentOf(steps: readonly StepProgress[]): number {
  if (steps.every(isGood)) return 100
  const whole = steps.reduce((sum, step) => sum + share(step), 0) / Math.max(1, steps.length)
  return Math.min(99, Math.floor(whole * 100))
}

/** When a step began (ms), and how many of its slices were already there then. */
export interface StepClock {
  readonly startedAt: number
  readonly slicesBefore: number
}

/** Slices that must be behind a step before its pace means anything. */
const FEWEST = 2

/** Seconds that the slowest lane still needs, from the speed of the slices read so far; null until it is known. Lanes run in parallel, so the longest decides. */
export function secondsLeft(
  steps: readonly StepProgress[],
  laneOf: (step: string) => string,
  clocks: ReadonlyMap<string, StepClock>,
  now: number,
): number | null {
  const lanes = new Map<string, number>()
  for (const step of steps) {
    const clock = clocks.get(step.step)
    const read = step.slice - (clock?.slicesBefore ?? 0)
    if (step.status !== 'running' || !clock || read < FEWEST) continue
    const left = ((now - clock.startedAt) / read) * (step.slices - step.slice)
    lanes.set(laneOf(step.step), (lanes.get(laneOf(step.step)) ?? 0) + left)
  }
  return lanes.size === 0 ? null : Math.ceil(Math.max(...lanes.values()) / 1000)
}

/** The status of a run whose pipeline has ended. */
export function endOf(steps: readonly StepProgress[]): RunStatus {
  return steps.every(isGood) ? 'done' : 'failed'
}

/** Passes on at most one value per `ms`, and always the last one. */
export function throttled(
  tasks: Tasks,
  ms: number,
  emit: (progress: Progress) => void,
): { put(progress: Progress): void; flush(): void } {
  let waiting: Progress | null = null
  let turn: Task | null = null
  const send = () => {
    turn = null
    if (!waiting) return
    const value = waiting
    waiting = null
    turn = tasks.after(ms, 'progress', send)
    emit(value)
  }
  return {
    put(progress) {
      waiting = progress
      if (turn === null) send()
    },
    flush() {
      turn?.cancel()
      send()
    },
  }
}
