import { z } from 'zod'
import type { Kopecks } from '../core/money.ts'
import { block, count, flag, id, list, maybeId, moscowTime, text } from '../core/shapes.ts'
import type { IdsOf } from '../core/slices.ts'
import type { Io } from '../core/source.ts'
import type { Id } from '../core/table.ts'
import { campaigns } from './ads-tables.ts'

export const HOST = 'wb-advert'
export const ADVERTS = '/api/advert/v2/adverts'

export const Advert = z.looseObject({
  id,
  bid_type: text,
  currency: text,
  status: count,
  nm_settings: list(
    z.object({
      nm_id: id,
      bids_kopecks: block({ search: count, recommendations: count }),
      subject: block({ id: maybeId, name: text }),
    }),
  ),
  restrictions: block({ can_change_nms: flag }),
  settings: block({
    name: text,
    payment_type: text,
    placements: block({ search: flag, recommendations: flag }),
  }),
  timestamps: block({ created: moscowTime, started: moscowTime, updated: moscowTime, deleted: moscowTime }),
})
export type Advert = z.output<typeof Advert>
const AdvertsPage = block({ adverts: list(Advert) })

/** Details of up to fifty campaigns; those of kinds that are no longer made are left out of the answer. */
export async function advertsOf(io: Io, ids: readonly Id[]): Promise<readonly Advert[]> {
  const request = { host: HOST, method: 'GET', path: ADVERTS, query: { ids: ids.join() } } as const
  return (await io.json(request, AdvertsPage))?.adverts ?? []
}

/** A bid in hundredths of the account's currency, as it is told; zero, and what is no bid at all, are none. */
export const bidOf = (told: number | null | undefined): Kopecks | null =>
  told && told > 0 ? (told as Kopecks) : null

/** Campaigns of these statuses. */
export const withStatus = (...statuses: readonly string[]): IdsOf => ({
  table: campaigns,
  column: 'advert_id',
  where: { status: statuses },
})
