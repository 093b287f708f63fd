import { EventKind, type EventsQuery } from '#contract/events.ts'
import type { Day } from '#contract/money.ts'
import type { Shop } from '#contract/shop.ts'
import { type Chosen, readPeriod, writePeriod } from '../../components/PeriodPicker/period.ts'

export const KINDS = EventKind.options

/** The changes to show; an empty filter includes all. */
export interface Filters {
  readonly shop: number | null
  readonly kinds: readonly EventKind[]
  readonly period: Chosen | null
  readonly text: string
}

/** Parses the filters of a URL; unreadable values and unknown shops are ignored. `today` is the Moscow day. */
export function readFilters(
  address: URLSearchParams,
  shops: readonly Pick<Shop, 'id'>[],
  today: Day,
): Filters {
  const asked = address.getAll('kind')
  return {
    shop: shops.find(({ id }) => String(id) === address.get('shop'))?.id ?? null,
    kinds: KINDS.filter(kind => asked.includes(kind)),
    period: readPeriod(address, today, null),
    text: (address.get('text') ?? '').slice(0, 200),
  }
}

/** The URL parameters of filters. */
export function writeFilters({ shop, kinds, period, text }: Filters): URLSearchParams {
  const address = new URLSearchParams()
  if (shop !== null) address.set('shop', String(shop))
  for (const kind of kinds) address.append('kind', kind)
  if (period !== null)
    for (const [name, value] of Object.entries(writePeriod(period))) address.set(name, value)
  if (text !== '') address.set('text', text)
  return address
}

export const isAll = (filters: Filters): boolean => writeFilters(filters).size === 0

/** Whether a change continues the same search, so that Back undoes the search, not its letters. */
export const isTypingOn = (before: Filters, change: Partial<Filters>): boolean =>
  before.text !== '' && change.text !== undefined && change.text !== '' && Object.keys(change).length === 1

/** The query for a page of the feed: events before a given one, or the newest. */
export const queryOf = ({ shop, kinds, period, text }: Filters, before: number | null): EventsQuery => ({
  shopIds: shop === null ? null : [shop],
  kinds: kinds.length === 0 ? null : [...kinds],
  from: period?.from ?? null,
  to: period?.to ?? null,
  text,
  before,
})
