import { dayString, moscowDay } from '../../clock.ts'
import type { World } from './index.ts'

/** An accrual that is told on another day than its own, or goes; kopecks, Moscow days. */
export type LateRow = {
  readonly id: number
  readonly day: string
  readonly toldOn: string
  /** The day from which it is there no more, or has another sum. */
  readonly goneOn: string | null
  readonly sum: number
  /** Whether it is the sale of a posting. */
  readonly sale: boolean
}

/** What changes after its day, and what each day comes to when all of it has: kopecks by day. */
export type Late = {
  readonly rows: readonly LateRow[]
  readonly settled: Readonly<Record<string, number>>
}

/** Of the days of a span that have begun. */
export function lateOf(world: World, from: number, to: number): Late {
  const rows: LateRow[] = []
  const settled: Record<string, number> = {}
  for (const a of world.everything()) {
    if (a.day < from || a.day > to || a.currency !== null) continue
    const day = dayString(a.day)
    const isGoing = Number.isFinite(a.goneAt)
    if (!isGoing) settled[day] = (settled[day] ?? 0) + a.total
    const toldOn = moscowDay(a.publishedAt)
    if (toldOn === a.day && !isGoing) continue
    const goneOn = isGoing ? dayString(moscowDay(a.goneAt)) : null
    rows.push({
      id: a.id,
      day,
      toldOn: dayString(toldOn),
      goneOn,
      sum: a.total,
      sale: a.operation === 'sale',
    })
  }
  return { rows: rows.sort((a, b) => a.day.localeCompare(b.day) || a.id - b.id), settled }
}
