import { join } from 'node:path'
import type { EventName } from '#contract/api.ts'
import { api } from '#contract/api.ts'
import type { Host, HostUrls, Secrets } from '#contract/host.ts'
import type { Client, Handlers } from '#contract/rpc.ts'
import { unwrap } from '#contract/rpc.ts'
import type { Progress } from '#contract/sync.ts'
import { startEngine } from '../../main/engine-client.ts'

export interface HostedEngine {
  readonly call: Client<typeof api>
  /** Loads steps of a shop, default all; resolves with the final progress of the run. */
  load(shopId: number, steps?: readonly string[]): Promise<Progress>
  close(): Promise<void>
}

/** Paths of the parts of an engine. */
export interface Parts {
  /** The path of its worker. */
  readonly worker: string
  readonly migrationsDir: string
}
const SOURCES: Parts = {
  worker: new URL('../../main/engine/worker.ts', import.meta.url).href,
  migrationsDir: join(import.meta.dirname, '../../resources/migrations'),
}

/** The engine in its worker, as in the app; keys are in memory. */
export function hostedEngine(of: {
  readonly dataDir: string
  readonly hosts?: HostUrls
  readonly pace?: number
  readonly parts?: Parts
}): HostedEngine {
  const { dataDir, hosts = {}, pace = 1, parts = SOURCES } = of
  const secrets = new Map<number, Secrets>()
  const handlers: Handlers<Host> = {
    'keys.get': async ({ shopId }) => secrets.get(shopId) ?? {},
    'keys.set': async ({ shopId, secrets: given }) => void secrets.set(shopId, given),
    'keys.remove': async ({ shopId }) => void secrets.delete(shopId),
    'demo.look': async () => {},
    'demo.get': () => Promise.reject(new Error('the bench has no demo shop')),
  }
  const ends = new Set<(progress: Progress) => void>()
  const tell = (event: EventName, payload: unknown) => {
    // A worker that died and was restarted would invalidate the measurement.
    if (event === 'app.notice') throw new Error(JSON.stringify(payload))
    if (event !== 'sync.progress') return
    const progress = payload as Progress
    if (progress.status !== 'running') for (const end of ends) end(progress)
  }
  const engine = startEngine(
    new URL(parts.worker),
    { dataDir, migrationsDir: parts.migrationsDir, hosts, pace },
    handlers,
    tell,
  )
  const call: Client<typeof api> = async (name, ...args) => unwrap(api, name, await engine.ask(name, args[0]))
  return {
    call,
    async load(shopId, steps) {
      const ended = new Promise<Progress>(resolve => ends.add(resolve))
      await call('sync.start', { shopId, ...(steps ? { steps: [...steps] } : {}) })
      const last = await ended
      ends.clear()
      return last
    },
    close: engine.close,
  }
}
