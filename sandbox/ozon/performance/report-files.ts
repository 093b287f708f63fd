import { strToU8, zipSync } from 'fflate'
import { dayDots, dayString } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import type { Reply } from '../../http.ts'
import { comma } from '../../money.ts'
import type { AdRow } from '../world/ads.ts'
import type { Campaign } from '../world/campaigns.ts'
import { reportTitle } from '../world/campaigns.ts'
import type { World } from '../world/index.ts'
import { clickRows, share, sum } from './statistics.ts'

/** What a click report covers; days both included. */
export type ReportRange = {
  readonly from: number
  readonly to: number
  readonly groupBy: 'NO_GROUP_BY' | 'DATE' | 'START_OF_WEEK' | 'START_OF_MONTH'
}

const bucket = (day: number, by: ReportRange['groupBy']): number => {
  if (by === 'NO_GROUP_BY') return 0
  if (by === 'START_OF_WEEK') return day - ((day + 3) % 7)
  return by === 'START_OF_MONTH' ? day - Number(dayString(day).slice(8)) + 1 : day
}

const groups = (rows: readonly AdRow[], by: ReportRange['groupBy']) =>
  [...groupBy(rows, r => `${bucket(r.day, by)}/${r.sku}`).values()].map(list => {
    const first = list[0] as AdRow
    return { first, day: bucket(first.day, by), sum: sum(list) }
  })

// A counter that is zero is left out (ozon.md 6.5).
const counters = (values: Record<string, number>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, n]) => n !== 0)
      .map(([k, n]) => [k, String(n)]),
  )

/** The JSON report: a map from campaign id to its rows and totals; campaigns without data have `rows: []`. */
export function jsonReport(world: World, campaigns: readonly Campaign[], range: ReportRange): Reply {
  const body = Object.fromEntries(
    campaigns.map(c => {
      const rows = clickRows(world, range.from, range.to, [c.id])
      const total = sum(rows)
      return [
        c.id,
        {
          title: reportTitle(c, range.from, range.to),
          report: {
            rows: groups(rows, range.groupBy).map(({ first, day, sum: s }) => ({
              search_query: '',
              ...(range.groupBy === 'NO_GROUP_BY' ? {} : { date: dayDots(day) }),
              sku: String(first.sku),
              title: first.product.name,
              price: comma(first.product.price),
              ...counters({
                views: s.views,
                clicks: s.clicks,
                toCart: s.toCart,
                orders: s.orders,
                models: s.modelOrders,
              }),
              ctr: share(s.clicks, s.views),
              avgBid: comma(s.clicks === 0 ? 0 : Math.round(s.spend / s.clicks)),
              moneySpent: comma(s.spend),
              ordersMoney: comma(s.revenue),
              modelsMoney: comma(s.modelRevenue),
              drr: share(s.spend, s.revenue).slice(0, -1),
              general_drr: '1,4',
              product_gmv: comma(s.revenue + s.modelRevenue),
              createdAt: dayString(c.fromDay),
            })),
            totals: {
              ...counters({
                views: total.views,
                clicks: total.clicks,
                toCart: total.toCart,
                orders: total.orders,
                models: total.modelOrders,
              }),
              moneySpent: comma(total.spend),
              ...(rows.length === 0
                ? {}
                : { ordersMoney: comma(total.revenue), modelsMoney: comma(total.modelRevenue) }),
            },
          },
        },
      ]
    }),
  )
  return { status: 200, body }
}

const HEADER =
  'sku;Название товара;Цена товара, ₽;Показы;Клики;CTR (%);В корзину;Средняя стоимость клика, ₽;Расход, ₽, с НДС;Заказы;Продажи, ₽;Заказы модели;Продажи с заказов модели, ₽;ДРР, %;Заказано на сумму, ₽;Общий ДРР;Дата добавления'

// Thousands are parted by a no-break space in the files only (ozon.md 6.4).
const spaced = (text: string): string => text.replace(/\B(?=(\d{3})+(?!\d))(?<=^-?\d+)/g, '\u00a0')

function csv(world: World, c: Campaign, range: ReportRange): string {
  const rows = clickRows(world, range.from, range.to, [c.id])
  const dated = range.groupBy !== 'NO_GROUP_BY'
  const numbers = (s: ReturnType<typeof sum>) => [
    String(s.views),
    String(s.clicks),
    share(s.clicks, s.views),
    String(s.toCart),
    comma(s.clicks === 0 ? 0 : Math.round(s.spend / s.clicks)),
    spaced(comma(s.spend)),
    String(s.orders),
    spaced(comma(s.revenue)),
    String(s.modelOrders),
    spaced(comma(s.modelRevenue)),
    share(s.spend, s.revenue),
    spaced(comma(s.revenue + s.modelRevenue)),
    '1,4',
  ]
  const lines = groups(rows, range.groupBy).map(({ first, day, sum: s }) =>
    [
      ...(dated ? [dayDots(day)] : []),
      String(first.sku),
      `"${first.product.name.replaceAll('"', '""')}"`,
      spaced(comma(first.product.price)),
      ...numbers(s),
      dayString(c.fromDay),
    ].join(';'),
  )
  return [
    `\ufeff;${reportTitle(c, range.from, range.to)}`,
    `${dated ? 'День;' : ''}${HEADER}`,
    ...lines,
    ['Всего', ...(dated ? [''] : []), '', '', ...numbers(sum(rows)), ''].join(';'),
    '',
  ].join('\n')
}

/** The file report: one CSV for one campaign, a ZIP of CSVs for several. */
export function fileReport(world: World, campaigns: readonly Campaign[], range: ReportRange): Reply {
  const [only] = campaigns
  if (campaigns.length === 1 && only)
    return { status: 200, body: csv(world, only, range), type: 'text/csv; charset=utf-8' }
  const files = campaigns.map(c => [
    `${c.id}_${dayDots(range.from)}-${dayDots(range.to)}.csv`,
    strToU8(csv(world, c, range)),
  ])
  return { status: 200, body: Buffer.from(zipSync(Object.fromEntries(files))), type: 'application/zip' }
}
