import { z } from 'zod'
import { endOfDay, startOfDay } from '../clock.ts'
import { roubles } from '../money.ts'
import type { Handler, Routes } from './call.ts'
import { instant, ok, queryObject, read } from './call.ts'
import { badRequest, calendarRefusal } from './errors.ts'
import { rate } from './limits.ts'
import type { Card } from './world/cards.ts'
import type { Promotion } from './world/promotions.ts'

const zulu = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`
const flag = z.enum(['true', 'false']).transform(text => text === 'true')
const page = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
}

const headOf = ({ id, name, type, first, last }: Promotion) => ({
  id,
  name,
  startDateTime: zulu(startOfDay(first)),
  endDateTime: zulu(endOfDay(last)),
  type,
})

const listRequest = z.object({ startDateTime: instant, endDateTime: instant, allPromo: flag, ...page })
/** GET /api/v1/calendar/promotions: what lies in a period, for a time after its end. */
const promotions: Handler = call => {
  const asked = read(listRequest, queryObject(call.query), call.host)
  if (asked.startDateTime > asked.endDateTime) throw badRequest(call.host, 'Invalid query params')
  const found = call.shop
    .world()
    .promotions()
    .filter(p => endOfDay(p.last) >= asked.startDateTime && startOfDay(p.first) <= asked.endDateTime)
  return ok({ data: { promotions: found.slice(asked.offset, asked.offset + asked.limit).map(headOf) } })
}

/** GET …/details, for at most a hundred ids; those that are not known are left out. */
const details: Handler = call => {
  const ids = call.query.getAll('promotionIDs').map(Number)
  if (ids.length === 0 || ids.length > 100 || ids.some(id => !Number.isInteger(id)))
    throw badRequest(call.host, 'Invalid query params')
  const found = call.shop
    .world()
    .promotions()
    .filter(({ id }) => ids.includes(id))
  return ok({
    data: {
      promotions: found.map(promotion => {
        const [inside, outside] = [promotion.joined.length, promotion.offered.length]
        return {
          ...headOf(promotion),
          description: `${promotion.name}: товары получат плашку акции.`,
          advantages: ['Плашка', 'Баннер'],
          inPromoActionLeftovers: Math.max(0, inside - 1),
          inPromoActionTotal: inside,
          notInPromoActionLeftovers: Math.max(0, outside - 1),
          notInPromoActionTotal: outside,
          participationPercentage: inside === 0 ? 0 : Math.round((inside * 100) / (inside + outside)),
          ...(promotion.type === 'auto' ? { exceptionProductsCount: 2 } : {}),
          ranging: [{ condition: 'productsInPromotion', participationRate: 10, boost: 7 }],
        }
      }),
    },
  })
}

const cardsRequest = z.object({ promotionID: z.coerce.number().int(), inAction: flag, ...page })
const rowOf = (card: Card, { more }: Promotion, inAction: boolean, currencyCode: string) => {
  const price = card.sizes[0]?.price ?? 0
  const planDiscount = Math.min(90, card.discount + more)
  return {
    id: card.nmId,
    inAction,
    price: roubles(price),
    currencyCode,
    planPrice: roubles(Math.round((price * (100 - planDiscount)) / 100)),
    discount: card.discount,
    planDiscount,
  }
}
/** GET …/nomenclatures: cards that are in a promotion or could join it; 422 for automatic ones. */
const nomenclatures: Handler = call => {
  const asked = read(cardsRequest, queryObject(call.query), call.host)
  const promotion = call.shop
    .world()
    .promotions()
    .find(({ id }) => id === asked.promotionID)
  if (!promotion || promotion.type === 'auto')
    throw calendarRefusal('Promotion is automatic or does not exist')
  const cards = asked.inAction ? promotion.joined : promotion.offered
  return ok({
    data: {
      nomenclatures: cards
        .slice(asked.offset, asked.offset + asked.limit)
        .map(card => rowOf(card, promotion, asked.inAction, call.shop.profile.currency)),
    },
  })
}

const limits = { rate: rate(10, 6, 5), base: rate(1, 3600), bucket: 'calendar' }
/** Endpoints of dp-calendar-api, which share one limit. */
export const CALENDAR: Routes = {
  'GET /api/v1/calendar/promotions': { handler: promotions, ...limits },
  'GET /api/v1/calendar/promotions/details': { handler: details, ...limits },
  'GET /api/v1/calendar/promotions/nomenclatures': { handler: nomenclatures, ...limits },
}
