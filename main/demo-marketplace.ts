import { Worker } from 'node:worker_threads'
import type { Host } from '#contract/host.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Handlers } from '#contract/rpc.ts'
import { Keys, type Marketplace } from '#contract/shop.ts'
import type { Told as SandboxTold } from '../sandbox/thread.ts'

/** Acceleration of the demo's rate limits: nobody should wait twenty minutes for an invented funnel. */
const PACE = 60

/** The part used here of what the sandbox reports once it listens: a demo shop of each marketplace. */
type Told = Pick<SandboxTold, 'hosts'> & {
  readonly demos: Readonly<Record<Marketplace, { readonly shop: string }>>
}

/** What the engine asks of the demo marketplace. */
export type DemoHost = Pick<Handlers<Host>, 'demo.get' | 'demo.look'>

/** Runs the sandbox in its own thread, started by the first demo shop. `entry` is the file of the thread. */
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
