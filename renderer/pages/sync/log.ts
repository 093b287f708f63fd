import type { LogLine } from '#contract/schedule.ts'

/** Lines that the page keeps; the engine keeps more, and all of them go into the diagnostics. */
export const KEPT = 1_000

const WEIGHT = { info: 0, warn: 1, error: 2 } as const

/** Lines newest first with more of them, each once and no more than are kept. `more` comes oldest first, as the engine tells it. */
export function joined(lines: readonly LogLine[], more: readonly LogLine[]): readonly LogLine[] {
  const newest = lines[0]?.id ?? Number.NEGATIVE_INFINITY
  const fresh = more.filter(line => line.id > newest).reverse()
  return fresh.length === 0 ? lines : [...fresh, ...lines].slice(0, KEPT)
}

/** The log as it was asked for, oldest first, below what has been told since; ids grow over restarts. */
export const renewed = (lines: readonly LogLine[], given: readonly LogLine[]): readonly LogLine[] =>
  joined(joined([], given), lines.toReversed())

export interface Wanted {
  /** This level and those above it. */
  readonly level: LogLine['level']
  readonly shopId: number | null
  /** Part of the line as it is read. */
  readonly text: string
}

/** The lines that a person wants to see; `said` is the whole line as it is read. */
export function wanted(
  lines: readonly LogLine[],
  { level, shopId, text }: Wanted,
  said: (line: LogLine) => string,
): readonly LogLine[] {
  const part = text.trim().toLocaleLowerCase()
  return lines.filter(
    line =>
      WEIGHT[line.level] >= WEIGHT[level] &&
      (shopId === null || line.shopId === shopId) &&
      (part === '' || said(line).toLocaleLowerCase().includes(part)),
  )
}
