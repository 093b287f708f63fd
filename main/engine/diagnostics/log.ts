import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LogLine } from '#contract/schedule.ts'
import type { Task, Tasks } from '../tasks/tasks.ts'

/** Lines kept in memory. */
export const KEPT_LINES = 1000
/** Size at which the log file is rotated, bytes. */
const LARGE = 5_000_000
/** Interval at which buffered lines are written and emitted, ms. */
const TOLD_EVERY_MS = 250

export interface About {
  readonly shopId?: number | null
  readonly step?: string | null
  /** Codes and numbers, never a key; messages of the marketplace are redacted before. */
  readonly details?: LogLine['details']
}
/** Writes a line; `word` is `log.<word>` in the strings. */
export type Log = (level: LogLine['level'], word: string, about?: About) => void

export interface OpenLog {
  readonly log: Log
  /** The last lines, oldest first. */
  last(limit: number): readonly LogLine[]
  /** Flushes buffered lines. */
  close(): void
}

/**
 * Opens the log of a data folder: `logs/prilavok.ndjson`, one line per entry, and the previous file. `tell` gets new lines; `now` is a clock in ms. If
 * `folder` is null, lines are kept in memory only. Never throws, since the log must work on a full disk.
 */
export function openLog(
  folder: string | null,
  emit: (lines: LogLine[]) => void,
  now: () => number,
  tasks: Tasks,
): OpenLog {
  const file = folder && join(folder, 'prilavok.ndjson')
  const older = folder && join(folder, 'prilavok.1.ndjson')
  const text = file ? textOf(file) : ''
  const lines = [...(older ? linesOf(textOf(older)) : []), ...linesOf(text)].slice(-KEPT_LINES)
  // A line truncated by a crash is terminated, so that the next one stays readable.
  let cut = text !== '' && !text.endsWith('\n')
  let id = lines.at(-1)?.id ?? 0
  let fresh: LogLine[] = []
  let turn: Task | null = null

  function flush(): void {
    turn = null
    if (fresh.length === 0) return
    const told = fresh
    fresh = []
    turn = tasks.after(TOLD_EVERY_MS, 'log', flush)
    if (folder && file && older)
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        if (existsSync(file) && statSync(file).size > LARGE) renameSync(file, older)
        const all = told.map(line => `${JSON.stringify(line)}\n`).join('')
        appendFileSync(file, cut ? `\n${all}` : all, { mode: 0o600 })
        cut = false
      })
    emit(told)
  }

  return {
    log(level, word, { shopId = null, step = null, details = {} } = {}) {
      id += 1
      const line: LogLine = { id, at: new Date(now()).toISOString(), level, shopId, step, word, details }
      lines.push(line)
      fresh.push(line)
      if (lines.length > KEPT_LINES) lines.shift()
      if (turn === null) flush()
    },
    last: limit => lines.slice(-limit),
    close() {
      turn?.cancel()
      flush()
      turn?.cancel()
    },
  }
}

const textOf = (file: string): string => attempt(() => readFileSync(file, 'utf8')) ?? ''

/** The last valid lines of a log file. */
function linesOf(text: string): readonly LogLine[] {
  const kept = text.split('\n').slice(-KEPT_LINES - 1)
  return kept.flatMap(line => {
    const parsed = LogLine.safeParse(attempt(() => JSON.parse(line)))
    return parsed.success ? [parsed.data] : []
  })
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
