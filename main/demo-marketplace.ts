import { Worker } from 'node:worker_threads'
import type { Host } from '#contract/host.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Handlers } from '#contract/rpc.ts'
import { Keys, type Marketplace } from '#contract/shop.ts'
import type { Told as SandboxTold } from '../sandbox/thread.ts'

/** The limits of the demo run by so many times faster: nobody waits twenty minutes for a funnel that is made up. */
const PACE = 60

/** What the sandbox says once it listens, as far as it is asked here: a demo shop of each marketplace. */
type Told = Pick<SandboxTold, 'hosts'> & {
  readonly demos: Readonly<Record<Marketplace, { readonly shop: string }>>
}

/** What the engine asks of the demo's marketplace. */
export type DemoHost = Pick<Handlers<Host>, 'demo.get' | 'demo.look'>

/** The sandbox in a thread of its own, started when the first demo shop asks for it. `entry` is its thread's file. */
export function demoMarketplace(
  entry: URL,
  options: { readonly scale?: number } = {},
): { readonly host: DemoHost; close(): Promise<void> } {
  let running: { worker: Worker; ready: Promise<Told> } | null = null
  const start = () => {
    const worker = new Worker(entry, { workerData: { ...options, speedup: PACE }, name: 'sandbox' })
    const ready = new Promise<Told>((resolve, reject) => {
      worker.once('message', (told: SandboxTold) => resolve(told))
      worker.once('error', reject)
    })
    worker.once('exit', () => {
      running = null
    })
    return { worker, ready }
  }
  const listening = () => {
    running ??= start()
    return running
  }
  return {
    host: {
      async 'demo.get'({ marketplace }) {
        const { hosts, demos } = await listening().ready
        const keys = Keys.parse(MARKETPLACES[marketplace].fromFields({ ...demos[marketplace] }))
        return { hosts, keys, pace: PACE }
      },
      async 'demo.look'({ marketplace, daysAgo }) {
        const { worker, ready } = listening()
        const { shop } = (await ready).demos[marketplace]
        await new Promise<void>((resolve, reject) => {
          const heard = (said: { shop: string; daysAgo: number }) => {
            if (said.shop !== shop || said.daysAgo !== daysAgo) return
            worker.off('message', heard).off('exit', gone)
            resolve()
          }
          const gone = () => reject(new Error('the sandbox has ended'))
          worker.on('message', heard).once('exit', gone)
          worker.postMessage({ shop, daysAgo })
        })
      },
    },
    async close() {
      await running?.worker.terminate()
      running = null
    },
  }
}
