import { dayString, moscowDay } from '../../clock.ts'
import type { Place, Sums } from '../../world/sums.ts'
import { places } from '../../world/sums.ts'
import { adRowsOf, bidsOf, chargesOf, clustersOf, spentTodayOf } from './ad-truth.ts'
import { statusAt } from './campaigns.ts'
import { isTrashed } from './cards.ts'
import { wbDisagreementsOf } from './disagreement-truth.ts'
import { evidenceOf } from './evidence.ts'
import { feedOf } from './feed-truth.ts'
import type { FinanceLine } from './finance.ts'
import type { WbWorld } from './index.ts'
import { keptOrders, keptSales } from './index.ts'
import { lateOf } from './late-truth.ts'
import { wbProfitByCardOf, wbProfitOf } from './profit.ts'
import { ratingOf } from './ratings.ts'
import { linesOfReport } from './reports.ts'
import { stockHistoryOf, suppliedOf } from './stock-truth.ts'
import type { WbAdSums, WbFinanceSums, WbTruth } from './sums.ts'
import { adZero, financeZero, funnelZero, orderZero, saleZero, storageZero } from './sums.ts'

/** Statistics of advertising are kept for nine months of thirty days. */
const KEPT_MONTHS = 9
/** Statuses of campaigns that have statistics: over, active, paused. */
const WITH_STATS = [7, 9, 11]

type Span = { readonly from: number; readonly to: number }
const holds = (span: Span, day: number): boolean => day >= span.from && day <= span.to

/** The three places that a row of a card and a day adds to. */
const spots = <T>(place: Place<T>, day: number, nmId: number): readonly T[] => [
  place.total(),
  place.day(day),
  place.sku(nmId),
]

function ordersOf(world: WbWorld, span: Span, before: number) {
  const place = places(orderZero)
  for (const o of world.orders()) {
    if (!holds(span, o.day) || o.at >= before) continue
    const cancelled = o.cancelledAt <= world.now
    for (const s of spots(place, o.day, o.card.nmId)) {
      s.orders += 1
      s.revenue += o.priceWithDisc
      s.cancels += cancelled ? 1 : 0
      s.cancelledRevenue += cancelled ? o.priceWithDisc : 0
    }
  }
  return place.sums
}

function salesOf(world: WbWorld, span: Span) {
  const place = places(saleZero)
  for (const sale of world.sales()) {
    const day = moscowDay(sale.at)
    if (!holds(span, day)) continue
    for (const s of spots(place, day, sale.order.card.nmId)) {
      s.sales += sale.kind === 'S' ? 1 : 0
      s.returns += sale.kind === 'R' ? 1 : 0
      s.forPay += sale.forPay
      s.priceWithDisc += sale.priceWithDisc
    }
  }
  return place.sums
}

function funnelOf(world: WbWorld, span: Span) {
  const place = places(funnelZero)
  for (let day = span.from; day <= span.to; day++)
    for (const row of world.traffic(day))
      for (const s of spots(place, day, row.card.nmId)) {
        s.rows += 1
        s.opens += row.opens
        s.carts += row.carts
        s.orders += row.orders
        s.orderSum += row.orderSum * 100
        s.buyouts += row.buyouts
        s.buyoutSum += row.buyoutSum * 100
        s.cancels += row.cancels
        s.cancelSum += row.cancelSum * 100
      }
  return place.sums
}

function addLine(s: WbFinanceSums, line: FinanceLine): void {
  s.lines += 1
  s.retail += line.doc === 'Возврат' ? -line.retailAmount : line.retailAmount
  s.forPay += line.doc === 'Возврат' ? -line.forPay : line.forPay
  s.logistics += line.logistics
  s.storage += line.storage
  s.penalty += line.penalty
  s.deduction += line.deduction
  s.acceptance += line.acceptance
  s.additional += line.additional + line.adjustment
  s.acquiring += line.doc === 'Возврат' ? -line.acquiring : line.acquiring
  s.points += line.points
  s.compensated += line.compensated
  s.loyalty += line.cashback
  s.schedule += line.schedule
  s.byOper[line.oper] = (s.byOper[line.oper] ?? 0) + 1
}

/** What reaches the bank, from the sums of a report (money.md 3.3). */
function paid(s: WbFinanceSums, { signs }: WbWorld): void {
  const taken = s.logistics + s.storage + s.acceptance + s.penalty + s.deduction + s.additional
  const loyalty = s.loyalty + s.points
  s.toBank = s.forPay - taken
  s.toBank += signs.loyalty > 0 ? loyalty : -loyalty
  s.toBank += signs.schedule > 0 ? s.schedule : -s.schedule
}

function financeOf(world: WbWorld, span: Span, period: 'weekly' | 'daily'): WbTruth['weekly'] {
  const place = places(financeZero)
  const byReport: Record<string, WbFinanceSums> = {}
  const byWeek: Record<string, WbFinanceSums> = {}
  for (const report of world.reports(period)) {
    if (report.to < span.from || report.from > span.to) continue
    for (const { line } of linesOfReport(report, world.finance)) {
      if (!holds(span, line.day)) continue
      byReport[report.id] ??= financeZero()
      const week = dayString(report.from - ((report.from + 3) % 7))
      byWeek[week] ??= financeZero()
      // Lines without a card are under 0, as in the reports.
      for (const s of spots(place, line.day, line.card?.nmId ?? 0)) addLine(s, line)
      addLine(byReport[report.id] as WbFinanceSums, line)
      addLine(byWeek[week] as WbFinanceSums, line)
    }
  }
  const { total, byDay, bySku } = place.sums
  for (const some of [{ total }, byDay, bySku, byReport, byWeek])
    for (const sums of Object.values(some)) paid(sums, world)
  return { ...place.sums, byReport, byWeek }
}

function storageOf(world: WbWorld, span: Span): WbTruth['storage'] {
  const place = places(storageZero)
  for (let day = span.from; day <= span.to; day++)
    for (const row of world.storage(day))
      for (const s of spots(place, day, row.card.nmId)) {
        s.rows += 1
        s.sum += row.price
      }
  return place.sums
}

/** The account: weeks whose reports are younger than a fortnight and the days after them; a week may be withdrawn a week after its report. */
function balanceOf(world: WbWorld): WbTruth['balance'] {
  const monday = (world.reports('weekly').at(-1)?.to ?? world.startDay - 1) + 1
  const sum = (from: number, to: number, period: 'weekly' | 'daily') =>
    to < from ? 0 : financeOf(world, { from, to }, period).total.toBank
  let current = sum(monday, world.today, 'daily')
  let forWithdraw = 0
  for (let made = monday; world.today - made < 14; made -= 7) {
    const week = sum(made - 7, made - 1, 'weekly')
    current += week
    if (world.today - made >= 7) forWithdraw += week
  }
  return { current, forWithdraw: Math.max(0, forWithdraw) }
}

function adsOf(world: WbWorld, span: Span): WbTruth['ads'] {
  const place = places(adZero)
  const byCampaign: Record<string, WbAdSums> = {}
  const oldest = world.today + 1 - KEPT_MONTHS * 30
  for (let day = Math.max(span.from, oldest); day <= span.to; day++)
    for (const row of adRowsOf(world, day)) {
      if (!WITH_STATS.includes(statusAt(row.campaign, world.now))) continue
      byCampaign[row.campaign.id] ??= adZero()
      for (const s of [...spots(place, day, row.card.nmId), byCampaign[row.campaign.id] as WbAdSums]) {
        s.rows += 1
        s.views += row.views
        s.clicks += row.clicks
        s.spend += row.spend
        s.orders += row.orders
        s.revenue += row.revenue
      }
    }
  return { ...place.sums, byCampaign }
}

/** Pieces by card. */
function piecesOf(rows: readonly { readonly card: { readonly nmId: number }; readonly quantity: number }[]) {
  const byCard: Record<string, number> = {}
  for (const row of rows) byCard[row.card.nmId] = (byCard[row.card.nmId] ?? 0) + row.quantity
  return { rows: rows.length, quantity: rows.reduce((sum, row) => sum + row.quantity, 0), byCard }
}

const count = (sums: Sums<{ rows: number }>): number => sums.total.rows

/** The truth of a shop between two Moscow days, both included (default: its whole life), from the world alone. */
export function wbTruthOf(
  world: WbWorld,
  window: { readonly from?: number; readonly to?: number; readonly before?: number } = {},
): WbTruth {
  const span = {
    from: Math.max(window.from ?? world.startDay, world.startDay),
    to: Math.min(window.to ?? world.today, world.today),
  }
  const cards = world.list()
  const sold = cards.filter(c => !isTrashed(c, world.now))
  const weekly = financeOf(world, span, 'weekly')
  const closed = world.reports('weekly').at(-1)?.to ?? world.startDay - 1
  const running = financeOf(world, { from: Math.max(span.from, closed + 1), to: span.to }, 'daily')
  const funnel = funnelOf(world, span)
  const ads = adsOf(world, span)
  const adCosts = chargesOf(world, span)
  const storage = storageOf(world, span)
  const stocks = { wb: piecesOf(world.wbStocks()), own: piecesOf(world.ownStocks()) }
  const sizes = sold.flatMap(c => c.sizes)
  return {
    today: dayString(world.today),
    currency: world.currency,
    from: dayString(span.from),
    to: dayString(span.to),
    orders: ordersOf(world, span, window.before ?? Number.POSITIVE_INFINITY),
    sales: salesOf(world, span),
    feed: feedOf(world, span.from, span.to),
    funnel,
    weekly,
    daily: financeOf(world, span, 'daily'),
    late: lateOf(world, span.from, span.to),
    balance: balanceOf(world),
    blocked: Object.fromEntries(world.blocked().map(({ card, reason }) => [card.nmId, reason])),
    commissions: Object.fromEntries(
      world
        .commissions()
        .flatMap(({ subjectId, fbw }) =>
          sold.some(card => card.subjectId === subjectId) ? [[subjectId, fbw]] : [],
        ),
    ),
    ...stockHistoryOf(world, span.from, span.to),
    supplies: suppliedOf(world, span.from, span.to),
    promotions: Object.fromEntries(
      world
        .promotions()
        .filter(({ type, last }) => type === 'regular' && last >= world.today)
        .map(({ id, joined, offered }) => [id, { joined: joined.length, offered: offered.length }]),
    ),
    ratings: Object.fromEntries(
      sold.map(c => {
        const { card, feedback } = ratingOf(world.market, c, world.today)
        return [c.nmId, { card: Math.round(card * 10), feedback: Math.round(feedback * 10) }]
      }),
    ),
    evidence: evidenceOf(world, span.from, span.to),
    storage,
    profit: wbProfitOf(world, span.from, span.to),
    profitByCard: wbProfitByCardOf(world, span.from, span.to),
    ads,
    adCosts,
    ...clustersOf(world, span.from, span.to),
    spentToday: spentTodayOf(world),
    bids: bidsOf(world),
    stocks,
    products: {
      all: cards.length,
      trashed: cards.length - sold.length,
      sizes: sizes.length,
      barcodes: sizes.reduce((sum, size) => sum + size.barcodes.length, 0),
    },
    campaigns: world.campaigns().length,
    disagreements: wbDisagreementsOf(world),
    rows: {
      dim_wb_products: cards.length,
      dim_wb_campaigns: world.campaigns().length,
      fact_wb_orders: keptOrders(world).filter(o => holds(span, o.day)).length,
      fact_wb_sales: keptSales(world).filter(s => holds(span, moscowDay(s.at))).length,
      fact_wb_funnel: count(funnel),
      fact_wb_paid_storage: count(storage),
      fact_wb_finance: weekly.total.lines + running.total.lines,
      fact_wb_ad_daily: count(ads),
      fact_wb_ad_costs: adCosts.total.rows,
      fact_wb_prices: sizes.length,
      fact_wb_stocks: stocks.wb.rows + stocks.own.rows,
    },
  }
}
