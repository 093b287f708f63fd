import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { days } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { get } from '../../core/declare/source.ts'
import { stream } from '../../core/declare/stream.ts'
import type { Id } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import { dayText } from '../../core/parse/csv-zip.ts'
import { countOrZero, id, list, name, sumOrZero, text } from '../../core/parse/fields.ts'
import { CAMPAIGN, campaignPages } from './campaigns.ts'
import { DEPTH, REPORT_DAYS } from './report-download.ts'
import { adCampaignDaily, adExpense } from './tables.ts'

export const EXPENSE = '/api/client/statistics/expense/json'
export const ExpensePage = z.object({
  rows: list(
    z.object({
      id,
      date: name,
      title: text,
      moneySpent: sumOrZero,
      bonusSpent: sumOrZero,
      prepaymentSpent: sumOrZero,
    }),
  ),
})
interface Expense {
  readonly rows: z.output<typeof ExpensePage>['rows']
  readonly paidPerOrder: ReadonlySet<Id>
}

/** Expense by campaign and day, and which campaigns are pay-per-order; some of these are in no campaign list (ozon.md 6.3). */
const expenseSource: Source<Expense> = {
  host: HOST.performance,
  paths: [EXPENSE, CAMPAIGN],
  async *read(context, slice) {
    const paidPerOrder = new Set<Id>()
    for await (const page of campaignPages(context, { advObjectType: 'SEARCH_PROMO' }))
      for (const campaign of page.list)
        if (campaign.advObjectType === 'SEARCH_PROMO') paidPerOrder.add(campaign.id)
    const pages = get(HOST.performance)(EXPENSE, {
      shape: ExpensePage,
      body: () => ({ dateFrom: slice.from, dateTo: slice.to }),
    })
    for await (const { rows } of pages.read(context, slice)) yield { rows, paidPerOrder }
  },
}

export const dayOf = (text: string): string => {
  const day = dayText(text)
  if (day === null) throw new LoadError('shape', `statistics: no day in ${JSON.stringify(text)}`)
  return day
}

export const expense = stream({
  id: 'ozon.ads.expense',
  into: [adExpense],
  slices: days(REPORT_DAYS, DEPTH),
  source: expenseSource,
  rows: (page: Expense) => ({
    fact_ozon_ad_expense: page.rows.map(row => ({
      campaign_id: row.id,
      dt: dayOf(row.date),
      title: row.title,
      is_cpo: page.paidPerOrder.has(row.id) || /^Оплата за заказ/i.test(row.title ?? ''),
      money_spent: row.moneySpent,
      bonus_spent: row.bonusSpent,
      prepayment_spent: row.prepaymentSpent,
    })),
  }),
  write: { mode: 'replace' },
})

const DailyPage = z.object({
  rows: list(
    z.object({
      id,
      date: name,
      title: text,
      views: countOrZero,
      clicks: countOrZero,
      moneySpent: sumOrZero,
      orders: countOrZero,
      ordersMoney: sumOrZero,
    }),
  ),
})
export const daily = stream({
  id: 'ozon.ads.daily',
  into: [adCampaignDaily],
  slices: days(REPORT_DAYS, DEPTH),
  source: get(HOST.performance)('/api/client/statistics/daily/json', {
    shape: DailyPage,
    body: slice => ({ dateFrom: slice.from, dateTo: slice.to }),
  }),
  rows: page => ({
    fact_ozon_ad_campaign_daily: page.rows.map(row => ({
      campaign_id: row.id,
      dt: dayOf(row.date),
      title: row.title,
      views: row.views,
      clicks: row.clicks,
      money_spent: row.moneySpent,
      orders: row.orders,
      revenue: row.ordersMoney,
    })),
  }),
  write: { mode: 'replace' },
})
