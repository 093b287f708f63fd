import type { ZodType } from 'zod'
import type { Cause } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { Keys } from '#contract/shop.ts'
import type { Request } from '../declare/source.ts'
import type { Bucket } from './rate-limiter.ts'

/** An answer that is not what was asked for, as the marketplace's own table of errors sees it. */
export interface ErrorResponse {
  readonly host: HostName
  readonly method: Request['method']
  readonly path: string
  readonly status: number
  /** The body where it is JSON, else null. */
  readonly json: unknown
  /** The beginning of the body, at least 64 KiB of it. */
  readonly text: string
  /** Instant of the answer, ms since epoch. */
  readonly at: number
}

/**
 * What an answer means. `until` is an instant (ms since epoch) before which asking is useless; `wait` the least pause in ms, or the pauses one after another,
 * the last of which stays. `everywhere`: no method of the account is to be asked meanwhile.
 */
export interface Verdict {
  readonly kind: Cause
  readonly until?: number
  readonly wait?: number | readonly number[]
  readonly everywhere?: boolean
}

/** A line of the table of errors; the first whose test holds decides. */
export type Rule = readonly [
  test: (answer: ErrorResponse) => boolean,
  verdict: Cause | ((answer: ErrorResponse) => Verdict),
]

/** The verdict of the first rule that holds, or null. */
export function judge(rules: readonly Rule[], answer: ErrorResponse): Verdict | null {
  const rule = rules.find(([test]) => test(answer))
  if (!rule) return null
  return typeof rule[1] === 'function' ? rule[1](answer) : { kind: rule[1] }
}

/** Who asks: `client` is the id that the marketplace counts limits by, `secrets` is what must never be seen. */
export interface Account {
  readonly client: string
  readonly secrets: readonly string[]
}

/** What opens the door: headers, and how long they are good (ms). */
export interface AccessToken {
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly life: number
}

/** A request without a pass, for the one endpoint that hands passes out. */
export type SendRequest = <P>(request: Request, shape: ZodType<P>) => Promise<P>

/** Times in ms after which nobody waits any longer: for a connection, for the first byte, between two pieces of a body. */
export interface Timeouts {
  readonly connect: number
  readonly headers: number
  readonly body: number
}

/** Times below which nobody is hurried: a computer that is busy is no host that is silent. */
const MIN_TIMEOUT = 5_000
/** The same times for hosts that others stand in for, so many times faster. */
export function scaledTimeouts({ connect, headers, body }: Timeouts, pace: number): Timeouts {
  const scaled = (ms: number) => Math.max(ms / pace, Math.min(ms, MIN_TIMEOUT))
  return { connect: scaled(connect), headers: scaled(headers), body: scaled(body) }
}

/** All that the network has to know of a marketplace. A loader names none of it. */
export interface MarketplaceApi {
  /** Origins of its own hosts: the only ones that are ever asked. */
  readonly hosts: Readonly<Partial<Record<HostName, string>>>
  readonly timeouts: Timeouts
  /** Null when the keys hold nothing for this host. */
  account(host: HostName, keys: Keys): Account | null
  /** Throws `bad_key` on keys that cannot be sent at all. */
  authorise(host: HostName, keys: Keys, ask: SendRequest): Promise<AccessToken>
  /** Limits that a request falls under, narrowest first; the first is the method's own and the one that is paused. */
  buckets(request: Request, keys: Keys): readonly [Bucket, ...Bucket[]]
  /** Message before status (ozon.md 1.1); null leaves it to the status. `method` is the bucket of its own that the request went through. */
  classify(answer: ErrorResponse, method: Bucket): Verdict | null
  /** Why these keys may not ask this at all, known without asking; left out where only the marketplace knows. */
  forbidden?(request: Request, keys: Keys): Cause | null
  /** A good status without a body says "no data": shapes are given `null` (wildberries.md 3, 5, 7). */
  readonly emptyIsNull?: boolean
  /** Whether a body that came with a good status tells of a fault in place of data (wildberries.md 1.5). */
  isErrorBody?(json: unknown): boolean
}

/** What a bare status means where the marketplace's table has nothing to say. */
export function byStatus(status: number): Cause {
  if (status === 401) return 'bad_key'
  if (status === 403) return 'no_role'
  if (status === 404) return 'not_found'
  if (status === 410) return 'obsolete'
  if (status === 429) return 'rate'
  // A redirect is a gateway's word, a timeout and a conflict pass by themselves.
  if (status < 400 || status >= 500 || status === 408 || status === 409 || status === 425) return 'server'
  return 'bad_request'
}
