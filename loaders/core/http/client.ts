import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ZodType } from 'zod'
import type { HostName } from '#contract/marketplaces/index.ts'
import { isOfDomains } from '../declare/pictures.ts'
import type { OnWait, Request, StreamContext } from '../declare/source.ts'
import { LoadError, postponed, REACTION } from '../errors.ts'
import { accessTokens } from './access-tokens.ts'
import { authBreaker, RETRY_MS, type RequestIdentity } from './auth-breaker.ts'
import { backoff, jittered, pauseOf } from './backoff.ts'
import { busyTime } from './busy-time.ts'
import { concurrencyGroups } from './concurrency-groups.ts'
import { confirmObsolete } from './confirm-obsolete.ts'
import { type AccessToken, type Account, type SendRequest, scaledTimeouts } from './marketplace-api.ts'
import { rateLimiter as makeLimits, type RateLimiter } from './rate-limiter.ts'
import { redacted } from './redact.ts'
import {
  clockError,
  connectionError,
  type Outcome,
  readResponse,
  refusalOf,
  remaining,
  sizeLimitOf,
} from './response.ts'
import { DiskError } from './response-body.ts'
import type { HttpClient, HttpClientOptions, Session, SessionOptions } from './session.ts'
import { addressOf, openTransport, type RawResponse, type Transport } from './transport.ts'

const ATTEMPTS = 5
/** Two pauses of a method that allows one request a minute, ms. */
const PATIENCE_MS = 150_000
/** Default retry delay, ms, for a method that kept refusing without naming one. */
const GIVEN_UP_MS = 300_000
/** For requests to the token endpoint itself. */
const NO_TOKEN: AccessToken = { headers: {}, secrets: [], life: Number.POSITIVE_INFINITY }

/** How a successful response is decoded, and its size limit in bytes. */
interface Decode<T> {
  readonly most: number
  decode(raw: RawResponse): T
}
/** Options of one logical request over its retries. */
interface Way {
  readonly onWait: OnWait | null
  readonly withToken: boolean
  readonly circuit: string
  readonly identity: RequestIdentity
}

/** Creates the HTTP client of a marketplace. One per set of hosts and process: all sessions share its rate limiter and tokens. Throws `bad_input` on an override host that is not loopback. */
export function httpClient(options: HttpClientOptions): HttpClient {
  const { api, hosts = {}, pace = 1, timeouts, random = Math.random, pauseStore, folder, onDate } = options
  const hostNames = Object.keys(api.hosts) as HostName[]
  const paceOf = (host: HostName) => (hosts[host] === undefined ? 1 : pace)
  /** Real marketplaces are never accelerated. */
  const calmest = Math.min(...hostNames.map(paceOf))
  const paced = new Map([1, pace].map(pace => [pace, makeLimits({ pace, pauseStore })]))
  const limitsOf = (host: HostName) => paced.get(paceOf(host)) as RateLimiter
  const closed = new AbortController()
  const tokenFor = accessTokens(api)
  const transports = new Map<HostName, Transport>()
  const groups = concurrencyGroups()
  const openAt = (name: HostName, address: URL) =>
    openTransport(address, timeouts ?? scaledTimeouts(api.timeouts, paceOf(name)), folder)
  for (const name of hostNames)
    transports.set(name, openAt(name, addressOf(name, api.hosts[name], hosts[name])))
  /** Connections to hosts of file stores, by origin. */
  const stores = new Map<string, Transport>()
  /** The connection for a request; a loopback host stands in for a whole store. Throws `shape` on an origin that is no store of the marketplace. */
  function transportOf({ host, origin }: Request): Transport | undefined {
    if (origin === undefined) return transports.get(host)
    const url = URL.parse(origin)
    if (!url || !isOfDomains(url, api.stores?.[host] ?? []))
      throw new LoadError('shape', `${host}: a link to ${origin}, which is no store of the marketplace`)
    if (hosts[host] !== undefined) return transports.get(host)
    const open = stores.get(url.origin) ?? openAt(host, url)
    stores.set(url.origin, open)
    return open
  }

  function session(options: SessionOptions): Session {
    const { keys, attempts = ATTEMPTS, patience = PATIENCE_MS, failFast = false, ...of } = options
    const signal = AbortSignal.any([of.signal, closed.signal])
    // Requests that run in parallel listen to it, more than the ten that Electron's Node suspects to be a leak.
    setMaxListeners(0, signal)
    const breaker = authBreaker()
    let sent = 0
    const limiterWait = busyTime()
    /** Secrets that this session may send, for redaction. */
    const secrets = new Set(hostNames.flatMap(name => api.account(name, keys)?.secrets ?? []))

    async function wait(ms: number): Promise<void> {
      try {
        await sleep(ms, undefined, { signal })
      } catch {
        throw new LoadError('cancelled', 'stopped while waiting')
      }
    }

    const senderFor =
      (account: Account): SendRequest =>
      (request, shape) =>
        sendGuarded(request, account, decodeAs(request, shape), null, false)
    const decodeAs = <P>(request: Request, shape: ZodType<P>): Decode<P> => ({
      most: sizeLimitOf(shape),
      decode: raw => readResponse(api, request, raw, shape),
    })

    async function sendOnce<T>(
      request: Request,
      account: Account,
      pass: AccessToken,
      { most, decode }: Decode<T>,
    ): Promise<Outcome<T>> {
      const { client } = account
      const limits = limitsOf(request.host)
      const buckets = api.buckets(request, keys)
      const [method] = buckets
      const release = await limiterWait.during(limits.acquire({ buckets, client, signal, patience }))
      let began: number | undefined
      try {
        sent += 1
        const sentAt = performance.now()
        const raw = await transportOf(request)?.send(request, pass.headers, most, signal)
        if (!raw) return { error: new LoadError('bad_request', `no host ${request.host}`) }
        began = raw.began
        if (raw.headers['ratelimit-remaining'] === '0')
          limits.pause(method, client, 1000 / paceOf(request.host))
        const left = remaining(raw.headers)
        if (left !== null) limits.setRemaining(method, client, (method.burst ?? 1) - left, sentAt)
        if (method.refusal && raw.status >= 400 && raw.status < 500 && raw.status !== 429)
          limits.spend(method, client, method.refusal - 1)
        return raw.good
          ? (clockError(raw, onDate) ?? { value: decode(raw) })
          : refusalOf(api, method, request, raw)
      } catch (error) {
        if (signal.aborted) return { error: new LoadError('cancelled', 'stopped while asking') }
        // A disk error is not a network error: a retry would hit the same full disk.
        if (error instanceof DiskError) throw error
        return { error: error instanceof LoadError ? error : connectionError(request, error) }
      } finally {
        release(began)
      }
    }

    /** Sends with retries until there is a response or a reason to give up. REACTION decides what each cause means. */
    async function sendGuarded<T>(
      request: Request,
      account: Account,
      decode: Decode<T>,
      onWait: OnWait | null,
      withToken = true,
    ): Promise<T> {
      const circuit = `${request.host} ${withToken}`
      const identity: RequestIdentity = {}
      try {
        const answer = await sendUntilAnswered(request, account, decode, {
          onWait,
          withToken,
          circuit,
          identity,
        })
        breaker.succeeded(circuit)
        return answer
      } catch (error) {
        throw breaker.leave(circuit, identity, error instanceof LoadError && error.kind === 'later') ?? error
      }
    }

    async function sendUntilAnswered<T>(
      request: Request,
      account: Account,
      decode: Decode<T>,
      way: Way,
    ): Promise<T> {
      const { host } = request
      const [limits, pace] = [limitsOf(host), paceOf(host)]
      const buckets = api.buckets(request, keys)
      const [method] = buckets
      let failures = 0
      let rateLimited = 0
      let waited = 0
      let refusedToken: AccessToken | null = null
      for (;;) {
        const pass: AccessToken = way.withToken
          ? await tokenFor({ host, account, keys, ask: senderFor(account), signal, refused: refusedToken })
          : NO_TOKEN
        for (const secret of pass.secrets) secrets.add(secret)
        await breaker.open(way.circuit, way.identity)
        const outcome = await sendOnce(request, account, pass, decode)
        if ('value' in outcome) return outcome.value
        const error = redacted(outcome.error, [...secrets])
        const reaction = REACTION[error.kind]
        if (reaction === 'stop' && Number.isFinite(pass.life) && outcome.status === 401 && !refusedToken) {
          refusedToken = pass
          continue
        }
        if (reaction === 'stop' && error.kind !== 'cancelled') {
          // Only `bad_key` may be a mistake of the marketplace; the other refusals state a fact.
          const final = failFast || error.kind !== 'bad_key'
          if (!breaker.failed(way.circuit, way.identity, error, final)) throw error
          await wait(jittered(RETRY_MS, random) / pace)
          continue
        }
        const pauseBuckets = (ms: number, refuse = false) => {
          way.onWait?.(ms)
          for (const bucket of outcome.everywhere ? buckets : [method])
            limits.pause(bucket, account.client, ms, refuse)
        }
        if (reaction === 'retry') {
          failures += 1
          const onWait = outcome.retryAfter ?? 0
          if (onWait > 0) pauseBuckets(onWait)
          if (onWait > patience) throw postponed(error, onWait)
          if (failures >= attempts) throw error
          await wait(Math.max(backoff(failures, random) / pace, onWait))
        } else if (reaction === 'wait') {
          rateLimited += 1
          const { real, counted } = pauseOf(outcome, rateLimited, pace, random)
          waited += counted
          const now = performance.now()
          pauseBuckets(real)
          // The burst is used up: after the pause requests are spaced out again.
          if (outcome.fullIn) limits.setRemaining(method, account.client, 0, now + outcome.fullIn)
          else limits.setRemaining(method, account.client, (method.burst ?? 1) - 1, now + real)
          if (waited > patience)
            throw postponed(error, outcome.retryAfter ?? Math.max(GIVEN_UP_MS / pace, real))
        } else if (reaction === 'later') {
          const until = error.until ?? Date.now()
          const [least = 0] = [outcome.wait ?? []].flat()
          const ms = outcome.retryAfter ?? Math.max(until - Date.now(), least / pace)
          pauseBuckets(ms, true)
          throw postponed(error, ms)
        } else throw error
      }
    }

    function accountAt(host: HostName): Account {
      const account = api.account(host, keys)
      if (!account) throw new LoadError('no_performance', `${host}: no keys`)
      return account
    }
    const exclusive: StreamContext['exclusive'] = async ({ host, name }, work) =>
      groups.run(`${host} ${accountAt(host).client} ${name}`, signal, work)

    async function request_<T>(request: Request, decode: Decode<T>, onWait: OnWait | null): Promise<T> {
      const account = accountAt(request.host)
      const bar = api.forbidden?.(request, keys)
      if (bar) throw new LoadError(bar, `${request.method} ${request.path}: not for these keys`)
      const send = () => sendGuarded(request, account, decode, onWait)
      return failFast ? send() : confirmObsolete(send, () => wait(RETRY_MS / pace))
    }
    const requestsOf = (onWait: OnWait | null): Pick<Session, 'json' | 'bytes' | 'wait'> => ({
      json: <P>(request: Request, shape: ZodType<P>) => request_(request, decodeAs(request, shape), onWait),
      bytes: request =>
        request_(
          request,
          { most: sizeLimitOf(null), decode: raw => readResponse(api, request, raw, null) },
          onWait,
        ),
      wait: ms => wait(ms / calmest),
    })
    return {
      ...requestsOf(null),
      context: (state, onWait = null) => ({ ...requestsOf(onWait), state, exclusive }),
      requests: () => sent,
      waited: limiterWait.ms,
      redact: error => redacted(error, [...secrets]),
      lift() {
        for (const name of hostNames) {
          const account = api.account(name, keys)
          if (account) limitsOf(name).lift(account.client)
        }
      },
    }
  }

  return {
    session,
    async close() {
      closed.abort()
      await Promise.all([...transports.values(), ...stores.values()].map(one => one.close()))
    },
  }
}
