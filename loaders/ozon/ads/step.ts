import { HOST } from '#contract/marketplaces/ozon.ts'
import { batches, today } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { type Step, step, stream } from '../../core/declare/stream.ts'
import { dayText } from '../../core/parse/csv-zip.ts'
import { extra, known } from '../../core/parse/fields.ts'
import { clickBids, orderBids } from './bids.ts'
import type { CampaignProducts, CampaignsPage } from './campaigns.ts'
import { CAMPAIGN, campaignPages, productsOfCampaigns, RUNNING } from './campaigns.ts'
import { cpo, reports } from './reports.ts'
import { daily, expense } from './spending.ts'
import { adCampaignDaily, adDaily, adExpense, bids, campaignProducts, campaigns } from './tables.ts'

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
    host: HOST.performance,
    paths: [CAMPAIGN],
    read: context => campaignPages(context, {}),
  } satisfies Source<CampaignsPage>,
  rows: (page: CampaignsPage, _slice, context) => ({
    dim_ozon_campaigns: page.list.map(campaign => ({
      campaign_id: campaign.id,
      title: campaign.title,
      campaign_type: campaign.advObjectType,
      state: known(context, 'campaign state', campaign.state, STATES),
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
})

/** One campaign per slice: what it lost is deleted, and a failed request deletes nothing. */
const running = batches(1, RUNNING)

const members = stream({
  id: 'ozon.ads.products',
  into: [campaignProducts],
  slices: running,
  source: productsOfCampaigns,
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
})

/** Ads are read with keys of their own, which a shop need not have. */
const needsPerformance: Step['when'] = context => (context.may('performance') ? null : 'no_performance')

export const adsTables = [campaigns, campaignProducts, bids, adExpense, adCampaignDaily, adDaily] as const
export const adsStep = step('ozon.ads', { lane: 'ads', refresh: 'ads', when: needsPerformance }, [
  all,
  expense,
  daily,
  members,
  clickBids,
  orderBids,
  reports,
  cpo,
])
