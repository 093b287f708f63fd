import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { api } from '#contract/api.ts'
import { kindOf } from '#contract/errors.ts'
import { host, surroundings } from '#contract/host.ts'
import type { Handlers, Port } from '#contract/rpc.ts'
import { connect, serve } from '#contract/rpc.ts'
import type { Engine } from './engine.ts'
import { createEngine } from './engine.ts'
import type { EngineOptions } from './options.ts'

/** How long a broken engine may take to let go, ms. */
const PATIENCE_MS = 5_000

if (!parentPort) throw new Error('the engine runs in a worker thread')
const parent = parentPort
const port: Port = {
  post: message => parent.postMessage(message),
  listen: receive => parent.on('message', receive),
}
const { call } = connect(host, port)

const options = workerData as EngineOptions
let opening: Promise<Engine> | null = null

/** The engine once its stores are open. Questions wait for it; after a start that failed, the next question tries again. */
function engine(): Promise<Engine> {
  opening ??= createEngine(
    options,
    call,
    (event, payload) => port.post({ event, payload }),
    () => Date.now() + (options.clockOffset ?? 0),
  ).then(
    opened => {
      opened.resume()
      opened.watch()
      return opened
    },
    (error: unknown) => {
      opening = null
      const reason = error instanceof Error ? error.message : String(error)
      port.post({ event: 'app.notice', payload: { word: kindOf(error), details: { reason } } })
      throw error
    },
  )
  return opening
}

const methods = { ...api, ...surroundings }
const handlers = Object.fromEntries(
  Object.keys(methods).map(name => [
    name,
    async (input: never) => {
      const { handlers, surroundings } = await engine()
      return { ...handlers, ...surroundings }[name as keyof typeof methods](input)
    },
  ]),
) as unknown as Handlers<typeof methods>
serve(methods, handlers, port)
void engine().catch(() => {})

port.listen(message => {
  if (typeof message === 'object' && message !== null && 'close' in message) void end(0)
})

// A thread that ends while a database still works for it takes the whole process along, so even a fault of the program lets go first.
process.on('uncaughtException', error => {
  process.stderr.write(`${error.stack}\n`)
  void sleep(PATIENCE_MS).then(() => process.exit(1))
  void end(1)
})

async function end(code: number): Promise<never> {
  try {
    await (await opening?.catch(() => null))?.close()
  } catch (error) {
    process.stderr.write(`${error}\n`)
  }
  process.exit(code)
}
