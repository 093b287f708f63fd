import { startSandbox } from '../../sandbox/index.ts'
import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { output } from './output.ts'
import { stopSignal } from './stop.ts'

/** `sandbox`: the marketplaces on loopback until the process is stopped. */
export async function sandbox(globals: Globals, options: { port?: number; scale: number }): Promise<number> {
  const out = output(globals)
  const { t } = out.words
  const world = await startSandbox({ ...options, speed: 1, speedup: globals.pace ?? 1 })
  const hosts = Object.entries(world.hosts).map(([name, url]) => `${name}=${url}`)
  const { demo } = world.keys
  const lines = {
    PRILAVOK_API: hosts.join(','),
    PRILAVOK_OZON_CLIENT_ID: demo.clientId,
    PRILAVOK_OZON_API_KEY: demo.apiKey,
    PRILAVOK_OZON_PERF_CLIENT_ID: demo.perfClientId,
    PRILAVOK_OZON_PERF_CLIENT_SECRET: demo.perfClientSecret,
    PRILAVOK_WB_TOKEN: world.tokens.demo.token,
  }
  out.say(t('cli.sandbox.running'))
  out.say()
  for (const [name, value] of Object.entries(lines)) out.say(`${name}=${value}`)
  out.say()
  out.say(t('cli.sandbox.keys', { url: `${world.url}/_sandbox/keys` }))
  out.event({ event: 'ready', hosts: world.hosts, keys: world.keys, tokens: world.tokens })
  const { stopped, forget } = stopSignal()
  await stopped.catch(() => {})
  await world.close()
  forget()
  out.result({ ok: true })
  return EXIT.ok
}
