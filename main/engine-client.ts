import { Worker } from 'node:worker_threads'
import type { EventName } from '#contract/api.ts'
import { events } from '#contract/api.ts'
import type { Host } from '#contract/host.ts'
import { host } from '#contract/host.ts'
import type { Answer, Handlers, Port } from '#contract/rpc.ts'
import { connect, serve } from '#contract/rpc.ts'
import type { EngineOptions } from './engine/options.ts'

/** A worker that dies more often than this within a minute stays dead: starting it again would not help. */
const RESTARTS_A_MINUTE = 3

/** MB. Young objects get room, since pages die young; old ones a bound far above a page of the largest report, so that a fault ends the thread and not the computer. */
const HEAP = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 1024 } as const

interface EngineClient {
  ask(name: string, input: unknown): Promise<Answer>
  /** Ends after the slice in hand is committed or forgotten. */
  close(): Promise<void>
}

/**
 * Runs the engine in a worker thread, and starts it again when it dies: calls that waited fail with `engine_lost`, its runs are resumed by the new one,
 * and the person is told by an `app.notice`.
 */
export function startEngine(
  entry: URL,
  options: EngineOptions,
  handlers: Handlers<Host>,
  tell: (event: EventName, payload: unknown) => void,
): EngineClient {
  let closing = false
  let deaths: number[] = []
  let connection: ReturnType<typeof boot>

  const boot = () => {
    const worker = new Worker(entry, { workerData: options, name: 'engine', resourceLimits: HEAP })
    const port = portOf(worker)
    worker.on('message', message => {
      if (isEvent(message)) tell(message.event, events[message.event].parse(message.payload))
    })
    serve(host, handlers, port)
    const { ask, fail } = connect({}, port)
    let reason = ''
    const state = { ask, worker, alive: true }
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
    ask: async (name, input) =>
      connection.alive
        ? connection.ask(name, input)
        : { ok: false, kind: 'engine_lost', message: 'the engine does not start' },
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
