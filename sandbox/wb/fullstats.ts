import { z } from 'zod'
import { dayString } from '../clock.ts'
import { groupBy } from '../group.ts'
import { roubles } from '../money.ts'
import { campaignsById, idsOf } from './adverts.ts'
import type { Handler } from './call.ts'
import { day, ok, percent, queryObject, read } from './call.ts'
import { advertFields, advertRefusal } from './errors.ts'
import type { AdRow } from './world/ads.ts'
import type { Campaign } from './world/campaigns.ts'
import { statusAt } from './world/campaigns.ts'

/** Days of advertising statistics that are still answered. */
export const STATS_DAYS = 270

type Counts = {
  readonly views: number
  readonly clicks: number
  readonly atbs: number
  readonly orders: number
  readonly canceled: number
  /** Kopecks, as the next. */
  readonly spend: number
  readonly revenue: number
}

const add = (list: readonly Counts[]): Counts =>
  list.reduce(
    (sum, c) => ({
      views: sum.views + c.views,
      clicks: sum.clicks + c.clicks,
      atbs: sum.atbs + c.atbs,
      orders: sum.orders + c.orders,
      canceled: sum.canceled + c.canceled,
      spend: sum.spend + c.spend,
      revenue: sum.revenue + c.revenue,
    }),
    { views: 0, clicks: 0, atbs: 0, orders: 0, canceled: 0, spend: 0, revenue: 0 },
  )

const figures = (c: Counts) => ({
  views: c.views,
  clicks: c.clicks,
  ctr: percent(c.clicks, c.views, 2),
  cpc: c.clicks === 0 ? 0 : Number((c.spend / 100 / c.clicks).toFixed(2)),
  cr: percent(c.orders, c.clicks, 2),
  atbs: c.atbs,
  orders: c.orders,
  shks: c.orders,
  canceled: c.canceled,
  sum: roubles(c.spend),
  sum_price: roubles(c.revenue),
})

/** Apps that buyers come from, with their shares; the last one gets the remainder. */
const APPS = [
  [1, 0.2],
  [32, 0.55],
  [64, 1],
] as const

type Share = { readonly app: number; readonly row: AdRow; readonly counts: Counts }

/** A row cut into its apps, so that they add up to it again. */
function shares(row: AdRow): readonly Share[] {
  const left = { ...add([row]) } as { -readonly [K in keyof Counts]: number }
  return APPS.map(([app, share]) => {
    const counts = { ...left }
    for (const field of Object.keys(left) as (keyof Counts)[]) {
      counts[field] = share === 1 ? left[field] : Math.floor(left[field] * share)
      left[field] -= counts[field]
    }
    return { app, row, counts }
  }).filter(({ counts }) => Object.values(counts).some(n => n !== 0))
}

const nm = ({ row, counts }: Share) => ({ nmId: row.card.nmId, name: row.card.title, ...figures(counts) })

function dayOf(at: number, rows: readonly AdRow[]) {
  const apps = groupBy(rows.flatMap(shares), share => share.app)
  return {
    date: `${dayString(at)}T00:00:00Z`,
    ...figures(add(rows)),
    apps: [...apps].map(([appType, list]) => ({
      appType,
      ...figures(add(list.map(share => share.counts))),
      nms: list.map(nm),
    })),
  }
}

function statsOf(c: Campaign, rows: readonly AdRow[], currency: string) {
  return {
    advertId: c.id,
    ...figures(add(rows)),
    currency,
    days: [...groupBy(rows, row => row.day)].map(([at, list]) => dayOf(at, list)),
    boosterStats: rows
      .filter(row => c.bidType === 'unified' && !row.associated)
      .map(row => ({
        date: `${dayString(row.day)}T00:00:00Z`,
        nm: row.card.nmId,
        avg_position: 3 + (row.day % 30),
      })),
  }
}

const request = z.object({ ids: z.string().min(1), beginDate: day, endDate: day })

/** GET /adv/v3/fullstats: at most 50 campaigns and 31 days; 400 «there are no statistics» means nothing (wildberries.md 6). */
export const fullstats: Handler = ({ shop, query, host }) => {
  const { ids, beginDate, endDate } = read(request, queryObject(query), host)
  const world = shop.world()
  if (endDate < beginDate) throw advertFields('begin and end', 'end date is before begin date')
  if (endDate - beginDate > 30) throw advertFields('begin and end', 'max date range 31 days')
  const asked = campaignsById(shop, idsOf(ids)).filter(c => [7, 9, 11].includes(statusAt(c, world.now)))
  const oldest = world.today - STATS_DAYS + 1
  const rows: AdRow[] = []
  for (let at = Math.max(beginDate, oldest); at <= Math.min(endDate, world.today); at++)
    rows.push(...world.adRows(at).filter(row => asked.includes(row.campaign)))
  if (rows.length === 0)
    throw advertRefusal(400, 'invalid payload', 'there are no statistics for this advertising period')
  return ok(
    [...groupBy(rows, row => row.campaign)].map(([campaign, list]) =>
      statsOf(campaign, list, shop.profile.currency),
    ),
  )
}
