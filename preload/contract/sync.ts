import { z } from 'zod'
import { DayText, InstantText } from './shop.ts'
import { Trigger } from './trigger.ts'

/** `later`: the marketplace asked to come back at `until`; `skipped`: the plan, a role or missing keys do not allow it. */
export const StepStatus = z.enum(['waiting', 'running', 'done', 'skipped', 'failed', 'later', 'paused'])
export type StepStatus = z.infer<typeof StepStatus>

export const StepProgress = z.object({
  /** `ozon.orders`: its label is `step.ozon.orders` in the strings. */
  step: z.string(),
  status: StepStatus,
  rows: z.int(),
  /** Of `rows`: those whose key was not there before, and those that differ from what was. */
  added: z.int(),
  changed: z.int(),
  /** Which slice is being read, and of how many. */
  slice: z.int(),
  slices: z.int(),
  /** The days that are really there, measured from the data. */
  from: DayText.nullable(),
  to: DayText.nullable(),
  /** Why it was skipped, failed or put off: a word of `errors.ts`. */
  kind: z.string().nullable(),
  /** For the log and the diagnostics: what the marketplace said, without keys. */
  message: z.string().nullable(),
  until: InstantText.nullable(),
  /** Words on what was loaded but is not whole: a shorter depth, unmapped values, an empty answer. */
  notices: z.array(
    z.object({ word: z.string(), details: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
})
export type StepProgress = z.infer<typeof StepProgress>

/** `failed`: ended, and at least one step failed. `interrupted`: the process went away; it is resumed at the next start. */
export const RunStatus = z.enum(['running', 'paused', 'done', 'failed', 'interrupted'])
export type RunStatus = z.infer<typeof RunStatus>

export const Progress = z.object({
  shopId: z.int(),
  runId: z.int(),
  trigger: Trigger,
  status: RunStatus,
  /** 0..99 while it runs, 100 only when every step has ended well. */
  percent: z.int().min(0).max(100),
  /** The first load of the shop, or a refresh. */
  first: z.boolean(),
  startedAt: InstantText,
  endedAt: InstantText.nullable(),
  secondsLeft: z.int().nullable(),
  requests: z.int(),
  /** Ms in which some of its requests waited for limits: no more than the run took. */
  waited: z.int(),
  steps: z.array(StepProgress),
})
export type Progress = z.infer<typeof Progress>

/** Whether a person waits for a run: it is theirs, or the first load of the shop. */
export const isAwaited = ({ first, trigger }: Pick<Progress, 'first' | 'trigger'>): boolean =>
  first || trigger === 'person'
