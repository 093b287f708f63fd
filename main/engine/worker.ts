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
import { retryingStart } from './tasks/retry-start.ts'

/** How long a failed engine may take to close, ms. */
const PATIENCE_MS = 5_000

if (!parentPort) throw new Error('the engine runs in a worker thread')
const parent = parentPort
const port: Port = {
  post: message => parent.postMessage(message),
  listen: receive => parent.on('message', receive),
}
const { call } = connect(host, port)

const options = workerData as EngineOptions
/** The last error of the start. */
let said: string | null = null
const starts = retryingStart<Engine>(
  async () => {
    const now = () => Date.now() + (options.clockOffset ?? 0)
    const engine = await createEngine(options, call, (event, payload) => port.post({ event, payload }), now)
    engine.resume()
    engine.watch()
    return engine
  },
  error => {
    const word = kindOf(error)
    const reason = error instanceof Error ? error.message : String(error)
    if (word !== said) port.post({ event: 'app.notice', payload: { word, details: { reason } } })
    said = word
  },
  () => port.post({ event: 'app.notice', payload: { word: 'data_opened', details: {} } }),
)

const methods = { ...api, ...surroundings }
const handlers = Object.fromEntries(
  Object.keys(methods).map(name => [
    name,
    async (input: never) => {
      const { handlers, surroundings } = await (name === 'engine.start' ? starts.again() : starts.get())
      return { ...handlers, ...surroundings }[name as keyof typeof methods](input)
    },
  ]),
) as unknown as Handlers<typeof methods>
serve(methods, handlers, port)

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
    await (await starts.close())?.close()
  } catch (error) {
    process.stderr.write(`${error}\n`)
  }
  process.exit(code)
}
