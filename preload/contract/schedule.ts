import { z } from 'zod'
import { InstantText, ShopStatus } from './shop.ts'
import { StepStatus } from './sync.ts'
import { COORDINATORS, Coordinator, Trigger } from './trigger.ts'

export { COORDINATORS, Coordinator, Trigger }

/** Why a coordinator does not start runs of a shop now. */
export const Blocker = z.enum([
  'all_paused',
  'paused',
  'auth_error',
  'disabled',
  'first_load',
  'quiet',
  'economy',
  'window',
  'offline',
])
export type Blocker = z.infer<typeof Blocker>

/** Conditions of the computer; the main process reports them, the command line always has it online and plugged in. */
export const Conditions = z.object({
  online: z.boolean(),
  onBattery: z.boolean(),
  windowOpen: z.boolean(),
})
export type Conditions = z.infer<typeof Conditions>

/** One dataset (step) of one shop: its freshness and its next run. */
export const Dataset = z.object({
  shopId: z.int(),
  step: z.string(),
  coordinator: Coordinator,
  /** Ms between two runs of its coordinator. */
  every: z.int(),
  /** Status of the last try; null if it was never tried. */
  status: StepStatus.nullable(),
  lastTryAt: InstantText.nullable(),
  lastSuccessAt: InstantText.nullable(),
  /** Rows of the last try: loaded, with a new key, and changed. */
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  /** When it is loaded next: the next slot of its coordinator, or the instant until which the marketplace has put it off. */
  nextAt: InstantText.nullable(),
  /** Why the last try did not succeed: a kind of `errors.ts`. */
  kind: z.string().nullable(),
  message: z.string().nullable(),
  blocker: Blocker.nullable(),
})
export type Dataset = z.infer<typeof Dataset>

/** One run as the timeline shows it. */
export const RunSummary = z.object({
  runId: z.int(),
  shopId: z.int(),
  trigger: Trigger,
  first: z.boolean(),
  status: z.enum(['running', 'paused', 'done', 'failed', 'interrupted']),
  startedAt: InstantText,
  endedAt: InstantText.nullable(),
  requests: z.int(),
  /** Ms in which at least one request waited for the rate limiter. */
  waited: z.int(),
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  steps: z.array(
    z.object({
      step: z.string(),
      status: StepStatus,
      rows: z.int(),
      added: z.int(),
      changed: z.int(),
      kind: z.string().nullable(),
      message: z.string().nullable(),
      until: InstantText.nullable(),
    }),
  ),
  /** Number of captured responses. */
  responses: z.int(),
})
export type RunSummary = z.infer<typeof RunSummary>

/** A captured response with its request, without keys; the response is truncated. */
export const RunResponse = z.object({
  step: z.string(),
  at: InstantText,
  request: z.string(),
  status: z.int().nullable(),
  answer: z.string(),
})
export type RunResponse = z.infer<typeof RunResponse>

/** A line of the log; `log.<word>` is its text. */
export const LogLine = z.object({
  id: z.int(),
  at: InstantText,
  level: z.enum(['info', 'warn', 'error']),
  shopId: z.int().nullable(),
  step: z.string().nullable(),
  word: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type LogLine = z.infer<typeof LogLine>

/** The state of the app for the tray: what it does, and today's orders of every shop. */
export const AppStatus = z.object({
  state: z.enum(['idle', 'syncing', 'attention']),
  /** The user paused all schedules. */
  paused: z.boolean(),
  shops: z.array(
    z.object({
      shopId: z.int(),
      name: z.string(),
      status: ShopStatus,
      /** Units and kopecks ordered today in Moscow, defined as in the overview; null if today was not loaded yet. */
      units: z.int().nullable(),
      /** Also null if there are several currencies. */
      revenue: z.int().nullable(),
      currency: z.string().nullable(),
      /** When these were last loaded, if a later try failed, was refused or put off; null while they are fresh. */
      lateSince: InstantText.nullable(),
    }),
  ),
})
export type AppStatus = z.infer<typeof AppStatus>

export const NOTIFICATIONS = [
  'key_expires',
  'access_lost',
  'load_finished',
  'step_failing',
  'content_changes',
] as const
export const NotificationKind = z.enum(NOTIFICATIONS)
export type NotificationKind = z.infer<typeof NotificationKind>

/** A notification outside of the window; several items of one kind come as one. `page` is the address to open. */
export const AppNotification = z.object({
  kind: NotificationKind,
  page: z.string(),
  items: z.array(z.record(z.string(), z.union([z.string(), z.number()]))),
})
export type AppNotification = z.infer<typeof AppNotification>

/** How the app works in the background. */
export const Background = z.object({
  /** All schedules are paused until the user resumes them. */
  paused: z.boolean(),
  /** Whether closing the window leaves the app in the tray. */
  closeToTray: z.boolean(),
  /** Null until the user has chosen. */
  startAtLogin: z.boolean().nullable(),
  /** Schedules run only while the window is open. */
  onlyWhileOpen: z.boolean(),
  /** Fewer refreshes: on battery, or always (a metered connection). */
  economy: z.enum(['off', 'battery', 'always']),
  /** Local hours in which no run starts: `{ from: '23:00', to: '07:00' }`. */
  quiet: z
    .object({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    })
    .nullable(),
  /** While a shop rests, the years before its first load are read. */
  olderHistory: z.boolean(),
  notify: z.record(NotificationKind, z.boolean()),
})
export type Background = z.infer<typeof Background>

/** Changes to it; kinds of notifications that are not named keep their setting. */
export const BackgroundChange = Background.partial().extend({
  notify: z.partialRecord(NotificationKind, z.boolean()).optional(),
})
export type BackgroundChange = z.infer<typeof BackgroundChange>
