import { z } from 'zod'
import { dayNumber, dayString, moscowText } from '../clock.ts'
import { badRequest, ok, Refusal } from '../http.ts'
import { roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { read } from './call.ts'
import type { Shop } from './shop.ts'
import type { TrafficRow } from './world/traffic.ts'

/** Days back that a shop without Premium Plus or Pro may ask for (ozon.md 5 step 5: the last three months). */
const FREE_DAYS = 92
const FREE_METRICS = ['revenue', 'ordered_units']
const FREE_DIMENSIONS = ['sku', 'spu', 'day', 'week', 'month']
const DIMENSIONS = [
  ...FREE_DIMENSIONS,
  'year',
  'category1',
  'category2',
  'brand',
  'modelID',
  'descriptionType',
]

const count = (of: (row: TrafficRow) => number) => (rows: readonly TrafficRow[]) =>
  rows.reduce((n, row) => n + of(row), 0)
const ratio =
  (top: (row: TrafficRow) => number, under: (row: TrafficRow) => number) => (rows: readonly TrafficRow[]) =>
    Math.round((count(top)(rows) / Math.max(1, count(under)(rows))) * 10_000) / 100

const METRICS: Readonly<Record<string, (rows: readonly TrafficRow[]) => number>> = {
  revenue: rows => roubles(count(r => r.revenue)(rows)),
  ordered_units: count(r => r.units),
  hits_view: count(r => r.viewsSearch + r.viewsCard),
  hits_view_search: count(r => r.viewsSearch),
  hits_view_pdp: count(r => r.viewsCard),
  hits_tocart: count(r => r.cartsSearch + r.cartsCard),
  hits_tocart_search: count(r => r.cartsSearch),
  hits_tocart_pdp: count(r => r.cartsCard),
  session_view: count(r => r.sessions),
  session_view_search: count(r => r.sessions - r.sessionsCard),
  session_view_pdp: count(r => r.sessionsCard),
  conv_tocart: ratio(
    r => r.cartsSearch + r.cartsCard,
    r => r.sessions,
  ),
  conv_tocart_search: ratio(
    r => r.cartsSearch,
    r => r.sessions - r.sessionsCard,
  ),
  conv_tocart_pdp: ratio(
    r => r.cartsCard,
    r => r.sessionsCard,
  ),
  returns: count(r => r.returned),
  cancellations: count(r => r.cancelled),
  delivered_units: count(r => r.delivered),
  position_category: rows =>
    Math.round((rows.reduce((n, r) => n + r.position, 0) / Math.max(1, rows.length)) * 10) / 10,
}

type Dimension = { readonly id: string; readonly name: string }
function dimensionOf(name: string, row: TrafficRow): Dimension {
  const date = dayString(row.day)
  if (name === 'day') return { id: date, name: '' }
  if (name === 'week') return { id: dayString(row.day - ((row.day + 3) % 7)), name: '' }
  if (name === 'month') return { id: `${date.slice(0, 7)}-01`, name: '' }
  if (name === 'year') return { id: `${date.slice(0, 4)}-01-01`, name: '' }
  if (name === 'brand') return { id: String(row.product.brand.length), name: row.product.brand }
  if (name === 'sku') return { id: String(row.sku), name: row.product.name }
  if (name === 'modelID' || name === 'spu') return { id: String(row.product.modelId), name: row.product.name }
  return { id: String(row.product.categoryId), name: 'Дом и интерьер' }
}

type Group = { readonly dimensions: readonly Dimension[]; readonly rows: TrafficRow[] }

/** The grouped rows of a period, kept for the pages that follow the first. */
function groups(shop: Shop, from: number, to: number, dimensions: readonly string[]): readonly Group[] {
  return shop.cached(`funnel/${from}/${to}/${dimensions.join()}`, world => {
    const made = new Map<string, Group>()
    for (let day = from; day <= to; day++)
      for (const row of world.traffic(day)) {
        const parts = dimensions.map(d => dimensionOf(d, row))
        const name = parts.map(p => p.id).join('/')
        const group = made.get(name)
        if (group) group.rows.push(row)
        else made.set(name, { dimensions: parts, rows: [row] })
      }
    return [...made.values()]
  })
}

function checkPlan(
  from: number,
  today: number,
  dimensions: readonly string[],
  metrics: readonly string[],
): void {
  if (from < today - FREE_DAYS)
    throw badRequest('invalid date_from: only the last 3 months are available without Premium Plus')
  if (
    [
      ...dimensions.filter(d => !FREE_DIMENSIONS.includes(d)),
      ...metrics.filter(m => !FREE_METRICS.includes(m)),
    ].length > 0
  )
    throw new Refusal(
      403,
      7,
      'metrics and dimensions are available only with Premium Plus or Premium Pro subscription',
    )
}

/** POST /v1/analytics/data: one request a minute; what may be asked depends on the subscription. */
export const analyticsData: Handler = ({ shop, body, limits }) => {
  const full = shop.profile.plan === 'PREMIUM_PLUS'
  limits.analytics(shop.profile.clientId, full)
  const request = read(
    z.object({
      date_from: z.string(),
      date_to: z.string(),
      dimension: z.array(z.string()).min(1).max(4),
      metrics: z.array(z.string()).min(1),
      sort: z.array(z.object({ key: z.string(), order: z.string().default('ASC') })).default([]),
      limit: z.number().int().min(1).max(1000),
      offset: z.number().int().min(0).default(0),
    }),
    body,
  )
  if (request.metrics.length > 14) throw badRequest('InvalidArgument: no more than 14 metrics')
  const [from, to] = [dayNumber(request.date_from.slice(0, 10)), dayNumber(request.date_to.slice(0, 10))]
  if (Number.isNaN(from) || Number.isNaN(to) || to < from) throw badRequest('invalid date_from or date_to')
  if (request.dimension.some(d => !DIMENSIONS.includes(d)) || request.metrics.some(m => !METRICS[m]))
    throw badRequest('invalid dimension or metric')
  const world = shop.world()
  if (!full) checkPlan(from, world.today, request.dimension, request.metrics)
  const values = (rows: readonly TrafficRow[]) => request.metrics.map(m => METRICS[m]?.(rows) ?? 0)
  const list = groups(shop, Math.max(from, world.startDay), Math.min(to, world.today), request.dimension)
  const shown = list.map(g => ({ dimensions: g.dimensions, metrics: values(g.rows) }))
  const by = request.sort[0]
  const at = by ? request.metrics.indexOf(by.key) : -1
  if (at >= 0) {
    const sign = by?.order === 'DESC' ? -1 : 1
    shown.sort((a, b) => sign * ((a.metrics[at] as number) - (b.metrics[at] as number)))
  }
  return ok({
    result: {
      data: shown.slice(request.offset, request.offset + request.limit),
      totals: values(list.flatMap(g => g.rows)),
    },
    timestamp: moscowText(world.now - 3 * 3_600_000),
  })
}
