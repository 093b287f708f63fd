import { addDays, type Day } from '../../../loaders/core/time.ts'
import type { Facts } from '../store/duck.ts'

/** Which days each stream of each shop really has, from the slices committed with their rows. */
export interface Spans {
  /** Whether nothing is missing between `from` and `to`; days after the last load are late, not missing. */
  cover(shopId: number, stream: string, from: Day, to: Day): boolean
}

const SLICES = /* sql */ `
SELECT shop_id, stream_id, from_day::VARCHAR AS from_day, to_day::VARCHAR AS to_day FROM checkpoints ORDER BY shop_id, stream_id, from_day
`

interface Span {
  readonly from: Day
  readonly to: Day
}

/** Reads the spans of all shops. */
export async function readSpans(facts: Facts): Promise<Spans> {
  const byStream = new Map<string, Span[]>()
  for (const row of await facts.read(SLICES)) {
    const key = `${row.shop_id}/${row.stream_id}`
    const spans = byStream.get(key) ?? []
    byStream.set(key, joined(spans, { from: String(row.from_day), to: String(row.to_day) }))
  }
  return {
    cover: (shopId, stream, from, to) => covers(byStream.get(`${shopId}/${stream}`) ?? [], from, to),
  }
}

/** Adds a span behind those before it, in ascending order of their beginnings; what touches becomes one. */
export function joined(spans: readonly Span[], next: Span): Span[] {
  const last = spans.at(-1)
  if (!last || next.from > addDays(last.to, 1)) return [...spans, next]
  return next.to > last.to ? [...spans.slice(0, -1), { from: last.from, to: next.to }] : [...spans]
}

export function covers(spans: readonly Span[], from: Day, to: Day): boolean {
  const newest = spans.at(-1)
  if (!newest || newest.to < from) return false
  return spans.some(span => span.from <= from && (span.to >= to || span === newest))
}
