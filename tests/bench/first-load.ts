import { join } from 'node:path'
import { ozon } from '../../loaders/ozon/api.ts'
import type { LogEntry } from '../../sandbox/index.ts'
import type { Figure } from './figure.ts'
import { round } from './figure.ts'
import { keysOf } from './keys.ts'
import { load } from './load.ts'
import { sandboxProcess } from './sandbox-process.ts'

const LATENCY_MS = 150
const FASTER = 60

/** (c) the first load of the default world, against the time that the slowest bucket leaves it no choice about. */
export async function firstLoad(folder: string): Promise<readonly Figure[]> {
  const sandbox = await sandboxProcess('--latency', String(LATENCY_MS), '--speedup', String(FASTER))
  try {
    const loaded = await load({
      dataDir: join(folder, 'first-load'),
      hosts: sandbox.hosts,
      pace: FASTER,
      keys: keysOf(sandbox.key),
    })
    const log = await sandbox.log()
    const { bucket, requests, seconds } = floorOf(log)
    return [
      {
        name: 'first load of the default world / floor of its slowest bucket',
        ratio: round(loaded.seconds / seconds),
        bar: 1.2,
        better: 'lower',
        seconds: round(loaded.seconds),
        floorSeconds: round(seconds),
        bucket,
        bucketRequests: requests,
        requests: log.length,
        lanes: JSON.stringify(lanes(log)),
      },
    ]
  } finally {
    await sandbox.close()
  }
}

function floorOf(log: readonly LogEntry[]) {
  const buckets = new Map<string, { requests: number; every: number }>()
  for (const { host, method, path } of log)
    for (const { name, every } of ozon.buckets({ host, method: method as 'GET' | 'POST', path })) {
      const known = buckets.get(name) ?? { requests: 0, every }
      buckets.set(name, { requests: known.requests + 1, every })
    }
  const floors = [...buckets].map(([bucket, { requests, every }]) => ({
    bucket,
    requests,
    // The first goes at once; the last needs its answer.
    seconds: ((requests - 1) * every) / FASTER / 1000 + LATENCY_MS / 1000,
  }))
  return floors.reduce((slowest, one) => (one.seconds > slowest.seconds ? one : slowest))
}

/** When each path was asked first and last, in seconds from the start: which lane bounds the load. */
function lanes(log: readonly LogEntry[]) {
  const start = log[0]?.at ?? 0
  const spans = new Map<string, { from: number; to: number; n: number }>()
  for (const { path, at } of log) {
    const name = path.replace(/\/(\d+|[0-9a-f-]{36})(?=\/|$)/g, '/*')
    const known = spans.get(name)
    spans.set(name, {
      from: known?.from ?? (at - start) / 1000,
      to: (at - start) / 1000,
      n: (known?.n ?? 0) + 1,
    })
  }
  return Object.fromEntries(spans)
}
