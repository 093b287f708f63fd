import type { ZodType } from 'zod'
import { z } from 'zod'
import type { Id, RowOf } from '../../core/declare/table.ts'
import { countOrZero, id, list, name, real, sumOrZero, text } from '../../core/parse/fields.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { add, ZERO } from '../../core/parse/money.ts'
import type { Day } from '../../core/parse/time.ts'
import { dayOf } from '../fields.ts'
import type { adDaily } from './tables.ts'

const figures = {
  views: countOrZero,
  clicks: countOrZero,
  atbs: countOrZero,
  orders: countOrZero,
  shks: countOrZero,
  canceled: countOrZero,
  sum: sumOrZero,
  sum_price: sumOrZero,
}
type Figures = z.output<z.ZodObject<typeof figures>>

const Campaign = z.object({
  advertId: id,
  currency: text,
  days: list(
    z.object({
      date: name,
      ...figures,
      apps: list(z.object({ nms: list(z.object({ nmId: id, name: text, ...figures })) })),
    }),
  ),
  boosterStats: list(z.object({ date: name, nm: id, avg_position: real })),
})
type Campaign = z.output<typeof Campaign>
/** `null` means "no data" (wildberries.md 6). */
export const Stats: ZodType<Campaign[]> = list(Campaign)
type AdRow = RowOf<typeof adDaily>

const NONE: Figures = {
  views: 0,
  clicks: 0,
  atbs: 0,
  orders: 0,
  shks: 0,
  canceled: 0,
  sum: ZERO,
  sum_price: ZERO,
}
const plus = (one: Figures, other: Figures): Figures => ({
  views: one.views + other.views,
  clicks: one.clicks + other.clicks,
  atbs: one.atbs + other.atbs,
  orders: one.orders + other.orders,
  shks: one.shks + other.shks,
  canceled: one.canceled + other.canceled,
  sum: add(one.sum, other.sum),
  sum_price: add(one.sum_price, other.sum_price),
})

/** Rows of a campaign: cards by day, summed over apps, since the key has no app. */
export function adRows(campaign: Campaign): AdRow[] {
  const positions = new Map(
    campaign.boosterStats.map(({ date, nm, avg_position }) => [`${dayOf(date)} ${nm}`, avg_position]),
  )
  return campaign.days.flatMap(day => {
    // A calendar day written as an instant: its time zone must be ignored (wildberries.md 1.7).
    const dt = dayOf(day.date) ?? day.date
    const nms = new Map<Id, { name: string | null; figures: Figures }>()
    for (const nm of day.apps.flatMap(app => app.nms)) {
      const known = nms.get(nm.nmId)
      nms.set(nm.nmId, { name: nm.name ?? known?.name ?? null, figures: plus(known?.figures ?? NONE, nm) })
    }
    const rows = [...nms].map(([nm, { name, figures }]) =>
      rowOf(campaign, nm, dt, name, figures, positions.get(`${dt} ${nm}`) ?? null),
    )
    const rest = restOf(
      day,
      [...nms.values()].map(nm => nm.figures),
    )
    return rest ? [...rows, rowOf(campaign, 0, dt, null, rest, null)] : rows
  })
}

function rowOf(
  { advertId, currency }: Campaign,
  nm: Id,
  dt: Day,
  name: string | null,
  figures: Figures,
  avg_position: number | null,
): AdRow {
  const { views, clicks, atbs, orders, shks, canceled, sum, sum_price } = figures
  return {
    advert_id: advertId,
    nm_id: nm,
    dt,
    name,
    views,
    clicks,
    atbs,
    orders,
    shks,
    canceled,
    spend: sum,
    revenue: sum_price,
    is_associated: nm !== 0 && views === 0 && clicks === 0 && sum === 0,
    avg_position,
    currency,
  }
}

/** The part of a day's totals that its cards do not explain; null if it is rounding only, a kopeck per card. */
function restOf(day: Figures, cards: readonly Figures[]): Figures | null {
  const sum = cards.reduce(plus, NONE)
  const beyond = (of: (figures: Figures) => number, slack = 0) => {
    const left = of(day) - of(sum)
    return left > slack ? left : 0
  }
  const rest: Figures = {
    views: beyond(({ views }) => views),
    clicks: beyond(({ clicks }) => clicks),
    atbs: beyond(({ atbs }) => atbs),
    orders: beyond(({ orders }) => orders),
    shks: beyond(({ shks }) => shks),
    canceled: beyond(({ canceled }) => canceled),
    sum: beyond(figures => figures.sum, cards.length) as Kopecks,
    sum_price: beyond(figures => figures.sum_price, cards.length) as Kopecks,
  }
  return Object.values(rest).some(value => value > 0) ? rest : null
}
