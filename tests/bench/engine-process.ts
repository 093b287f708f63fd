import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Parts } from './engine-host.ts'
import { hostedEngine } from './engine-host.ts'
import type { Loaded, LoadOptions } from './load.ts'

// A process with only a main thread, as idle as the app's, and the engine in its worker: loads a shop and reports what it took.
const SAMPLED_MS = 100

const { keys, steps, ...of } = JSON.parse(process.argv[2] ?? '') as LoadOptions & { readonly parts: Parts }
const engine = hostedEngine(of)
const shop = await engine.call('shop.add', { name: 'bench', keys })

let peak = 0
const sample = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, SAMPLED_MS)
const delay = monitorEventLoopDelay({ resolution: 5 })
const before = process.cpuUsage()
const began = performance.now()
delay.enable()
const progress = await engine.load(shop.id, steps)
delay.disable()
const seconds = (performance.now() - began) / 1000
clearInterval(sample)
const { user, system } = process.cpuUsage(before)
await engine.close()

const loaded: Loaded = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  peakBytes: peak,
  // The monitor includes its own interval in each delay.
  delayMs: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
  progress,
}
process.send?.(loaded)
