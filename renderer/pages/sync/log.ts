import type { LogLine } from '#contract/schedule.ts'

/** Lines that the page keeps; the engine keeps more, and all are in the diagnostics. */
export const KEPT = 1_000

const WEIGHT = { info: 0, warn: 1, error: 2 } as const

/** Merges new lines into lines that are newest first, without duplicates and up to the limit. `more` is oldest first, as the engine sends it. */
export function joined(lines: readonly LogLine[], more: readonly LogLine[]): readonly LogLine[] {
  const newest = lines[0]?.id ?? Number.NEGATIVE_INFINITY
  const fresh = more.filter(line => line.id > newest).reverse()
  return fresh.length === 0 ? lines : [...fresh, ...lines].slice(0, KEPT)
}

/** Merges the requested log, oldest first, with lines pushed since; ids increase across restarts. */
export const renewed = (lines: readonly LogLine[], given: readonly LogLine[]): readonly LogLine[] =>
  joined(joined([], given), lines.toReversed())

export interface Wanted {
  /** This level and those above it. */
  readonly level: LogLine['level']
  readonly shopId: number | null
  /** A part of the displayed line. */
  readonly text: string
}

/** Filters lines; `said` is the displayed text of a line. */
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
