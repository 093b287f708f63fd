import type { Cause } from '#contract/errors.ts'
import { KindError } from '#contract/errors.ts'

/** Longest wait that a marketplace may ask for, ms: its longest limits are daily. */
export const MAX_WAIT_MS = 86_400_000

/** Why a request failed; before `until` (ms since epoch) a retry is useless. */
export class LoadError extends KindError {
  override readonly kind: Cause
  readonly until: number | null
  /** Request and response, stored for diagnostics. Never holds a key: headers are not captured. */
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

/** Caps an instant at one day from now, since one further off is a mistake; null for a value that is not a number. */
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
  /** The response body, cut at 64 KiB. */
  readonly answer: string
}

/** Whether an error is a refusal of the request in these words. */
export const isRefusalIn = (error: unknown, words: RegExp): error is LoadError =>
  error instanceof LoadError &&
  error.kind === 'bad_request' &&
  words.test(`${error.message} ${error.captured?.answer ?? ''}`)

/** The same error, to be retried in `ms`. */
export const postponed = (error: LoadError, ms: number): LoadError =>
  new LoadError('later', error.message, { until: Date.now() + ms, captured: error.captured })

export type Reaction = 'retry' | 'wait' | 'later' | 'fallback' | 'skip' | 'fail' | 'stop'

/** The pipeline's reaction to each cause. Nothing else decides. */
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
