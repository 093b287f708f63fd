import { EventKind, type EventsQuery } from '#contract/events.ts'
import type { Day } from '#contract/money.ts'

export const KINDS = EventKind.options

/** Which changes a person wants to see; nothing chosen is all of them. */
export interface Filters {
  readonly shop: number | null
  readonly kinds: readonly EventKind[]
  readonly from: Day | null
  readonly to: Day | null
  readonly text: string
}

/** What an address says; what cannot be read in it is not chosen. */
export function readFilters(address: URLSearchParams): Filters {
  const from = dayOf(address.get('from'))
  const to = dayOf(address.get('to'))
  const period = from !== null && to !== null && from <= to
  const asked = address.getAll('kind')
  return {
    shop: Number(address.get('shop')) || null,
    kinds: KINDS.filter(kind => asked.includes(kind)),
    from: period ? from : null,
    to: period ? to : null,
    text: (address.get('text') ?? '').slice(0, 200),
  }
}

/** The address of these filters. */
export function writeFilters({ shop, kinds, from, to, text }: Filters): URLSearchParams {
  const address = new URLSearchParams()
  if (shop !== null) address.set('shop', String(shop))
  for (const kind of kinds) address.append('kind', kind)
  if (from !== null && to !== null) {
    address.set('from', from)
    address.set('to', to)
  }
  if (text !== '') address.set('text', text)
  return address
}

export const isAll = (filters: Filters): boolean => writeFilters(filters).size === 0

/** Whether one change follows another on the same search: Back undoes a search, not its letters. */
export const isTypingOn = (before: Filters, change: Partial<Filters>): boolean =>
  before.text !== '' && change.text !== undefined && change.text !== '' && Object.keys(change).length === 1

/** The question for a page of the feed: the events before one of them, or the newest. */
export const queryOf = ({ shop, kinds, from, to, text }: Filters, before: number | null): EventsQuery => ({
  shopIds: shop === null ? null : [shop],
  kinds: kinds.length === 0 ? null : [...kinds],
  from,
  to,
  text,
  before,
})

function dayOf(text: string | null): Day | null {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}
