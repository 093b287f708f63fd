import { setTimeout as sleep } from 'node:timers/promises'
import type { ZodType } from 'zod'
import type { HostUrls } from '#contract/host.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { Keys } from '#contract/shop.ts'
import type { Asked, Io, Notes, Request } from '../declare/source.ts'
import { LoadError, postponed, REACTION } from '../errors.ts'
import { passes } from './access-tokens.ts'
import { type Asker, PAUSE, refusals } from './auth-breaker.ts'
import { backoff, jittered, pauseOf } from './backoff.ts'
import { overlap } from './busy-time.ts'
import { askedTwice } from './confirm-obsolete.ts'
import {
  type Account,
  type Ask,
  hurried,
  type MarketplaceApi,
  type Pass,
  type Timeouts,
} from './marketplace-api.ts'
import { type Limits, type Memory, limits as makeLimits } from './rate-limiter.ts'
import { masked } from './redact.ts'
import { lost, mostOf, type Outcome, read, refusal, remaining, untimely } from './response.ts'
import { DiskError } from './response-body.ts'
import { addressOf, type Raw, type Wire, wire } from './transport.ts'

export interface NetworkOptions {
  readonly api: MarketplaceApi
  /** Loopback addresses in place of the marketplace's own hosts. */
  readonly hosts?: HostUrls
  /** For hosts that others stand in for, limits, back-off and timeouts run so many times faster; what a server asks for is kept as it is. */
  readonly pace?: number
  /** In place of the marketplace's own, and not sped up. */
  readonly timeouts?: Timeouts
  readonly random?: () => number
  /** Keeps the pauses of hours over a restart. */
  readonly memory?: Memory
  /** Hears the `Date` of each answer of the marketplace itself; what comes back takes the answer's place. */
  readonly heard?: (date: string | undefined) => LoadError | null
  /** Where long answers lie while they are read; in memory when left out. */
  readonly folder?: string
}
export interface SessionOptions {
  readonly keys: Keys
  readonly signal: AbortSignal
  /** Times that a request is sent when the server or the line fails. */
  readonly attempts?: number
  /** The longest wait in place (ms) when the marketplace asks to slow down; beyond it is `later`. */
  readonly patience?: number
  /** A refused key is refused at once, in place of asking again whether it was meant. */
  readonly trusting?: boolean
}

/** What the keys of one shop may ask, until `signal` ends it. */
export interface Session {
  json: Io['json']
  bytes: Io['bytes']
  wait: Io['wait']
  /** The network as a stream sees it, with the stream's own memory; `asked` hears of the waits that it is asked for. */
  io(notes: Notes, asked?: Asked | null): Omit<Io, 'unmapped' | 'notice' | 'holds' | 'now'>
  /** Requests sent so far. */
  requests(): number
  /** Ms in which some request waited for limits. */
  waited(): number
  /** The same error without anything secret that this session has sent. */
  clean(error: LoadError): LoadError
  /** Asks again what the marketplace has shut for hours: a person wants to know. */
  lift(): void
}
export interface Network {
  session(options: SessionOptions): Session
  close(): Promise<void>
}

/** For a person who waits in front of a form: two tries, no wait of minutes, and the first word on the key counts. */
export const HASTY = { attempts: 2, patience: 5_000, trusting: true } as const

const ATTEMPTS = 5
/** Two pauses of a method of one a minute. */
const PATIENCE = 150_000
/** Ms after which a method that went on refusing is worth another run, when it said nothing of it. */
const GIVEN_UP = 300_000
/** For the endpoint that hands passes out. */
const NO_PASS: Pass = { headers: {}, secrets: [], life: Number.POSITIVE_INFINITY }

/** What is made of a good answer, and the most bytes that it may have. */
interface Decode<T> {
  readonly most: number
  decode(raw: Raw): T
}
/** How a request is sent until it is answered. */
interface Way {
  readonly asked: Asked | null
  readonly withPass: boolean
  readonly door: string
  readonly asker: Asker
}

/** Opens the network to one marketplace. One per set of hosts and process: its limits and passes are shared by all sessions. Throws `bad_input` on a host that is not on this computer. */
export function network(options: NetworkOptions): Network {
  const { api, hosts = {}, pace = 1, timeouts, random = Math.random, memory, folder, heard } = options
  const hostNames = Object.keys(api.hosts) as HostName[]
  const paceOf = (host: HostName) => (hosts[host] === undefined ? 1 : pace)
  /** Nothing that a marketplace itself may hear of is sped up. */
  const calmest = Math.min(...hostNames.map(paceOf))
  const paced = new Map([1, pace].map(pace => [pace, makeLimits({ pace, memory })]))
  const limitsOf = (host: HostName) => paced.get(paceOf(host)) as Limits
  const closed = new AbortController()
  const passOf = passes(api)
  const wires = new Map<HostName, Wire>()
  for (const name of hostNames) {
    const patient = timeouts ?? hurried(api.timeouts, paceOf(name))
    wires.set(name, wire(addressOf(name, api.hosts[name], hosts[name]), patient, folder))
  }

  function session(options: SessionOptions): Session {
    const { keys, attempts = ATTEMPTS, patience = PATIENCE, trusting = false, ...of } = options
    const signal = AbortSignal.any([of.signal, closed.signal])
    const doubts = refusals()
    let sent = 0
    const held = overlap()
    /** Every secret that this session may send. */
    const secrets = new Set(hostNames.flatMap(name => api.account(name, keys)?.secrets ?? []))

    async function wait(ms: number): Promise<void> {
      try {
        await sleep(ms, undefined, { signal })
      } catch {
        throw new LoadError('cancelled', 'stopped while waiting')
      }
    }

    const askFor =
      (account: Account): Ask =>
      (request, shape) =>
        through(request, account, shaped(request, shape), null, false)
    const shaped = <P>(request: Request, shape: ZodType<P>): Decode<P> => ({
      most: mostOf(shape),
      decode: raw => read(api, request, raw, shape),
    })

    async function once<T>(
      request: Request,
      account: Account,
      pass: Pass,
      { most, decode }: Decode<T>,
    ): Promise<Outcome<T>> {
      const { client } = account
      const limits = limitsOf(request.host)
      const buckets = api.buckets(request, keys)
      const [method] = buckets
      const release = await held.during(limits.take({ buckets, client, signal, patience }))
      let began: number | undefined
      try {
        sent += 1
        const sentAt = performance.now()
        const raw = await wires.get(request.host)?.send(request, pass.headers, most, signal)
        if (!raw) return { error: new LoadError('bad_request', `no host ${request.host}`) }
        began = raw.began
        if (raw.headers['ratelimit-remaining'] === '0')
          limits.pause(method, client, 1000 / paceOf(request.host))
        const left = remaining(raw.headers)
        if (left !== null) limits.owe(method, client, (method.burst ?? 1) - left, sentAt)
        if (method.refusal && raw.status >= 400 && raw.status < 500 && raw.status !== 429)
          limits.spend(method, client, method.refusal - 1)
        return raw.good
          ? (untimely(raw, heard) ?? { value: decode(raw) })
          : refusal(api, method, request, raw)
      } catch (error) {
        if (signal.aborted) return { error: new LoadError('cancelled', 'stopped while asking') }
        // The disk is no matter of the line: asked again, the answer would find it as full.
        if (error instanceof DiskError) throw error
        return { error: error instanceof LoadError ? error : lost(request, error) }
      } finally {
        release(began)
      }
    }

    /** Sends until there is an answer or a reason to give up. What a cause means is REACTION's to say. */
    async function through<T>(
      request: Request,
      account: Account,
      decode: Decode<T>,
      asked: Asked | null,
      withPass = true,
    ): Promise<T> {
      const door = `${request.host} ${withPass}`
      const asker: Asker = {}
      try {
        const answer = await insist(request, account, decode, { asked, withPass, door, asker })
        doubts.good(door)
        return answer
      } catch (error) {
        throw doubts.leave(door, asker, error instanceof LoadError && error.kind === 'later') ?? error
      }
    }

    async function insist<T>(request: Request, account: Account, decode: Decode<T>, way: Way): Promise<T> {
      const { host } = request
      const [limits, pace] = [limitsOf(host), paceOf(host)]
      const buckets = api.buckets(request, keys)
      const [method] = buckets
      let failures = 0
      let slowed = 0
      let waited = 0
      let spoilt: Pass | null = null
      for (;;) {
        const pass: Pass = way.withPass
          ? await passOf({ host, account, keys, ask: askFor(account), signal, spoilt })
          : NO_PASS
        for (const secret of pass.secrets) secrets.add(secret)
        await doubts.open(way.door, way.asker)
        const outcome = await once(request, account, pass, decode)
        if ('value' in outcome) return outcome.value
        const error = masked(outcome.error, [...secrets])
        const reaction = REACTION[error.kind]
        if (reaction === 'stop' && Number.isFinite(pass.life) && outcome.status === 401 && !spoilt) {
          spoilt = pass
          continue
        }
        if (reaction === 'stop' && error.kind !== 'cancelled') {
          // Only a bad key may be a mistake of theirs: the other refusals name a fact.
          const final = trusting || error.kind !== 'bad_key'
          if (!doubts.refused(way.door, way.asker, error, final)) throw error
          await wait(jittered(PAUSE, random) / pace)
          continue
        }
        const away = (ms: number, refuse = false) => {
          way.asked?.(ms)
          for (const bucket of outcome.everywhere ? buckets : [method])
            limits.pause(bucket, account.client, ms, refuse)
        }
        if (reaction === 'retry') {
          failures += 1
          const asked = outcome.retryAfter ?? 0
          if (asked > 0) away(asked)
          if (asked > patience) throw postponed(error, asked)
          if (failures >= attempts) throw error
          await wait(Math.max(backoff(failures, random) / pace, asked))
        } else if (reaction === 'wait') {
          slowed += 1
          const { real, counted } = pauseOf(outcome, slowed, pace, random)
          waited += counted
          const now = performance.now()
          away(real)
          // The burst was used up: after the pause requests come one by one again.
          if (outcome.fullIn) limits.owe(method, account.client, 0, now + outcome.fullIn)
          else limits.owe(method, account.client, (method.burst ?? 1) - 1, now + real)
          if (waited > patience) throw postponed(error, outcome.retryAfter ?? Math.max(GIVEN_UP / pace, real))
        } else if (reaction === 'later') {
          const until = error.until ?? Date.now()
          const [least = 0] = [outcome.wait ?? []].flat()
          const ms = outcome.retryAfter ?? Math.max(until - Date.now(), least / pace)
          away(ms, true)
          throw postponed(error, ms)
        } else throw error
      }
    }

    async function opened<T>(request: Request, decode: Decode<T>, asked: Asked | null): Promise<T> {
      const account = api.account(request.host, keys)
      if (!account) throw new LoadError('no_performance', `${request.host}: no keys`)
      const bar = api.barred?.(request, keys)
      if (bar) throw new LoadError(bar, `${request.method} ${request.path}: not for these keys`)
      const send = () => through(request, account, decode, asked)
      return trusting ? send() : askedTwice(send, () => wait(PAUSE / pace))
    }
    const doorOf = (asked: Asked | null): Pick<Session, 'json' | 'bytes' | 'wait'> => ({
      json: <P>(request: Request, shape: ZodType<P>) => opened(request, shaped(request, shape), asked),
      bytes: request =>
        opened(request, { most: mostOf(null), decode: raw => read(api, request, raw, null) }, asked),
      wait: ms => wait(ms / calmest),
    })
    return {
      ...doorOf(null),
      io: (notes, asked = null) => ({ ...doorOf(asked), notes }),
      requests: () => sent,
      waited: held.ms,
      clean: error => masked(error, [...secrets]),
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
      await Promise.all([...wires.values()].map(one => one.close()))
    },
  }
}
