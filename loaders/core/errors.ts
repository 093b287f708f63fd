import type { Cause } from '#contract/errors.ts'
import { KindError } from '#contract/errors.ts'

/** Ms for which a marketplace is believed when it asks to be left alone: its longest limits are those of a day. */
export const MAX_WAIT_MS = 86_400_000

/** Why a request failed; `until` is the instant (ms since epoch) before which asking again is useless. */
export class LoadError extends KindError {
  override readonly kind: Cause
  readonly until: number | null
  /** The request and what came back, kept for the diagnostics. Never holds a key: headers are not part of it. */
  readonly captured: CapturedResponse | null
  constructor(
    kind: Cause,
    message: string,
    options: { until?: number | null | undefined; captured?: CapturedResponse | null; cause?: unknown } = {},
  ) {
    super(kind, message, { cause: options.cause })
    this.name = 'LoadError'
    this.kind = kind
    this.until = capped(options.until)
    this.captured = options.captured ?? null
  }
}

/** An instant further off than a day is one that nobody could write down, or a mistake; what is no number is none. */
function capped(until: number | null | undefined): number | null {
  const instant = Math.min(until ?? Number.NaN, Date.now() + MAX_WAIT_MS)
  return Number.isNaN(instant) ? null : instant
}

export interface CapturedResponse {
  readonly host: string
  readonly method: string
  readonly path: string
  readonly query: unknown
  readonly body: unknown
  readonly status: number | null
  /** The answer as it came, cut at 64 KiB. */
  readonly answer: string
}

/** Whether an error is a refusal of the request in these words. */
export const isRefusalIn = (error: unknown, words: RegExp): error is LoadError =>
  error instanceof LoadError &&
  error.kind === 'bad_request' &&
  words.test(`${error.message} ${error.captured?.answer ?? ''}`)

/** The same failure, worth another try in `ms`. */
export const postponed = (error: LoadError, ms: number): LoadError =>
  new LoadError('later', error.message, { until: Date.now() + ms, captured: error.captured })

export type Reaction = 'retry' | 'wait' | 'later' | 'fallback' | 'skip' | 'fail' | 'stop'

/** What the pipeline does about a cause. One table; nothing else decides. */
export const REACTION: Readonly<Record<Cause, Reaction>> = {
  bad_key: 'stop',
  expired_key: 'stop',
  test_token: 'stop',
  ip_denied: 'stop',
  blocked: 'stop',
  offer_not_signed: 'stop',
  cancelled: 'stop',
  no_role: 'skip',
  no_plan: 'skip',
  token_type: 'skip',
  no_performance: 'skip',
  obsolete: 'fallback',
  rate: 'wait',
  later: 'later',
  server: 'retry',
  network: 'retry',
  wrong_clock: 'fail',
  certificate: 'retry',
  not_found: 'fail',
  bad_request: 'fail',
  shape: 'fail',
}
