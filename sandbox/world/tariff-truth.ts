import { dayString } from '../clock.ts'
import type { DemandTruth } from './demand-truth.ts'
import type { Step } from './tariffs.ts'

/** What the marketplace takes, measures and gives; each list tells what holds on the first day, and every change after it. */
export type TariffTruth = {
  /** Points by which the commission of each category differs from its first one. */
  readonly commissions: readonly {
    readonly category: number
    readonly day: string
    readonly points: number
  }[]
  /** The volume of each product whose measures changed, litres. */
  readonly volumes: readonly { readonly id: number; readonly day: string; readonly litres: number }[]
  /** Days on which the part that buyers pay of a category rose or fell by three points or more. */
  readonly jumps: readonly {
    readonly category: number
    readonly day: string
    readonly from: number
    readonly to: number
  }[]
}

const JUMP = 0.03

type Span = { readonly from: number; readonly to: number }

/** The steps that hold in a span: of a first day before it that day is the span's. */
function within<T>(steps: readonly Step<T>[], { from, to }: Span): readonly { day: string; value: T }[] {
  const first = steps.filter(step => step.from <= from).at(-1)
  return [
    ...(first ? [{ day: dayString(from), value: first.value }] : []),
    ...steps
      .filter(step => step.from > from && step.from <= to)
      .map(({ from: day, value }) => ({ day: dayString(day), value })),
  ]
}

/** The truth of tariffs between two Moscow days, both included. */
export function tariffTruth(
  of: {
    readonly commissions: ReadonlyMap<number, readonly Step<number>[]>
    readonly volumes: readonly { readonly id: number; readonly steps: readonly Step<number>[] }[]
    /** From the day before the span on. */
    readonly shares: DemandTruth['shares']
  },
  span: Span,
): TariffTruth {
  const jumps: TariffTruth['jumps'][number][] = []
  const before = new Map<number, number>()
  for (const { category, day, share } of of.shares) {
    const from = before.get(category)
    before.set(category, share)
    if (from !== undefined && Math.abs(share - from) >= JUMP - 1e-9)
      jumps.push({ category, day, from, to: share })
  }
  return {
    commissions: [...of.commissions].flatMap(([category, steps]) =>
      within(steps, span).map(({ day, value }) => ({ category, day, points: value })),
    ),
    volumes: of.volumes
      .filter(({ steps }) => steps.length > 1)
      .flatMap(({ id, steps }) => within(steps, span).map(({ day, value }) => ({ id, day, litres: value }))),
    jumps,
  }
}
