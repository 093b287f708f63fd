import { z } from 'zod'
import type { LoadError } from '../core/errors.ts'
import { dayText } from '../core/formats.ts'
import { extra, id, known, list, real, text, whole } from '../core/shapes.ts'
import type { Plan } from '../core/slices.ts'
import { batches, today } from '../core/slices.ts'
import type { Source } from '../core/source.ts'
import { get } from '../core/source.ts'
import { step, stream } from '../core/stream.ts'
import type { Id } from '../core/table.ts'
import { cpo, reports } from './ads-reports.ts'
import { daily, expense } from './ads-spending.ts'
import { adCampaignDaily, adDaily, adExpense, bids, campaignProducts, campaigns } from './ads-tables.ts'
import type { CampaignsPage } from './campaigns.ts'
import { CAMPAIGN, campaignPages } from './campaigns.ts'
import { micro } from './shapes.ts'

const HOST = 'ozon-performance'
const PAGE_SIZE = 100
const when = (plan: Plan) => (plan.may('performance') ? null : ('no_performance' as const))

const STATES = new Set(
  [
    'RUNNING',
    'PLANNED',
    'STOPPED',
    'INACTIVE',
    'ARCHIVED',
    'FINISHED',
    'UNKNOWN',
    'MODERATION_DRAFT',
    'MODERATION_IN_PROGRESS',
    'MODERATION_FAILED',
  ].map(state => `CAMPAIGN_STATE_${state}`),
)

const all = stream({
  id: 'ozon.ads.campaigns',
  into: [campaigns],
  slices: today(),
  source: {
    host: HOST,
    paths: [CAMPAIGN],
    read: io => campaignPages(io, {}),
  } satisfies Source<CampaignsPage>,
  rows: (page: CampaignsPage, _slice, io) => ({
    dim_ozon_campaigns: page.list.map(campaign => ({
      campaign_id: campaign.id,
      title: campaign.title,
      campaign_type: campaign.advObjectType,
      state: known(io, 'campaign state', campaign.state, STATES),
      payment_type: campaign.PaymentType ?? campaign.paymentType,
      budget: campaign.budget,
      daily_budget: campaign.dailyBudget,
      weekly_budget: campaign.weeklyBudget,
      budget_type: campaign.budgetType,
      expense_strategy: campaign.expenseStrategy,
      placement: campaign.placement.join(',') || null,
      autopilot_strategy: campaign.productAutopilotStrategy,
      campaign_mode: campaign.productCampaignMode,
      from_date: dayText(campaign.fromDate ?? ''),
      to_date: dayText(campaign.toDate ?? ''),
      is_autocreated: campaign.isAutocreated,
      autostop_status: campaign.autostopStatus,
      created_at: campaign.createdAt,
      updated_at: campaign.updatedAt,
      extra: extra({
        autopilot: campaign.autopilot,
        autoIncrease: campaign.autoIncrease,
        startWeekDay: campaign.startWeekDay,
        endWeekDay: campaign.endWeekDay,
      }),
    })),
  }),
  when,
})

const CampaignProduct = z.object({ sku: id, bid: micro, title: text, targetCir: real, topPosition: whole })
const ProductsPage = z.object({ products: list(CampaignProduct) })
interface CampaignProducts {
  readonly campaign: Id
  readonly products: readonly z.output<typeof CampaignProduct>[]
}

/** The products of one campaign; an archived one and the one of all goods have none to tell (ozon.md 6.3). */
const products: Source<CampaignProducts> = {
  host: HOST,
  paths: [`${CAMPAIGN}/{campaignId}/v2/products`],
  async *read(io, slice) {
    for (const campaign of slice.ids) {
      const pages = get(HOST)(`${CAMPAIGN}/${campaign}/v2/products`, {
        shape: ProductsPage,
        body: () => ({ page: 1, pageSize: PAGE_SIZE }),
        // No total: a short page is the last.
        next: (page, query) => (page.products.length < PAGE_SIZE ? null : { ...query, page: query.page + 1 }),
        empty: (error: LoadError, firstPage) =>
          firstPage && ['bad_request', 'not_found'].includes(error.kind),
      })
      for await (const page of pages.read(io, slice)) yield { campaign, products: page.products }
    }
  },
}

/** One campaign a slice: what it lost is cleared away, and an answer that failed clears nothing. */
const running = batches(1, {
  table: campaigns,
  column: 'campaign_id',
  where: {
    campaign_type: 'SKU',
    state: ['CAMPAIGN_STATE_RUNNING', 'CAMPAIGN_STATE_PLANNED', 'CAMPAIGN_STATE_STOPPED'],
  },
})

const members = stream({
  id: 'ozon.ads.products',
  into: [campaignProducts],
  slices: running,
  source: products,
  rows: (page: CampaignProducts) => ({
    dim_ozon_campaign_products: page.products.map(product => ({
      campaign_id: page.campaign,
      sku: product.sku,
      product_name: product.title,
      bid: product.bid,
      target_cir: product.targetCir,
      extra: extra({ topPosition: product.topPosition }),
    })),
  }),
  write: { mode: 'replace', ids: 'campaign_id' },
  when,
})

const bidLog = stream({
  id: 'ozon.ads.bids',
  into: [bids],
  slices: running,
  source: products,
  rows: (page: CampaignProducts, { to: dt }) => ({
    // A zero is "the campaign bids by itself", no bid of nothing.
    log_ozon_bids: page.products.flatMap(({ sku, bid, targetCir }) =>
      bid ? [{ campaign_id: page.campaign, sku, dt, bid, target_cir: targetCir }] : [],
    ),
  }),
  when,
})

export const adsTables = [campaigns, campaignProducts, bids, adExpense, adCampaignDaily, adDaily] as const
export const adsStep = step('ozon.ads', { lane: 'ads', refresh: 'ads' }, [
  all,
  expense,
  daily,
  members,
  bidLog,
  reports,
  cpo,
])
