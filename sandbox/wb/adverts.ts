import { startOfDay } from '../clock.ts'
import { groupBy } from '../group.ts'
import type { Handler } from './call.ts'
import { moscowMicros, moscowZoned, ok } from './call.ts'
import { advertRefusal } from './errors.ts'
import type { WbShop } from './shop.ts'
import type { Campaign } from './world/campaigns.ts'
import { bidsAt, cardsAt, statusAt } from './world/campaigns.ts'

/** `deleted` of a campaign that was not deleted (wildberries.md 1.7). */
const NEVER = '2100-01-01T00:00:00+03:00'

/** The last thing that happened to a campaign; one that is ready for a later day was only made. */
const changedAt = ({ run }: Campaign, now: number): number => run.deeds(now).at(-1)?.at ?? run.createdAt

/** A list of ids in a query; 400 `invalid ids` for anything else or more than 50. */
export function idsOf(text: string | null): readonly number[] {
  const ids = (text ?? '').split(',').filter(Boolean).map(Number)
  if (ids.length > 50 || ids.some(id => !Number.isInteger(id)))
    throw advertRefusal(400, 'invalid payload', 'invalid ids')
  return ids
}

/** The campaigns with these ids; one unknown id spoils the whole question. */
export function campaignsById(shop: WbShop, ids: readonly number[]): readonly Campaign[] {
  const known = new Map(
    shop
      .world()
      .campaigns()
      .map(c => [c.id, c]),
  )
  return ids.map(id => {
    const campaign = known.get(id)
    if (!campaign) throw advertRefusal(400, 'invalid payload', 'invalid ids')
    return campaign
  })
}

/** GET /adv/v1/promotion/count: ids by type and status; null for a shop without campaigns. */
export const promotionCount: Handler = ({ shop }) => {
  const { now, campaigns } = shop.world()
  const all = campaigns()
  const groups = [...groupBy(all, c => `${c.type}/${statusAt(c, now)}`).values()]
  return ok({
    adverts:
      all.length === 0
        ? null
        : groups.map(group => ({
            type: (group[0] as Campaign).type,
            status: statusAt(group[0] as Campaign, now),
            count: group.length,
            advert_list: group.map(c => ({ advertId: c.id, changeTime: moscowMicros(changedAt(c, now)) })),
          })),
    all: all.length,
  })
}

/** GET /api/advert/v2/adverts: names, products and bids; campaigns of the old types are left out. */
export const adverts: Handler = ({ shop, query }) => {
  const { seed, now, campaigns } = shop.world()
  const ids = idsOf(query.get('ids'))
  const statuses = (query.get('statuses') ?? '').split(',').filter(Boolean).map(Number)
  const payment = query.get('payment_type')
  const found = campaigns().filter(
    c =>
      c.type === 9 &&
      (ids.length === 0 || ids.includes(c.id)) &&
      (statuses.length === 0 || statuses.includes(statusAt(c, now))) &&
      (payment === null || payment === c.payment),
  )
  return ok({
    adverts: found.map(c => ({
      id: c.id,
      bid_type: c.bidType,
      currency: shop.profile.currency,
      status: statusAt(c, now),
      nm_settings:
        c.status === -1
          ? null
          : cardsAt(c, now).map(entry => ({
              nm_id: entry.card.nmId,
              bids_kopecks: bidsAt(seed, c, entry, now),
              subject: { id: entry.card.subjectId, name: entry.card.subject.toLowerCase() },
            })),
      restrictions: { can_change_nms: c.status !== 7 },
      settings: {
        name: c.name,
        payment_type: c.payment,
        placements: { search: true, recommendations: c.recommended },
      },
      timestamps: {
        created: moscowMicros(c.run.createdAt),
        started: startOfDay(c.fromDay) > now ? null : moscowZoned(startOfDay(c.fromDay)),
        updated: moscowMicros(changedAt(c, now)),
        deleted: c.status === -1 ? moscowMicros(changedAt(c, now)) : NEVER,
      },
    })),
  })
}
