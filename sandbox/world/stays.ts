import { dayString } from '../clock.ts'

/** A product in a promotion between two Moscow days, both included: how many times as much is ordered of it, and by how many points its price is lower. */
export type Stay = {
  readonly id: number
  readonly promotion: number
  readonly from: string
  readonly to: string
  readonly times: number
  readonly cut: number
}

/** A product that nobody can order between two Moscow days, both included. */
export type Blocked = {
  readonly id: number
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** Days on which something is said of products, as the spans in which the same is said. */
export function blockedWithin(
  items: readonly { readonly id: number; readonly index: number }[],
  { from, to }: { readonly from: number; readonly to: number },
  reasonOn: (index: number, day: number) => string | null,
): readonly Blocked[] {
  const spans: Blocked[] = []
  for (const { id, index } of items) {
    let since: { readonly day: number; readonly reason: string } | null = null
    for (let day = from; day <= to + 1; day++) {
      const reason = day > to ? null : reasonOn(index, day)
      if (since && since.reason !== reason) {
        spans.push({ id, from: dayString(since.day), to: dayString(day - 1), reason: since.reason })
        since = null
      }
      if (reason !== null) since ??= { day, reason }
    }
  }
  return spans
}
