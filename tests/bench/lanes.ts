import type { LogEntry } from '../../sandbox/index.ts'

/** First and last request of each path, seconds from the start, which show the lane that limits the load. */
export function lanes(log: readonly LogEntry[]) {
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
