import type { ZodType } from 'zod'
import type { Cause } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { Keys } from '#contract/shop.ts'
import type { Request } from '../declare/source.ts'
import type { Bucket } from './rate-limiter.ts'

/** An error response, as input of the marketplace's error table. */
export interface ErrorResponse {
  readonly host: HostName
  readonly method: Request['method']
  readonly path: string
  readonly status: number
  /** The body if it is JSON, else null. */
  readonly json: unknown
  /** The beginning of the body, at least 64 KiB of it. */
  readonly text: string
  /** Instant of the response, ms since epoch. */
  readonly at: number
}

/**
 * What an error response means. `until` is an instant (ms since epoch) before which a retry is useless; `wait` is the least pause, ms, or the pauses of
 * consecutive refusals, of which the last repeats. `everywhere` pauses all methods of the account.
 */
export interface Verdict {
  readonly kind: Cause
  readonly until?: number
  readonly wait?: number | readonly number[]
  readonly everywhere?: boolean
}

/** A rule of the error table; the first matching one decides. */
export type Rule = readonly [
  test: (answer: ErrorResponse) => boolean,
  verdict: Cause | ((answer: ErrorResponse) => Verdict),
]

/** Whether the body is a page of a gateway, which says nothing about the key. */
export const isPage = ({ json, text }: ErrorResponse): boolean =>
  json === null && text.trimStart().startsWith('<')

/** The text of a body that is not JSON; empty for a gateway's page. */
export const plainText = (answer: ErrorResponse): string => (isPage(answer) ? '' : answer.text.slice(0, 500))

/** Conditions of a rule: a status, two conditions at once, and words of the response, wherever `said` finds them. */
export const status =
  (...codes: readonly number[]): Rule[0] =>
  answer =>
    codes.includes(answer.status)
export const both =
  (one: Rule[0], other: Rule[0]): Rule[0] =>
  answer =>
    one(answer) && other(answer)
export const saysIn =
  (said: (answer: ErrorResponse) => string) =>
  (pattern: RegExp): Rule[0] =>
  answer =>
    pattern.test(said(answer))

/** The verdict of the first matching rule, or null. */
export function judge(rules: readonly Rule[], answer: ErrorResponse): Verdict | null {
  const rule = rules.find(([test]) => test(answer))
  if (!rule) return null
  return typeof rule[1] === 'function' ? rule[1](answer) : { kind: rule[1] }
}

/** The account behind the keys: `client` is the id that rate limits are counted by, `secrets` must never be logged. */
export interface Account {
  readonly client: string
  readonly secrets: readonly string[]
}

/** An access token: request headers and their lifetime, ms. */
export interface AccessToken {
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly life: number
}

/** Sends a request without an access token, for the token endpoint. */
export type SendRequest = <P>(request: Request, shape: ZodType<P>) => Promise<P>

/** Timeouts, ms: connect, first byte, and between two chunks of a body. */
export interface Timeouts {
  readonly connect: number
  readonly headers: number
  readonly body: number
}

/** Lower bound when timeouts are accelerated, ms: a busy computer may look like a silent host. */
const MIN_TIMEOUT = 5_000
/** Timeouts for stand-in hosts, divided by `pace`. */
export function scaledTimeouts({ connect, headers, body }: Timeouts, pace: number): Timeouts {
  const scaled = (ms: number) => Math.max(ms / pace, Math.min(ms, MIN_TIMEOUT))
  return { connect: scaled(connect), headers: scaled(headers), body: scaled(body) }
}

/** Everything the HTTP client needs to know of a marketplace. */
export interface MarketplaceApi {
  /** Origins of its hosts, the only ones that are ever contacted beside `stores`. */
  readonly hosts: Readonly<Partial<Record<HostName, string>>>
  /** Domains of file stores that answers link to, by the host that stands for them. Their requests carry no keys. */
  readonly stores?: Readonly<Partial<Record<HostName, readonly string[]>>>
  readonly timeouts: Timeouts
  /** Null when the keys hold nothing for this host. */
  account(host: HostName, keys: Keys): Account | null
  /** Throws `bad_key` on keys that cannot be sent at all. */
  fetchToken(host: HostName, keys: Keys, ask: SendRequest): Promise<AccessToken>
  /** Rate limit buckets of a request, narrowest first; the first is the method's own and the one that is paused. */
  buckets(request: Request, keys: Keys): readonly [Bucket, ...Bucket[]]
  /** Classifies an error response; the message takes precedence over the status (ozon.md 1.1). Null leaves it to the status. `method` is the request's own bucket. */
  classify(answer: ErrorResponse, method: Bucket): Verdict | null
  /** The cause for which these keys cannot make this request, if known in advance. */
  forbidden?(request: Request, keys: Keys): Cause | null
  /** An empty body with a 2xx status means "no data": schemas get `null` (wildberries.md 3, 5, 7). */
  readonly emptyIsNull?: boolean
  /** Whether a body with a 2xx status reports an error instead of data (wildberries.md 1.5). */
  isErrorBody?(json: unknown): boolean
}

/** The cause of a status that the marketplace's table does not classify. */
export function byStatus(status: number): Cause {
  if (status === 401) return 'bad_key'
  if (status === 403) return 'no_role'
  if (status === 404) return 'not_found'
  if (status === 410) return 'obsolete'
  if (status === 429) return 'rate'
  // Redirects come from gateways; timeouts and conflicts are transient.
  if (status < 400 || status >= 500 || status === 408 || status === 409 || status === 425) return 'server'
  return 'bad_request'
}
