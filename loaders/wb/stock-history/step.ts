import { HOST } from '#contract/marketplaces/wb.ts'
import { calendar } from '../../core/declare/calendar.ts'
import type { Slice } from '../../core/declare/slices.ts'
import { days, split } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import type { NmReport } from '../nm-report.ts'
import { DOWNLOADS, nmReport } from '../nm-report.ts'
import type { DailyLine, StatisticsLine } from './files.ts'
import { NONE, readDaily, readStatistics } from './files.ts'
import { history, statistics } from './tables.ts'

/** Days of one report of the history, and its depth: three months (wildberries.md 11.3), of which the shortest have 89 days. */
const WINDOW = 31
const DEPTH = 89
const BASE_DEPTH = 31
/** Days that may still change. */
const AGAIN = 3
/** The month that holds this day begins less than three months ago. */
const MONTHS_DEPTH = 60
/** Lines handed on together. */
const PIECE = 200

/** The lines of a report of a slice, in pieces. */
const linesOf = <T>(
  order: (slice: Slice) => NmReport,
  read: (body: Uint8Array) => Promise<readonly T[]>,
): Source<readonly T[]> => ({
  host: HOST.analytics,
  paths: [DOWNLOADS],
  async *read(context, slice) {
    const key = `report ${slice.from}/${slice.to}`
    yield* split(await nmReport(context, key, order(slice), read), PIECE)
    await context.state.set(key, null)
  },
})

const everywhere = ({ from, to }: Slice) => ({
  currentPeriod: { start: from, end: to },
  stockType: '',
  skipDeletedNm: false,
})

const daily = stream({
  id: 'wb.stock_history.days',
  into: [history],
  slices: days(WINDOW, { first: ({ may }) => (may('base') ? BASE_DEPTH : DEPTH), again: AGAIN }),
  source: linesOf<DailyLine>(
    slice => ({
      reportType: 'STOCK_HISTORY_DAILY_CSV',
      userReportName: `stocks ${slice.from}/${slice.to}`,
      // The ids are named in another case than in the other report.
      params: { nmIds: [], subjectIds: [], brandNames: [], tagIds: [], ...everywhere(slice) },
    }),
    readDaily,
  ),
  rows: (page, { from, to }) => ({
    fact_wb_stock_history: page.flatMap(({ nm, chrt, office, size, days: told, pieces }) =>
      told.flatMap((dt, at) => {
        const quantity = pieces[at] ?? NONE
        return quantity === NONE || dt < from || dt > to
          ? []
          : [{ nm_id: nm, chrt_id: chrt, office_name: office, dt, tech_size: size, quantity }]
      }),
    ),
  }),
  write: { mode: 'replace' },
})

const monthly = stream({
  id: 'wb.stock_history.months',
  into: [statistics],
  slices: calendar('months', { first: MONTHS_DEPTH, again: AGAIN }),
  source: linesOf<StatisticsLine>(
    slice => ({
      reportType: 'STOCK_HISTORY_REPORT_CSV',
      userReportName: `stock statistics ${slice.from}/${slice.to}`,
      params: {
        nmIDs: [],
        subjectIDs: [],
        brandNames: [],
        tagIDs: [],
        ...everywhere(slice),
        availabilityFilters: ['deficient', 'actual', 'balanced', 'nonActual', 'nonLiquid', 'invalidData'],
        orderBy: { field: 'ordersCount', mode: 'desc' },
      },
    }),
    readStatistics,
  ),
  rows: (page, { from: dt, to: date_to }) => ({
    fact_wb_stock_statistics: page.map(line => ({
      nm_id: line.NmID,
      chrt_id: line.ChrtID,
      region_name: line.RegionName ?? '',
      office_name: line.OfficeName ?? '',
      dt,
      date_to,
      tech_size: line.SizeName,
      availability: line.Availability,
      orders_count: line.OrdersCount,
      orders_sum: line.OrdersSum,
      buyout_count: line.BuyoutCount,
      buyout_sum: line.BuyoutSum,
      buyout_pct: line.BuyoutPercent,
      avg_orders: line.AvgOrders,
      stock_count: line.StockCount,
      stock_sum: line.StockSum,
      sale_rate_hours: line.SaleRate,
      turnover_hours: line.AvgStockTurnover,
      to_client: line.ToClientCount,
      from_client: line.FromClientCount,
      price: line.Price,
      missing_hours: line.OfficeMissingTime,
      lost_orders: line.LostOrdersCount,
      lost_orders_sum: line.LostOrdersSum,
      lost_buyouts: line.LostBuyoutsCount,
      lost_buyouts_sum: line.LostBuyoutsSum,
      currency: line.Currency,
    })),
  }),
  write: { mode: 'replace' },
})

export const stockHistoryTables = [history, statistics] as const
/** In a lane of its own: it orders its reports by the method of the funnel, and neither waits for the other to end. */
export const stockHistoryStep = step('wb.stock_history', { lane: 'stock_history', refresh: 'daily' }, [
  daily,
  monthly,
])
