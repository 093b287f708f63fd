import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import { Marketplace } from '#contract/shop.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { output } from './output.ts'
import { stopSignal } from './stop.ts'

/** `sandbox`: serves the marketplaces on loopback until the process is stopped. */
export async function sandbox(globals: Globals, options: { port?: number; scale: number }): Promise<number> {
  const out = output(globals)
  const { t } = out.words
  const world = await startSandbox({ ...options, speed: 1, speedup: globals.pace ?? 1 })
  const hosts = Object.entries(world.hosts).map(([name, url]) => `${name}=${url}`)
  const keys = Marketplace.options.flatMap(name => {
    const demo: Readonly<Record<string, unknown>> = world.marketplaces[name].demo
    return Object.entries(MARKETPLACES[name].fields).map(([field, { variable }]) => [variable, demo[field]])
  })
  out.say(t('cli.sandbox.running'))
  out.say()
  for (const [name, value] of [['PRILAVOK_API', hosts.join(',')], ...keys]) out.say(`${name}=${value}`)
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
