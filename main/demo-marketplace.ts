import { Worker } from 'node:worker_threads'
import type { Host } from '#contract/host.ts'
import type { Handlers } from '#contract/rpc.ts'

/** The limits of the demo run by so many times faster: nobody waits twenty minutes for a funnel that is made up. */
const PACE = 60

type Demo = Awaited<ReturnType<Handlers<Host>['demo.get']>>

/** The sandbox in a thread of its own, started when the first demo shop asks for it. `entry` is its thread's file. */
export function demoMarketplace(
  entry: URL,
  options: { readonly scale?: number } = {},
): { get(): Promise<Demo>; close(): Promise<void> } {
  let running: { worker: Worker; ready: Promise<Demo> } | null = null
  const start = () => {
    const worker = new Worker(entry, { workerData: { ...options, speedup: PACE }, name: 'sandbox' })
    const ready = new Promise<Demo>((resolve, reject) => {
      worker.once('message', (told: Omit<Demo, 'pace'>) => resolve({ ...told, pace: PACE }))
      worker.once('error', reject)
    })
    worker.once('exit', () => {
      running = null
    })
    return { worker, ready }
  }
  return {
    get() {
      running ??= start()
      return running.ready
    },
    async close() {
      await running?.worker.terminate()
      running = null
    },
  }
}
