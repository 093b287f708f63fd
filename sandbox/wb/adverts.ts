import { startOfDay } from '../clock.ts'
import { groupBy } from '../group.ts'
import type { Handler } from './call.ts'
import { moscowMicros, moscowZoned, ok } from './call.ts'
import { advertRefusal } from './errors.ts'
import type { WbShop } from './shop.ts'
import type { Campaign } from './world/ads.ts'
import { bidsAt, statusOn } from './world/ads.ts'

/** `deleted` of a campaign that was not deleted (wildberries.md 1.7). */
const NEVER = '2100-01-01T00:00:00+03:00'

/** The last change of a campaign: its end, its start or its making. */
function changedAt(c: Campaign, today: number): number {
  const days = [c.toDay, c.fromDay, c.fromDay - 40].filter(day => day !== null)
  return startOfDay(days.find(day => day <= today) ?? c.fromDay - 40) + 36_000_000 + c.id * 13
}

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
  const { today, campaigns } = shop.world()
  const all = campaigns()
  const groups = [...groupBy(all, c => `${c.type}/${statusOn(c, today)}`).values()]
  return ok({
    adverts:
      all.length === 0
        ? null
        : groups.map(group => ({
            type: (group[0] as Campaign).type,
            status: statusOn(group[0] as Campaign, today),
            count: group.length,
            advert_list: group.map(c => ({ advertId: c.id, changeTime: moscowMicros(changedAt(c, today)) })),
          })),
    all: all.length,
  })
}

/** GET /api/advert/v2/adverts: names, products and bids; campaigns of the old types are left out. */
export const adverts: Handler = ({ shop, query }) => {
  const { seed, now, today, campaigns } = shop.world()
  const ids = idsOf(query.get('ids'))
  const statuses = (query.get('statuses') ?? '').split(',').filter(Boolean).map(Number)
  const payment = query.get('payment_type')
  const found = campaigns().filter(
    c =>
      c.type === 9 &&
      (ids.length === 0 || ids.includes(c.id)) &&
      (statuses.length === 0 || statuses.includes(statusOn(c, today))) &&
      (payment === null || payment === c.payment),
  )
  return ok({
    adverts: found.map(c => ({
      id: c.id,
      bid_type: c.bidType,
      currency: shop.profile.currency,
      status: statusOn(c, today),
      nm_settings:
        c.status === -1
          ? null
          : c.cards.map(entry => ({
              nm_id: entry.card.nmId,
              bids_kopecks: bidsAt(seed, c, entry, now),
              subject: { id: entry.card.subjectId, name: entry.card.subject.toLowerCase() },
            })),
      restrictions: { can_change_nms: c.status !== 7 },
      settings: {
        name: c.name,
        payment_type: c.payment,
        placements: { search: true, recommendations: (c.cards[0]?.recommendations ?? 0) > 0 },
      },
      timestamps: {
        created: moscowMicros(startOfDay(c.fromDay - 40) + 36_000_000 + c.id * 13),
        started: c.fromDay > today ? null : moscowZoned(startOfDay(c.fromDay) + 30_000_000),
        updated: moscowMicros(changedAt(c, today)),
        deleted: c.status === -1 ? moscowMicros(changedAt(c, today)) : NEVER,
      },
    })),
  })
}
