import { z } from 'zod'
import { DayText, InstantText } from './shop.ts'
import { Trigger } from './trigger.ts'

/** `later`: the marketplace asked to retry at `until`; `skipped`: the subscription, a role or missing keys do not allow it. */
export const StepStatus = z.enum(['waiting', 'running', 'done', 'skipped', 'failed', 'later', 'paused'])
export type StepStatus = z.infer<typeof StepStatus>

export const StepProgress = z.object({
  /** `ozon.orders`; `step.ozon.orders` is its label. */
  step: z.string(),
  status: StepStatus,
  rows: z.int(),
  /** Of `rows`: those with a new key, and those that changed an existing row. */
  added: z.int(),
  changed: z.int(),
  /** The slice that is being loaded, and how many there are. */
  slice: z.int(),
  slices: z.int(),
  /** The range of stored days, measured from the rows. */
  from: DayText.nullable(),
  to: DayText.nullable(),
  /** Why it was skipped, failed or put off: a kind of `errors.ts`. */
  kind: z.string().nullable(),
  /** The marketplace's message without keys, for the log and the diagnostics. */
  message: z.string().nullable(),
  until: InstantText.nullable(),
  /** Limitations of what was loaded: a shorter depth, unmapped values, an empty response. */
  notices: z.array(
    z.object({ word: z.string(), details: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
})
export type StepProgress = z.infer<typeof StepProgress>

/** `failed`: ended with at least one failed step. `interrupted`: the process ended; it is resumed at the next start. */
export const RunStatus = z.enum(['running', 'paused', 'done', 'failed', 'interrupted'])
export type RunStatus = z.infer<typeof RunStatus>

export const Progress = z.object({
  shopId: z.int(),
  runId: z.int(),
  trigger: Trigger,
  status: RunStatus,
  /** 0..99 while it runs; 100 only if every step ended well. */
  percent: z.int().min(0).max(100),
  /** The first load of the shop, or a refresh. */
  first: z.boolean(),
  startedAt: InstantText,
  endedAt: InstantText.nullable(),
  secondsLeft: z.int().nullable(),
  requests: z.int(),
  /** Ms in which at least one of its requests waited for the rate limiter; no more than the run took. */
  waited: z.int(),
  steps: z.array(StepProgress),
})
export type Progress = z.infer<typeof Progress>

/** Whether the user waits for a run: it was started by them, or is the first load of the shop. */
export const isAwaited = ({ first, trigger }: Pick<Progress, 'first' | 'trigger'>): boolean =>
  first || trigger === 'person'
