import { Worker } from 'node:worker_threads'
import type { EventName } from '#contract/api.ts'
import { api, events } from '#contract/api.ts'
import type { About, ConditionsChange, Host } from '#contract/host.ts'
import { host, surroundings } from '#contract/host.ts'
import type { Answer, Handlers, Port } from '#contract/rpc.ts'
import { connect, serve } from '#contract/rpc.ts'
import { type EngineOptions, ORDINARY } from './engine/options.ts'

/** A worker that dies more often than this within a minute is not restarted: it would die again. */
const RESTARTS_A_MINUTE = 3

/**
 * Heap limits, MB. Few objects are young at a time, since a chunk of a page dies before the next is read; the old generation has room far above a page of the
 * largest report, so that a bug ends the thread and not the computer.
 */
const HEAP = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 1024 } as const

/**
 * DuckDB's allocator on Linux (jemalloc) keeps freed memory in one arena per thread: one arena for all of them limits it. Freed memory returns to the system
 * within a second; immediately would cost a third of a load's time, since the next rows need it again. Read when the worker loads the library.
 */
const ALLOCATOR = 'narenas:1,dirty_decay_ms:1000,muzzy_decay_ms:0'

interface EngineClient {
  /** Forwards a call of a page; only the methods of the contract's `api` are accepted. */
  ask(name: string, input: unknown): Promise<Answer>
  /** Reports changed conditions of the computer; a restarted engine gets the current ones at its start. */
  tellConditions(change: ConditionsChange): Promise<void>
  /** A zip of diagnostics without keys and personal data. Throws `engine_lost`. */
  diagnostics(about: About): Promise<Uint8Array>
  /** True only the first time for each notice of the host. Throws `engine_lost`. */
  firstTime(word: string): Promise<boolean>
  /** Ends after slices in progress are committed or discarded. */
  close(): Promise<void>
}

/**
 * Runs the engine in a worker thread and restarts it if it dies: waiting calls fail with `engine_lost`, its runs are resumed, and an `app.notice` tells the
 * user.
 */
export function startEngine(
  entry: URL,
  options: EngineOptions,
  handlers: Handlers<Host>,
  tell: (event: EventName, payload: unknown) => void,
): EngineClient {
  process.env.DUCKDB_JE_MALLOC_CONF ??= ALLOCATOR
  let closing = false
  let deaths: number[] = []
  let connection: ReturnType<typeof boot>
  let conditions = options.conditions ?? ORDINARY

  const boot = () => {
    const worker = new Worker(entry, {
      workerData: { ...options, conditions },
      name: 'engine',
      resourceLimits: HEAP,
    })
    const port = portOf(worker)
    worker.on('message', message => {
      if (!isEvent(message)) return
      const { data, error } = events[message.event].safeParse(message.payload)
      // An exception here would be unhandled and end the app.
      if (error) process.stderr.write(`${message.event}: ${error.message}\n`)
      else tell(message.event, data)
    })
    serve(host, handlers, port)
    const { ask, call, fail } = connect(surroundings, port)
    let reason = ''
    const state = { ask, call, worker, alive: true }
    worker.on('error', error => {
      reason = error instanceof Error ? error.message : String(error)
    })
    worker.on('exit', code => {
      state.alive = false
      fail('engine_lost')
      if (closing) return
      const now = Date.now()
      deaths = [...deaths.filter(at => at > now - 60_000), now]
      if (deaths.length > RESTARTS_A_MINUTE)
        return tell('app.notice', { word: 'engine_dead', details: { reason } })
      connection = boot()
      tell('app.notice', { word: 'engine_restarted', details: { code } })
    })
    return state
  }
  connection = boot()
  return {
    async ask(name, input) {
      if (!Object.hasOwn(api, name)) return { ok: false, kind: 'unknown_method', message: name.slice(0, 100) }
      return connection.alive
        ? connection.ask(name, input)
        : { ok: false, kind: 'engine_lost', message: 'the engine does not start' }
    },
    async tellConditions({ woke, ...change }) {
      conditions = { ...conditions, ...change }
      // An engine that has died meanwhile gets the conditions at its next start.
      if (connection.alive) await connection.call('conditions.tell', { ...change, woke }).catch(() => {})
    },
    firstTime: word => connection.call('word.first', { word }),
    diagnostics: about => connection.call('diagnostics.make', about),
    async close() {
      closing = true
      if (!connection.alive) return
      const gone = new Promise(resolve => connection.worker.once('exit', resolve))
      connection.worker.postMessage({ close: true })
      await gone
    },
  }
}

function portOf(worker: Worker): Port {
  return {
    post: message => worker.postMessage(message),
    listen: receive => worker.on('message', receive),
  }
}

function isEvent(message: unknown): message is { event: EventName; payload: unknown } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'event' in message &&
    Object.hasOwn(events, String(message.event))
  )
}
