import { z } from 'zod'
import { moscowDay, utcMillis } from '../clock.ts'
import { roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { instant, moscowZoned, ok, read } from './call.ts'
import { analyticsRefusal, badRequest } from './errors.ts'
import { cancelOf, stageAt } from './world/orders.ts'

/** How far back the current status of an order may lie. */
const DAYS = 31

const request = z.object({
  selectedPeriod: z.object({ start: instant, end: instant.optional() }),
  nmIds: z.array(z.number()).default([]),
  subjectIds: z.array(z.number()).default([]),
  brandNames: z.array(z.string()).default([]),
  tagIds: z.array(z.number()).default([]),
  pagination: z
    .object({
      snapshotTime: z.string().optional(),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(10_000).default(50),
    })
    .prefault({}),
})

/** POST /api/analytics/v1/order-feed: orders by the time of their present status, newest first. */
export const orderFeed: Handler = call => {
  const { selectedPeriod, nmIds, pagination } = read(request, call.body, call.host)
  const { now, today, orders } = call.shop.world()
  if (moscowDay(selectedPeriod.start) < today - DAYS)
    throw badRequest(call.host, 'selectedPeriod.start: must be within the last 31 days')
  if (pagination.offset > 0 && pagination.snapshotTime === undefined)
    throw analyticsRefusal(
      400,
      'Invalid request body',
      'pagination.snapshotTime is required from the second page',
    )
  const end = selectedPeriod.end ?? now
  const found = orders()
    .map(order => ({ order, stage: stageAt(order, now) }))
    .filter(
      ({ order, stage }) =>
        stage.at >= selectedPeriod.start &&
        stage.at <= end &&
        (nmIds.length === 0 || nmIds.includes(order.card.nmId)),
    )
    .sort((a, b) => b.stage.at - a.stage.at || b.order.serial - a.order.serial)
  const { offset, limit } = pagination
  return ok({
    data: {
      snapshotTime: pagination.snapshotTime ?? utcMillis(now),
      currency: call.shop.profile.currency,
      orders: found.slice(offset, offset + limit).map(({ order: o, stage }) => ({
        nmId: o.card.nmId,
        chrtId: o.size.chrtId,
        srid: o.srid,
        createdAt: moscowZoned(o.at),
        updatedAt: moscowZoned(stage.at),
        status: stage.status,
        ...(stage.status === 'cancel' ? { cancelType: cancelOf(o) } : {}),
        warehouseName: o.fbs ? o.warehouse : 'Склад WB',
        warehouseRegion: o.fbs ? 'Центральный' : '',
        isMp: o.fbs,
        destinationCity: o.to.city,
        destinationDistrict: o.to.okrug.replace(' федеральный округ', '') || o.to.country,
        sellerPrice: roubles(o.priceWithDisc),
        isB2b: o.serial % 41 === 7,
      })),
    },
  })
}
