import { parentPort, workerData } from 'node:worker_threads'
import { api } from '#contract/api.ts'
import { kindOf } from '#contract/errors.ts'
import { host } from '#contract/host.ts'
import type { Handlers, Port } from '#contract/rpc.ts'
import { connect, serve } from '#contract/rpc.ts'
import type { Engine } from './engine.ts'
import { createEngine } from './engine.ts'
import type { EngineOptions } from './options.ts'

if (!parentPort) throw new Error('the engine runs in a worker thread')
const parent = parentPort
const port: Port = {
  post: message => parent.postMessage(message),
  listen: receive => parent.on('message', receive),
}
const { call } = connect(host, port)

// Questions that come before the stores are open wait for them; a start that fails answers all of them with its kind.
const starting: Promise<Engine> = createEngine(workerData as EngineOptions, call, (event, payload) =>
  port.post({ event, payload }),
)
const handlers = Object.fromEntries(
  Object.keys(api).map(name => [
    name,
    async (input: never) => (await starting).handlers[name as keyof typeof api](input),
  ]),
) as unknown as Handlers<typeof api>
serve(api, handlers, port)
starting.then(
  engine => engine.resume(),
  error =>
    port.post({ event: 'app.notice', payload: { word: kindOf(error), details: { reason: error.message } } }),
)

port.listen(message => {
  if (typeof message === 'object' && message !== null && 'close' in message) void close()
})

async function close(): Promise<never> {
  await starting.then(
    engine => engine.close(),
    () => {},
  )
  process.exit(0)
}
