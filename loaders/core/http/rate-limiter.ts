import { LoadError, MAX_WAIT_MS } from '../errors.ts'

/**
 * Rate limit of one client: one request in `every` ms (0: no limit), `burst` at once after a rest (default 1), at most `atOnce` in flight. At most `burst + w
 * / every` requests go within any `w` ms.
 */
export interface Bucket {
  readonly name: string
  readonly every: number
  readonly burst?: number
  readonly atOnce?: number
  /** How many requests a refused one (4xx) counts for; default 1. */
  readonly refusal?: number
  /** Measured from the start of the response: however long a request took, the next one arrives at least `every` later. */
  readonly strict?: boolean
  /** For a strict bucket: ms of `every` that may pass while a request is in flight, where `every` is much longer than the marketplace's limit. */
  readonly slack?: number
}

export interface Acquisition {
  readonly buckets: readonly Bucket[]
  readonly client: string
  readonly signal: AbortSignal
  /** The longest pause (ms) that is waited out, set by a server or by the bucket itself; a longer one throws `later`. */
  readonly patience: number
}

/** Releases the slot of a request; `answered` is the instant (of the limiter's clock) at which its response began, if any. */
export type Release = (answered?: number) => void

/** Rate limiter of a process (GCRA): runs that share a client id share its buckets. */
export interface RateLimiter {
  /** Resolves, first come first served, when all buckets admit the request; call the result when it ends. Throws `cancelled` and `later`. */
  acquire(turn: Acquisition): Promise<Release>
  /** Pauses a bucket for `ms`. With `refuse`, requests fail with `later` instead of waiting. */
  pause(bucket: Bucket, client: string, ms: number, refuse?: boolean): void
  /** Charges additional requests to a bucket. */
  spend(bucket: Bucket, client: string, requests: number): void
  /** Adopts the marketplace's own count (another program may use the same key): at the instant `at` of the limiter's clock, `gone` requests of the burst are used. */
  setRemaining(bucket: Bucket, client: string, gone: number, at: number): void
  /** Shortens long pauses to the bucket's own interval, for a run started by a person. */
  lift(client: string): void
}

interface State {
  readonly bucket: Bucket
  readonly client: string
  /** Interval of the bucket, accelerated. */
  readonly every: number
  readonly burst: number
  /** When the next request would be due at the mean interval (GCRA). */
  due: number
  sent: number
  inFlight: number
  shutUntil: number
  refuses: boolean
  /** `due` before the marketplace postponed it; null if it did not. */
  own: number | null
}
interface Waiter extends Acquisition {
  readonly places: readonly State[]
  go(release: Release): void
  fail(error: LoadError): void
}

/** When a bucket admits its next request, ms since epoch, and whether the marketplace asked for that. */
export interface Pause {
  readonly open: number
  readonly asked: boolean
}
/** Storage for long pauses, so that they survive a restart. */
export interface PauseStore {
  get(bucket: string, client: string): Pause | null
  set(bucket: string, client: string, pause: Pause): void
}
/** Pauses longer than this are persisted, ms: the app may restart while one lasts for hours. */
const SAVED_MS = 120_000

/** Creates a rate limiter. `pace` divides intervals; `now` is a monotonic clock in ms. */
export function rateLimiter({
  pace = 1,
  now = () => performance.now(),
  pauseStore,
}: {
  readonly pace?: number
  readonly now?: () => number
  readonly pauseStore?: PauseStore | undefined
} = {}): RateLimiter {
  const states = new Map<string, State>()
  /** Clients whose persisted pauses are shortened when they are restored. */
  const lifted = new Set<string>()
  const queue = new Set<Waiter>()
  let timer: NodeJS.Timeout | undefined

  function stateOf(bucket: Bucket, client: string): State {
    const key = `${bucket.name} ${client}`
    const known = states.get(key)
    if (known) return known
    const [every, burst] = [bucket.every / pace, bucket.burst ?? 1]
    const idle = { due: 0, sent: 0, inFlight: 0, shutUntil: 0, refuses: false, own: null }
    const fresh: State = { bucket, client, every, burst, ...idle }
    states.set(key, fresh)
    const kept = pauseStore?.get(bucket.name, client)
    if (kept) restore(fresh, kept)
    return fresh
  }

  /** Restores a persisted pause. */
  function restore(state: State, { open, asked }: Pause): void {
    // A wrong clock at the time of saving must not pause a bucket for years.
    const left = Math.min(open - Date.now(), Math.max(MAX_WAIT_MS, state.bucket.every))
    // Restored as if the burst were used up: after the pause requests are spaced out.
    state.due = now() + left + (state.burst - 1) * state.every
    if (asked) Object.assign(state, { shutUntil: now() + left, own: 0 })
    if (lifted.has(state.client)) shorten(state)
  }

  /** Cuts a pause down to the bucket's own interval, which is the method's rate limit and must be kept. */
  function shorten(state: State): void {
    const distance = state.burst * state.every
    const most = now() + (distance * pace > SAVED_MS ? distance : 0)
    const paused = state.shutUntil > most
    const owed = state.own !== null && earliest(state) > most
    if (paused) state.shutUntil = most
    if (owed) Object.assign(state, { due: state.own, own: null })
    if (paused || owed) save(state)
  }

  /** Persists a pause if it is long. */
  function saveIfLong(state: State): void {
    if ((opensAt(state) - now()) * pace > SAVED_MS) save(state)
  }

  function save(state: State): void {
    const { bucket, client, own, shutUntil } = state
    const left = Math.max(0, opensAt(state) - now())
    try {
      const asked = own !== null || shutUntil >= earliest(state)
      pauseStore?.set(bucket.name, client, { open: Date.now() + left, asked })
    } catch {
      // A timer may call this, so a storage error must not escape; it costs one refused request after a restart.
    }
  }

  /** When the bucket's own interval admits the next request. */
  const earliest = (state: State): number => state.due - (state.burst - 1) * state.every
  const opensAt = (state: State): number => Math.max(earliest(state), state.shutUntil)
  const isFull = ({ bucket, inFlight }: State): boolean =>
    bucket.atOnce !== undefined && inFlight >= bucket.atOnce

  function refusalFor({ places, patience }: Waiter, time: number): LoadError | null {
    for (const state of places) {
      const { bucket } = state
      const asked = Math.max(0, state.shutUntil - time)
      // A wait that the server asked for is real time; only the bucket's own interval is accelerated.
      const own = Math.max(0, earliest(state) - time - asked)
      // A Base token of WB has methods with one request in hours: other requests must not wait for it (wildberries.md 1.6).
      const refused = asked > 0 && (state.refuses || asked > patience)
      if (refused || own > (bucket.every > patience ? 0 : patience))
        return new LoadError('later', `${bucket.name} is shut`, { until: Date.now() + asked + own })
    }
    return null
  }

  function admit(waiter: Waiter, time: number): void {
    queue.delete(waiter)
    const taken = waiter.places.map(state => {
      state.inFlight += 1
      state.due = Math.max(state.due, time) + state.every
      state.own = null
      saveIfLong(state)
      return { state, number: state.sent++ }
    })
    let ended = false
    waiter.go(answered => {
      if (ended) return
      ended = true
      for (const { state, number } of taken) {
        state.inFlight -= 1
        const { strict, slack = 0 } = state.bucket
        if (!strict || answered === undefined) continue
        const since = (state.sent - number) * state.every
        state.due = Math.max(state.due, answered + since - slack / pace)
        saveIfLong(state)
      }
      pump()
    })
  }

  /** Admits waiting requests in order. A request that waits for one bucket does not block later ones whose buckets are open. */
  function pump(): void {
    clearTimeout(timer)
    const time = now()
    let next = Number.POSITIVE_INFINITY
    for (const waiter of queue) {
      const refusal = refusalFor(waiter, time)
      if (refusal) {
        queue.delete(waiter)
        waiter.fail(refusal)
        continue
      }
      if (waiter.places.every(state => !isFull(state) && opensAt(state) <= time)) {
        admit(waiter, time)
        continue
      }
      const opens = Math.max(...waiter.places.map(opensAt))
      // A request that waits for a free slot is admitted when another is released.
      if (opens > time) next = Math.min(next, opens)
    }
    if (Number.isFinite(next)) timer = setTimeout(pump, Math.ceil(next - time))
  }

  return {
    acquire: turn =>
      new Promise((resolve, reject) => {
        const { signal, client, buckets } = turn
        const abort = () => {
          queue.delete(waiter)
          reject(new LoadError('cancelled', 'stopped while waiting for a limit'))
          pump()
        }
        const waiter: Waiter = {
          ...turn,
          places: buckets.map(bucket => stateOf(bucket, client)),
          go: release => {
            signal.removeEventListener('abort', abort)
            resolve(release)
          },
          fail: error => {
            signal.removeEventListener('abort', abort)
            reject(error)
          },
        }
        if (signal.aborted) return abort()
        signal.addEventListener('abort', abort)
        queue.add(waiter)
        pump()
      }),
    pause: (bucket, client, ms, refuse = false) => {
      const state = stateOf(bucket, client)
      const until = now() + Math.min(ms, MAX_WAIT_MS)
      // The longer pause wins, with its own `refuse` setting.
      if (until <= state.shutUntil) return
      state.shutUntil = until
      state.refuses = refuse
      saveIfLong(state)
      pump()
    },
    spend: (bucket, client, requests) => {
      const state = stateOf(bucket, client)
      state.due = Math.max(state.due, now()) + requests * state.every
      saveIfLong(state)
      pump()
    },
    setRemaining: (bucket, client, gone, at) => {
      const state = stateOf(bucket, client)
      const from = Math.min(at, now() + MAX_WAIT_MS)
      if (from > now()) state.own ??= state.due
      state.due = Math.max(state.due, from + gone * state.every)
      saveIfLong(state)
      pump()
    },
    lift: client => {
      lifted.add(client)
      for (const state of states.values()) if (state.client === client) shorten(state)
      pump()
    },
  }
}
