import { z } from 'zod'
import { dayString } from '../clock.ts'
import type { Handler } from './call.ts'
import { day, ok, percent, read } from './call.ts'
import { badRequest } from './errors.ts'
import type { WbShop } from './shop.ts'
import type { Card } from './world/cards.ts'
import { isTrashed } from './world/cards.ts'
import { ratingOf } from './world/ratings.ts'
import type { Traffic } from './world/traffic.ts'

/** Days that the funnel reaches back. */
const YEAR = 365

type Sums = Omit<Traffic, 'card' | 'day'>
const zero = (): { -readonly [K in keyof Sums]: number } => ({
  opens: 0,
  carts: 0,
  orders: 0,
  orderSum: 0,
  buyouts: 0,
  buyoutSum: 0,
  cancels: 0,
  cancelSum: 0,
  wishes: 0,
})

function trafficByCard(shop: WbShop, from: number, to: number): Map<Card, Sums> {
  const sums = new Map<Card, ReturnType<typeof zero>>()
  for (let at = from; at <= to; at++)
    for (const row of shop.world().traffic(at)) {
      const sum = sums.get(row.card) ?? zero()
      for (const field of Object.keys(sum) as (keyof Sums)[]) sum[field] += row[field]
      sums.set(row.card, sum)
    }
  return sums
}

const period = z.object({ start: day, end: day })
const productsRequest = z.object({
  selectedPeriod: period,
  pastPeriod: period.optional(),
  nmIds: z.array(z.number()).max(1000).default([]),
  brandNames: z.array(z.string()).default([]),
  subjectIds: z.array(z.number()).default([]),
  tagIds: z.array(z.number()).default([]),
  skipDeletedNm: z.boolean().default(false),
  orderBy: z.object({ field: z.string(), mode: z.enum(['asc', 'desc']) }).optional(),
  limit: z.number().int().min(1).max(1000).default(50),
  offset: z.number().int().min(0).default(0),
})

function checkPeriod(shop: WbShop, { start, end }: { start: number; end: number }, days: number): void {
  const { today } = shop.world()
  if (start > end) throw badRequest('wb-analytics', 'invalid selectedPeriod: start is after end')
  if (start <= today - days - 1 || end > today)
    throw badRequest('wb-analytics', `invalid selectedPeriod: must be within the last ${days} days`)
}

const wbClub = {
  orderCount: 0,
  orderSum: 0,
  buyoutSum: 0,
  buyoutCount: 0,
  cancelSum: 0,
  cancelCount: 0,
  avgPrice: 0,
  buyoutPercent: 0,
  avgOrderCountPerDay: 0,
}

const conversions = (t: Sums) => ({
  addToCartPercent: percent(t.carts, t.opens),
  cartToOrderPercent: percent(t.orders, t.carts),
  buyoutPercent: percent(t.buyouts, t.buyouts + t.cancels),
})

const statistic = (t: Sums, start: number, end: number) => ({
  period: { start: dayString(start), end: dayString(end) },
  openCount: t.opens,
  cartCount: t.carts,
  orderCount: t.orders,
  orderSum: t.orderSum,
  buyoutCount: t.buyouts,
  buyoutSum: t.buyoutSum,
  cancelCount: t.cancels,
  cancelSum: t.cancelSum,
  avgPrice: t.orders === 0 ? 0 : Math.round(t.orderSum / t.orders),
  avgOrdersCountPerDay: Number((t.orders / (end - start + 1)).toFixed(2)),
  shareOrderPercent: 3,
  addToWishlist: t.wishes,
  timeToReady: { days: 1, hours: 8, mins: 34 },
  localizationPercent: 100,
  wbClub,
  conversions: conversions(t),
})

const productOf = (c: Card) => ({
  nmId: c.nmId,
  title: c.title,
  vendorCode: c.vendorCode,
  brandName: c.brand,
  subjectId: c.subjectId,
  subjectName: c.subject,
})

/** POST /api/analytics/v3/sales-funnel/products: the totals of a period within a year, a day at the least. */
export const salesFunnel: Handler = ({ shop, body, host }) => {
  const asked = read(productsRequest, body, host)
  const { start, end } = asked.selectedPeriod
  checkPeriod(shop, asked.selectedPeriod, YEAR)
  const { now, today, market } = shop.world()
  const found = [...trafficByCard(shop, start, end)]
    .filter(
      ([c]) =>
        (asked.nmIds.length === 0 || asked.nmIds.includes(c.nmId)) &&
        (asked.brandNames.length === 0 || asked.brandNames.includes(c.brand)) &&
        (asked.subjectIds.length === 0 || asked.subjectIds.includes(c.subjectId)) &&
        !(asked.skipDeletedNm && isTrashed(c, now)),
    )
    .sort(([a, x], [b, y]) => y.opens - x.opens || a.nmId - b.nmId)
  if (asked.orderBy?.mode === 'asc') found.reverse()
  const pieces = new Map<Card, { wb: number; mp: number }>()
  const add = (c: Card, wb: number, mp: number) => {
    const had = pieces.get(c) ?? { wb: 0, mp: 0 }
    pieces.set(c, { wb: had.wb + wb, mp: had.mp + mp })
  }
  for (const row of shop.world().wbStocks()) add(row.card, row.quantity, 0)
  for (const row of shop.world().ownStocks()) add(row.card, 0, row.quantity)
  return ok({
    data: {
      currency: shop.profile.currency,
      products: found.slice(asked.offset, asked.offset + asked.limit).map(([c, t]) => {
        const stocks = pieces.get(c) ?? { wb: 0, mp: 0 }
        return {
          product: {
            ...productOf(c),
            tags: c.index % 3 === 0 ? [{ id: 592_569, name: 'Популярный' }] : [],
            productRating: ratingOf(market, c, today).card,
            feedbackRating: ratingOf(market, c, today).feedback,
            stocks: {
              ...stocks,
              balanceSum: Math.round(((stocks.wb + stocks.mp) * (c.sizes[0]?.price ?? 0)) / 100),
            },
          },
          statistic: { selected: statistic(t, start, end) },
        }
      }),
    },
  })
}

const historyRequest = z.object({
  selectedPeriod: period,
  nmIds: z.array(z.number()).min(1).max(20),
  skipDeletedNm: z.boolean().default(false),
  aggregationLevel: z.enum(['day', 'week']).default('day'),
})

/** POST /api/analytics/v3/sales-funnel/products/history: days of the last week for at most twenty cards; a bare array. */
export const funnelHistory: Handler = ({ shop, body, host }) => {
  const { selectedPeriod, nmIds, skipDeletedNm } = read(historyRequest, body, host)
  checkPeriod(shop, selectedPeriod, 7)
  const { start, end } = selectedPeriod
  const { now } = shop.world()
  const cards = shop
    .world()
    .list()
    .filter(c => nmIds.includes(c.nmId) && !(skipDeletedNm && isTrashed(c, now)))
  const days = Array.from({ length: end - start + 1 }, (_, i) => start + i)
  const rows = new Map(
    days.map(at => [
      at,
      new Map(
        shop
          .world()
          .traffic(at)
          .map(row => [row.card, row]),
      ),
    ]),
  )
  return ok(
    cards.map(c => ({
      product: productOf(c),
      history: days.flatMap(at => {
        const t = rows.get(at)?.get(c)
        if (t === undefined) return []
        const rates = conversions(t)
        return {
          date: dayString(at),
          openCount: t.opens,
          cartCount: t.carts,
          orderCount: t.orders,
          orderSum: t.orderSum,
          buyoutCount: t.buyouts,
          buyoutSum: t.buyoutSum,
          buyoutPercent: rates.buyoutPercent,
          addToCartConversion: rates.addToCartPercent,
          cartToOrderConversion: rates.cartToOrderPercent,
          addToWishlistCount: t.wishes,
        }
      }),
      currency: shop.profile.currency,
    })),
  )
}
