import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { DemoKey, LogEntry, Sandbox } from '../../sandbox/index.ts'

const MAIN = join(import.meta.dirname, '../../sandbox/main.ts')

/** The marketplace in a process of its own: what it costs is not counted to the engine. */
export interface SandboxProcess {
  readonly hosts: Sandbox['hosts']
  readonly key: DemoKey
  readonly tokens: Sandbox['tokens']
  /** Every request that it has seen. */
  log(): Promise<readonly LogEntry[]>
  /** How many requests had to be refused for their rate: `shop METHOD path` → number. */
  limited(): Promise<Readonly<Record<string, number>>>
  close(): Promise<void>
}

/** Starts the sandbox with the options of its command line and waits until it listens. */
export async function sandboxProcess(...options: readonly string[]): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [MAIN, '--json', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    gone.then(() => Promise.reject(new Error('the sandbox did not start'))),
  ])) as [string]
  const { hosts, keys, tokens } = JSON.parse(line) as Pick<Sandbox, 'hosts' | 'keys' | 'tokens'>
  const told = async (path: string): Promise<unknown> =>
    (await fetch(`${hosts['ozon-seller']}/_sandbox/${path}`)).json()
  return {
    hosts,
    key: keys.demo,
    tokens,
    log: async () => (await told('log')) as LogEntry[],
    limited: async () => (await told('limited')) as Record<string, number>,
    async close() {
      child.kill()
      await gone
    },
  }
}
