import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { today } from '../core/declare/slices.ts'
import { get } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { day, id as idColumn, optional, table, text } from '../core/declare/table.ts'
import { id, list, text as word } from '../core/parse/fields.ts'

const blocked = table('fact_wb_blocked_cards', {
  store: 'facts',
  key: ['nm_id', 'dt'],
  day: 'dt',
  grain:
    'One card that was blocked on one day, with the reason. The answer has no dates: a block began on the first day with a row and ended on the first day without one that was loaded.',
  columns: {
    nm_id: idColumn(),
    dt: day(),
    vendor_code: optional(text()),
    name: optional(text()),
    brand: optional(text()),
    reason: optional(text()),
  },
})

/** No blocked card is an empty list, or no body. */
const Blocked = z
  .object({ report: list(z.object({ nmId: id, vendorCode: word, title: word, brand: word, reason: word })) })
  .nullable()

const cards = stream({
  id: 'wb.blocked.cards',
  into: [blocked],
  slices: today(),
  source: get(HOST.analytics)('/api/v1/analytics/banned-products/blocked', {
    shape: Blocked,
    body: () => ({ sort: 'nmId', order: 'asc' }),
  }),
  rows: (page, { to: dt }) => ({
    fact_wb_blocked_cards: (page?.report ?? []).map(card => ({
      nm_id: card.nmId,
      dt,
      vendor_code: card.vendorCode,
      name: card.title,
      brand: card.brand,
      reason: card.reason,
    })),
  }),
  write: { mode: 'replace' },
})

export const blockedTables = [blocked] as const
export const blockedStep = step('wb.blocked', { lane: 'main', refresh: 'daily' }, [cards])
