import { moscowDay, startOfDay } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import type { ContentClock, Contents } from '../../world/content.ts'
import type { Scripted } from '../../world/disagreements.ts'
import { once, perDay } from '../../world/once.ts'
import type { Accepted } from './acceptance.ts'
import { acceptedFor } from './acceptance.ts'
import type { AdRow, Charge } from './ads.ts'
import { adRowsOfDay, chargesOfDay } from './ads.ts'
import type { Balance } from './balance.ts'
import { balanceOf } from './balance.ts'
import type { Campaign } from './campaigns.ts'
import type { Card } from './cards.ts'
import { blockedFor, isTrashed, onSale } from './cards.ts'
import type { ClusterRow } from './clusters.ts'
import { clusterRows } from './clusters.ts'
import { contentsOf } from './content.ts'
import type { FinanceLine, Signs } from './finance.ts'
import { linesOfOrder, linesOfShop } from './finance.ts'
import type { SelfBuyout, SizeFine, UnitFine } from './fines.ts'
import { selfBuyoutsBefore, sizeFinesOf, substitutionsOn, unmarkedOn } from './fines.ts'
import type { WbMarket } from './market.ts'
import type { Order } from './orders.ts'
import { moneyDays } from './orders.ts'
import type { Promotion } from './promotions.ts'
import { promotionsOn } from './promotions.ts'
import type { Report } from './reports.ts'
import { mondayOf, reportsOf } from './reports.ts'
import type { Sale } from './sales.ts'
import { salesOf } from './sales.ts'
import { wbScriptOf } from './script.ts'
import type { OwnStock, WbStock } from './stocks.ts'
import { ownStocks, wbStocks } from './stocks.ts'
import type { StorageRow } from './storage.ts'
import { storageFee, storageOfDay } from './storage.ts'
import type { WbSupply } from './supplies.ts'
import { suppliesOf } from './supplies.ts'
import type { Commission } from './tariffs.ts'
import { commissionsOn } from './tariffs.ts'
import type { Traffic } from './traffic.ts'
import { trafficOfDay } from './traffic.ts'

/** A world is a pure function of these. */
export type WbWorldOptions = {
  readonly seed: number
  /** The first Moscow day of the shop. */
  readonly startDay: number
  readonly now: number
  readonly script: ContentClock
  readonly fbs: boolean
  /** What buyers want and what there is for them; it goes on over all moments of the shop. */
  readonly market: WbMarket
  readonly signs: Signs
  /** Of all its money (ISO 4217). */
  readonly currency: string
  /** The disagreement that it is made with, if any. */
  readonly scripted: Scripted | null
}

/** Everything a shop on Wildberries has had until `now`; each part is made when it is first asked for. */
export type WbWorld = WbWorldOptions & {
  readonly today: number
  list(): readonly Card[]
  /** Content of the cards now, by nmID. */
  content(): Contents
  orders(): readonly Order[]
  ordersOn(day: number): readonly Order[]
  sales(): readonly Sale[]
  traffic(day: number): readonly Traffic[]
  finance(day: number): readonly FinanceLine[]
  reports(period: Report['period']): readonly Report[]
  /** How many of the last lines of a report are never told, though it adds them up. */
  lostOf(report: Report): number
  balance(): Balance
  commissions(): readonly Commission[]
  /** Cards that are blocked now, with the reason. */
  blocked(): readonly { readonly card: Card; readonly reason: string }[]
  /** Promotions that are told now. */
  promotions(): readonly Promotion[]
  /** What accepting goods cost, by its day. */
  accepted(day: number): readonly Accepted[]
  /** Fines with their evidence, by the day on which they were charged. */
  sizeFines(day: number): readonly SizeFine[]
  substitutions(day: number): readonly UnitFine[]
  unmarked(day: number): readonly UnitFine[]
  /** By the Wednesday on which they are reported and fined. */
  selfBuyouts(wednesday: number): readonly SelfBuyout[]
  /** What storage cost by size, by the day of its calculation. */
  storage(day: number): readonly StorageRow[]
  campaigns(): readonly Campaign[]
  adRows(day: number): readonly AdRow[]
  /** What of it came by searches, by clusters of phrases. */
  clusters(day: number): readonly ClusterRow[]
  charges(day: number): readonly Charge[]
  /** Supplies to the marketplace's warehouses, newest first. */
  supplies(): readonly WbSupply[]
  wbStocks(): readonly WbStock[]
  ownStocks(): readonly OwnStock[]
}

/** Days of orders and sales that the statistics keep. */
export const KEPT_DAYS = 90

/** The world of one shop. Moving `now` only appends, and changes what really changes late. */
export function makeWbWorld(options: WbWorldOptions): WbWorld {
  const { seed, startDay, now, fbs, market } = options
  const today = moscowDay(now)
  const days = Array.from({ length: today - startDay + 1 }, (_, i) => startDay + i)
  const everything = market.cards
  const list = once(() => everything.filter(c => c.createdAt <= now))
  const orders = once(() => days.flatMap(market.ordersOn).filter(o => o.at <= now))
  const byDay = once(() => groupBy(orders(), o => o.day))
  const ordersOn = (day: number) => byDay().get(day) ?? []
  const byMoneyDay = once(() => {
    const touched = new Map<number, Order[]>()
    for (const o of orders())
      for (const day of moneyDays(o)) {
        const found = touched.get(day)
        if (found) found.push(o)
        else touched.set(day, [o])
      }
    return touched
  })
  const campaigns = () => market.campaigns
  const alive = (day: number) => day >= startDay && day <= today
  const adRows = (day: number) => (alive(day) ? adRowsOfDay(seed, day, campaigns(), ordersOn(day), now) : [])
  const script = wbScriptOf(options.scripted)
  const charges = (day: number) => [
    ...chargesOfDay(seed, day, adRows(day), today),
    ...script.charges(day, campaigns()),
  ]
  const stored = () => ({ seed, market, cards: list() })
  const storedFor = perDay(day => storageFee(stored(), day))
  const shopLines = (day: number): readonly FinanceLine[] => {
    const week = () => Array.from({ length: 7 }, (_, i) => charges(mondayOf(day) + i)).flat()
    return alive(day) ? linesOfShop(seed, day, list(), byMoneyDay().get(day) ?? [], week, storedFor(day)) : []
  }
  const finance = (day: number): readonly FinanceLine[] =>
    alive(day)
      ? [
          ...(byMoneyDay().get(day) ?? []).flatMap(o => linesOfOrder(o, day, now)),
          ...shopLines(day),
          ...script.lines(day).filter(({ since }) => since <= now),
        ]
      : []
  const sold = (day: number) => (alive(day) ? list().filter(c => onSale(c, startOfDay(day))) : [])
  const reports = (period: Report['period']) => reportsOf(seed, startDay, now, period)
  return {
    ...options,
    today,
    list,
    content: once(() => contentsOf(seed, options.script, list())),
    orders,
    ordersOn,
    sales: once(() => orders().flatMap(o => salesOf(o, now))),
    traffic: day =>
      alive(day)
        ? trafficOfDay(
            seed,
            day,
            list(),
            groupBy(ordersOn(day), o => o.card),
            now,
          )
        : [],
    finance,
    reports,
    lostOf: ({ period, type, from }) =>
      period === 'weekly' && type === 1 && from === script.lost?.monday ? script.lost.lines : 0,
    balance: once(() => balanceOf({ today, signs: options.signs, finance, reports })),
    commissions: () => commissionsOn(today),
    blocked: () =>
      list().flatMap(card => {
        const reason = isTrashed(card, now) ? null : blockedFor(card, today)
        return reason === null ? [] : [{ card, reason }]
      }),
    promotions: () => promotionsOn(today, now, list()),
    accepted: day =>
      shopLines(day).flatMap(({ acceptance, card }) =>
        card && acceptance > 0 ? acceptedFor(day, card, acceptance) : [],
      ),
    sizeFines: day => sizeFinesOf(shopLines(day)),
    substitutions: day => substitutionsOn(seed, day, sold(day)),
    unmarked: day => unmarkedOn(seed, day, sold(day)),
    selfBuyouts: wednesday => selfBuyoutsBefore(seed, wednesday, sold(wednesday)),
    storage: day => (alive(day) ? storageOfDay(stored(), day, today) : []),
    campaigns,
    adRows,
    clusters: day => adRows(day).flatMap(row => clusterRows(seed, row)),
    charges,
    supplies: once(() => suppliesOf(market, now)),
    wbStocks: once(() => wbStocks(market, list(), orders(), now)),
    ownStocks: once(() => (fbs ? ownStocks(market, list(), orders(), now) : [])),
  }
}

/** Orders that the statistics still show: 90 days, today among them. */
export const keptOrders = (world: WbWorld): readonly Order[] =>
  world.orders().filter(o => o.day > world.today - KEPT_DAYS)

/** Sales and returns that they still show. */
export const keptSales = (world: WbWorld): readonly Sale[] =>
  world.sales().filter(s => moscowDay(s.at) > world.today - KEPT_DAYS)
