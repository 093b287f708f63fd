import { startSandbox } from '../../sandbox/index.ts'
import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { output } from './output.ts'

/** `sandbox`: the marketplaces on loopback until the process is stopped. */
export async function sandbox(globals: Globals, options: { port?: number; scale: number }): Promise<number> {
  const out = output(globals)
  const { t } = out.words
  const world = await startSandbox({ ...options, speedup: globals.pace ?? 1 })
  const hosts = Object.entries(world.hosts).map(([name, url]) => `${name}=${url}`)
  out.say(t('cli.sandbox.running'))
  out.say(`PRILAVOK_API=${hosts.join(',')}`)
  out.say()
  for (const [name, keys] of Object.entries(world.keys)) out.say(`ozon ${name}: ${JSON.stringify(keys)}`)
  for (const [name, { token }] of Object.entries(world.tokens)) out.say(`wb ${name}: ${token}`)
  out.event({ event: 'ready', hosts: world.hosts, keys: world.keys, tokens: world.tokens })
  await new Promise<void>(resolve => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await world.close()
  out.result({ ok: true })
  return EXIT.ok
}
