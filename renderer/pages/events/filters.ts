import type { EventsQuery } from '#contract/events.ts'
import type { Day } from '#contract/money.ts'

/** The kinds of changes that are noticed, by marketplace. */
export const TYPES = {
  ozon: ['OZON_SEO_CHANGE', 'OZON_PHOTO_CHANGE'],
  wb: [
    'CONTENT_TITLE_CHANGED',
    'CONTENT_DESC_CHANGED',
    'CONTENT_MAIN_PHOTO_CHANGED',
    'CONTENT_PHOTO_ADDED',
    'CONTENT_PHOTO_REMOVED',
    'CONTENT_PHOTO_ORDER_CHANGED',
  ],
} as const

/** Which changes a person wants to see; nothing chosen is all of them. */
export interface Filters {
  readonly shop: number | null
  readonly types: readonly string[]
  readonly from: Day | null
  readonly to: Day | null
  readonly text: string
}

/** What an address says; what cannot be read in it is not chosen. */
export function readFilters(address: URLSearchParams): Filters {
  const known = new Set<string>([...TYPES.ozon, ...TYPES.wb])
  const from = dayOf(address.get('from'))
  const to = dayOf(address.get('to'))
  const period = from !== null && to !== null && from <= to
  return {
    shop: Number(address.get('shop')) || null,
    types: address.getAll('type').filter(type => known.has(type)),
    from: period ? from : null,
    to: period ? to : null,
    text: (address.get('text') ?? '').slice(0, 200),
  }
}

/** The address of these filters. */
export function writeFilters({ shop, types, from, to, text }: Filters): URLSearchParams {
  const address = new URLSearchParams()
  if (shop !== null) address.set('shop', String(shop))
  for (const type of types) address.append('type', type)
  if (from !== null && to !== null) {
    address.set('from', from)
    address.set('to', to)
  }
  if (text !== '') address.set('text', text)
  return address
}

export const isAll = (filters: Filters): boolean => writeFilters(filters).size === 0

/** The question for a page of the feed: the events before one of them, or the newest. */
export const queryOf = ({ shop, types, from, to, text }: Filters, before: number | null): EventsQuery => ({
  shopIds: shop === null ? null : [shop],
  types: types.length === 0 ? null : [...types],
  from,
  to,
  text,
  before,
})

function dayOf(text: string | null): Day | null {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}
