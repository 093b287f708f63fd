import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { addDays } from '#contract/days.ts'
import type { DemoKey, LogEntry, Sandbox, Truth, WbTruth } from '../../sandbox/index.ts'
import type { Told } from '../../sandbox/thread.ts'

const MAIN = join(import.meta.dirname, '../../sandbox/main.ts')

/** The marketplace in its own process, so that its cost does not count for the engine. */
export interface SandboxProcess {
  readonly hosts: Sandbox['hosts']
  readonly key: DemoKey
  readonly keys: Sandbox['keys']
  readonly tokens: Sandbox['tokens']
  /** Keys of the demo shops. */
  readonly demos: Told['demos']
  /** Every request so far. */
  log(): Promise<readonly LogEntry[]>
  /** Clears the request log. */
  clearLog(): Promise<void>
  /** The truth of a shop over its last days, today included. */
  truth(shop: string, days: number): Promise<Truth | WbTruth>
  /** Advances its clock. */
  advance(minutes: number): Promise<void>
  /** From now on its responses carry the time as if it were this instant now. */
  tellTime(at: string): Promise<void>
  /** Number of requests refused by rate limits: `shop METHOD path` → number. */
  limited(): Promise<Readonly<Record<string, number>>>
  close(): Promise<void>
}

/** Starts the sandbox with command line options and waits until it listens. */
export async function sandboxProcess(...options: readonly string[]): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [MAIN, '--json', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    gone.then(() => Promise.reject(new Error('the sandbox did not start'))),
  ])) as [string]
  const { hosts, keys, tokens, demos } = JSON.parse(line) as Pick<Sandbox, 'hosts' | 'keys' | 'tokens'> &
    Pick<Told, 'demos'>
  const control = async (path: string, body?: object): Promise<unknown> => {
    const init = body && { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${hosts['ozon-seller']}/_sandbox/${path}`, init)
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    hosts,
    key: keys.demo,
    keys,
    tokens,
    demos,
    log: async () => (await control('log')) as LogEntry[],
    limited: async () => (await control('limited')) as Record<string, number>,
    clearLog: async () => void (await control('log/clear', {})),
    async truth(shop, days) {
      const { today } = (await control('advance', { minutes: 0 })) as { today: string }
      const from = addDays(today, 1 - days)
      return (await control(`truth?shop=${shop}&from=${from}`)) as Truth | WbTruth
    },
    tellTime: async at => void (await control('time', { ahead: Date.parse(at) - Date.now() })),
    advance: async minutes => void (await control('advance', { minutes })),
    async close() {
      child.kill()
      await gone
    },
  }
}
