import type { HostName } from './marketplaces.ts'

/** One request as the sandbox saw it; `body` never holds a secret. */
export type LogEntry = {
  readonly at: number
  readonly host: HostName
  readonly shop: string | null
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, readonly string[]>>
  readonly body: unknown
  readonly status: number
  readonly fault: string | null
}

/** Filter of log entries; a path may be a `*` pattern. */
export type LogFilter = {
  readonly host?: LogEntry['host']
  readonly shop?: string
  readonly path?: string
  readonly status?: number
}

/** The requests so far, and questions about them. */
export type RequestLog = {
  readonly entries: readonly LogEntry[]
  add(entry: LogEntry): void
  find(filter?: LogFilter): readonly LogEntry[]
  count(filter?: LogFilter): number
  /** The most requests that started within any window of so many milliseconds. */
  busiest(windowMs: number, filter?: LogFilter): number
  /** Counts as `path status` → number. */
  summary(): Record<string, number>
  clear(): void
}

/** A body for the log, whatever it is. */
export function parsedOr(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return text
  }
}

/** The same without the one secret that travels in a body. */
export const withoutSecret = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'client_secret' in body
    ? { ...body, client_secret: '***' }
    : body

const KEPT = 50_000

/** Whether a path matches a pattern with `*` as wildcard. */
export const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(path)

/** An empty log; it forgets the oldest of more than 50,000 requests. */
export function makeLog(): RequestLog {
  const entries: LogEntry[] = []
  const find = (filter: LogFilter = {}) =>
    entries.filter(
      e =>
        (filter.host === undefined || e.host === filter.host) &&
        (filter.shop === undefined || e.shop === filter.shop) &&
        (filter.status === undefined || e.status === filter.status) &&
        (filter.path === undefined || fits(filter.path, e.path)),
    )
  return {
    entries,
    add: entry => {
      entries.push(entry)
      if (entries.length > KEPT) entries.splice(0, KEPT / 10)
    },
    find,
    count: filter => find(filter).length,
    busiest: (windowMs, filter) => {
      const times = find(filter)
        .map(e => e.at)
        .sort((a, b) => a - b)
      let most = 0
      let first = 0
      times.forEach((at, last) => {
        while (at - (times[first] as number) >= windowMs) first++
        most = Math.max(most, last - first + 1)
      })
      return most
    },
    summary: () => {
      const counts: Record<string, number> = {}
      for (const e of entries) counts[`${e.path} ${e.status}`] = (counts[`${e.path} ${e.status}`] ?? 0) + 1
      return counts
    },
    clear: () => {
      entries.length = 0
    },
  }
}
