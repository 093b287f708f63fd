import { z } from 'zod'
import { moscowDay, startOfDay } from '../clock.ts'
import { campaignsById, idsOf } from './adverts.ts'
import type { Handler } from './call.ts'
import { day, moscowMicros, moscowZoned, noContent, ok, queryObject, read } from './call.ts'
import { advertText, pathNotFound } from './errors.ts'
import type { Campaign } from './world/campaigns.ts'
import { statusAt } from './world/campaigns.ts'

const period = z.object({ from: day, to: day })

function periodOf(query: URLSearchParams): { readonly from: number; readonly to: number } {
  const result = period.safeParse(queryObject(query))
  if (!result.success) throw advertText('Некорректный формат даты')
  const { from, to } = result.data
  if (to < from || to - from > 30) throw advertText('Некорректный период: от 1 до 31 дня')
  return { from, to }
}

/** GET /adv/v1/upd: charges of 1 to 31 days; one whose document is not issued has no time and no number. */
export const charges: Handler = ({ shop, query }) => {
  const { from, to } = periodOf(query)
  const world = shop.world()
  const found = Array.from({ length: to - from + 1 }, (_, i) => world.charges(from + i)).flat()
  return ok(
    found.map(charge => ({
      updNum: charge.number,
      updTime: charge.at === null ? null : moscowMicros(charge.at),
      updSum: charge.sum,
      advertId: charge.campaign.id,
      campName: charge.campaign.name,
      advertType: charge.campaign.type,
      paymentType: charge.payment,
      advertStatus: statusAt(charge.campaign, world.now),
      currency: shop.profile.currency,
    })),
  )
}

/** What is left of a budget, whole roubles. */
const budgetOf = ({ run }: Campaign, now: number): number => Math.floor(run.leftAt(now) / 100)

/** POST /api/advert/v2/budget: remaining budgets of campaigns that can run. */
export const budgets: Handler = ({ shop, body, host }) => {
  const { advertIds } = read(z.object({ advertIds: z.array(z.number().int()).min(1).max(50) }), body, host)
  const { now } = shop.world()
  const found = campaignsById(shop, advertIds).filter(c => [4, 9, 11].includes(statusAt(c, now)))
  return ok({
    adverts: found.map(c => ({ advertId: c.id, currency: shop.profile.currency, total: budgetOf(c, now) })),
  })
}

/** The day on which the old budget method went (wildberries.md 0). */
const BUDGET_OFF = Date.UTC(2026, 10, 16) / 86_400_000

/** GET /adv/v1/budget, gone on 2026-11-16. */
export const oldBudget: Handler = ({ shop, query }) => {
  if (moscowDay(shop.world().now) >= BUDGET_OFF) throw pathNotFound()
  const [campaign] = campaignsById(shop, idsOf(query.get('id')))
  if (!campaign) throw advertText('Некорректный ID кампании')
  return ok({
    cash: 0,
    netting: 0,
    total: budgetOf(campaign, shop.world().now),
    currency: shop.profile.currency,
  })
}

/** GET /adv/v1/balance. */
export const adBalance: Handler = ({ shop }) => {
  const expires = moscowMicros(shop.world().now + 20 * 86_400_000)
  return ok({
    balance: 11_083,
    net: 0,
    currency: shop.profile.currency,
    bonus: 15_187,
    cashbacks: [{ sum: 10_672, percent: 50, expiration_date: expires }],
  })
}

/** GET /adv/v1/payments: a top-up every other Monday; 204 when there is none. */
export const payments: Handler = ({ shop, query }) => {
  const { from, to } = periodOf(query)
  const { startDay, today, campaigns } = shop.world()
  const days = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(
    at => at % 14 === 4 && at >= startDay && at <= today && campaigns().length > 0,
  )
  if (days.length === 0) return noContent
  return ok(
    days.map(at => ({
      id: 36_000_000 + at,
      date: moscowZoned(startOfDay(at) + 40_000_000),
      sum: 20_000,
      type: 3,
      statusId: 1,
      cardStatus: 'success',
      currency: shop.profile.currency,
    })),
  )
}

/** GET /api/advert/v0/daily-limits: kopecks; a day may cost what a week may. */
export const dailyLimits: Handler = ({ shop, query }) => {
  const { now, today, adRows } = shop.world()
  const found = campaignsById(shop, idsOf(query.get('advertIds')))
  const spent = new Map<number, number>()
  for (const { campaign, spend } of adRows(today))
    spent.set(campaign.id, (spent.get(campaign.id) ?? 0) + spend)
  return ok({
    adverts: found.map(c => ({
      advertId: c.id,
      enabled: c.id % 2 === 0,
      dailyLimit: c.run.budgetAt(now),
      spentToday: spent.get(c.id) ?? 0,
      currency: shop.profile.currency,
      carryOverEnabled: false,
      valid: true,
      requiredLimit: 0,
    })),
  })
}

const minimum = z.object({
  advert_id: z.number().int(),
  nm_ids: z.array(z.number().int()).min(1).max(100),
  payment_type: z.enum(['cpm', 'cpc']),
  placement_types: z.array(z.enum(['combined', 'search', 'recommendation'])).min(1),
})

/** POST /api/advert/v1/bids/min. */
export const minimumBids: Handler = ({ shop, body, host }) => {
  const asked = read(minimum, body, host)
  campaignsById(shop, [asked.advert_id])
  const value = asked.payment_type === 'cpm' ? 15_000 : 400
  return ok({
    bids: asked.nm_ids.map(nm_id => ({
      nm_id,
      bids: asked.placement_types.map(type => ({ type, value, currency: shop.profile.currency })),
    })),
  })
}
