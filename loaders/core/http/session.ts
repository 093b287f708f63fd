import type { HostUrls } from '#contract/host.ts'
import type { Keys } from '#contract/shop.ts'
import type { OnWait, StateStore, StreamContext } from '../declare/source.ts'
import type { LoadError } from '../errors.ts'
import type { MarketplaceApi, Timeouts } from './marketplace-api.ts'
import type { PauseStore } from './rate-limiter.ts'

export interface HttpClientOptions {
  readonly api: MarketplaceApi
  /** Loopback addresses that replace the marketplace's own hosts. */
  readonly hosts?: HostUrls
  /** Acceleration of limits, back-off and timeouts for stand-in hosts; waits that a server asks for are not accelerated. */
  readonly pace?: number
  /** Replaces the marketplace's timeouts; not accelerated. */
  readonly timeouts?: Timeouts
  readonly random?: () => number
  /** Persists pauses of minutes and hours over a restart. */
  readonly pauseStore?: PauseStore
  /** Called with the `Date` header of each response; an error that it returns replaces the response. */
  readonly onDate?: (date: string | undefined) => LoadError | null
  /** Folder for long responses while they are read; in memory when left out. */
  readonly folder?: string
}
export interface SessionOptions {
  readonly keys: Keys
  readonly signal: AbortSignal
  /** How often a request is sent if the server or the connection fails. */
  readonly attempts?: number
  /** The longest wait in place, ms, when the marketplace asks to slow down; a longer one is `later`. */
  readonly patience?: number
  /** Reports a refused key at once, without the retries that rule out a mistake of the marketplace. */
  readonly failFast?: boolean
}

/** Requests with the keys of one shop, until `signal` aborts. */
export interface Session {
  json: StreamContext['json']
  bytes: StreamContext['bytes']
  wait: StreamContext['wait']
  /** The HTTP side of a stream's context, with the stream's state store; `onWait` is called with the ms that the marketplace asked to wait. */
  context(
    state: StateStore,
    onWait?: OnWait | null,
  ): Omit<StreamContext, 'unmapped' | 'notice' | 'hasRows' | 'runLocal' | 'now'>
  /** Requests sent so far. */
  requests(): number
  /** Ms in which at least one request waited for the rate limiter. */
  waited(): number
  /** The error without the secrets that this session has sent. */
  redact(error: LoadError): LoadError
  /** Lifts pauses of hours, so that a run started by a person asks again. */
  lift(): void
}
export interface HttpClient {
  session(options: SessionOptions): Session
  close(): Promise<void>
}

/** Fail-fast settings for a key check that a person waits for: two attempts, no wait of minutes, the first refusal counts. */
export const FAIL_FAST = { attempts: 2, patience: 5_000, failFast: true } as const
