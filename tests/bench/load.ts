import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { HostUrls } from '#contract/host.ts'
import type { Keys } from '#contract/shop.ts'
import type { Progress, StepStatus } from '#contract/sync.ts'
import { bundled } from './bundle.ts'

export interface LoadOptions {
  readonly dataDir: string
  readonly hosts: HostUrls
  readonly pace: number
  readonly keys: Keys
  readonly steps?: readonly string[]
  /** Timeout of the load, ms; default five minutes. */
  readonly longestMs?: number
  /** Allowed results of a step; default `done` only. */
  readonly ends?: readonly StepStatus[]
}
/** Measurements of a load, from its start to its end. */
export interface Loaded {
  readonly seconds: number
  /** Of the whole process: main thread, worker and DuckDB. */
  readonly cpuSeconds: number
  readonly peakBytes: number
  readonly delayMs: { readonly p99: number; readonly max: number }
  readonly progress: Progress
}

/** A load that takes longer counts as hanging. */
const LONGEST_MS = 300_000

/** Loads a shop in a process of its own. Throws if a step did not end well, or the load hangs. */
export async function load(options: LoadOptions, execArgv: readonly string[] = []): Promise<Loaded> {
  const { process, parts } = await bundled()
  const child = fork(process, [JSON.stringify({ ...options, parts })], { execArgv: [...execArgv] })
  const gone = once(child, 'exit')
  const stop = setTimeout(() => child.kill('SIGKILL'), options.longestMs ?? LONGEST_MS)
  const [loaded] = (await Promise.race([
    once(child, 'message'),
    gone.then(([code, signal]) =>
      Promise.reject(new Error(`the engine's process ended with ${code ?? signal}`)),
    ),
  ])) as [Loaded]
  await gone
  clearTimeout(stop)
  const ends = options.ends ?? ['done']
  const bad = loaded.progress.steps.find(step => !ends.includes(step.status))
  if (bad) throw new Error(`${bad.step} is ${bad.status}: ${bad.message}`)
  return loaded
}
