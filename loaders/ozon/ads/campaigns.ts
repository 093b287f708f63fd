import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { IdsOf } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { get } from '../../core/declare/source.ts'
import type { Id } from '../../core/declare/table.ts'
import type { LoadError } from '../../core/errors.ts'
import { count, flag, id, list, real, text, time, whole } from '../../core/parse/fields.ts'
import { micro, texts } from '../fields.ts'
import { campaigns } from './tables.ts'

export const CAMPAIGN = '/api/client/campaign'
const PAGE_SIZE = 100

const Campaign = z.object({
  id,
  title: text,
  state: text,
  advObjectType: text,
  // The specification says `paymentType`; real responses use this name (ozon.md 9).
  PaymentType: text,
  paymentType: text,
  fromDate: text,
  toDate: text,
  budget: micro,
  dailyBudget: micro,
  weeklyBudget: micro,
  budgetType: text,
  expenseStrategy: text,
  placement: texts,
  productAutopilotStrategy: text,
  productCampaignMode: text,
  isAutocreated: flag,
  autostopStatus: text,
  autopilot: whole,
  autoIncrease: whole,
  startWeekDay: text,
  endWeekDay: text,
  createdAt: time,
  updatedAt: time,
})
export const CampaignsPage = z.object({ list: list(Campaign), total: count })
export type CampaignsPage = z.output<typeof CampaignsPage>

/** Campaigns page by page, until the announced total or an empty page. */
export async function* campaignPages(
  context: StreamContext,
  filter: Readonly<Record<string, string>>,
): AsyncIterable<CampaignsPage> {
  const seen = new Set<Id>()
  for (let page = 1; ; page += 1) {
    const query = { ...filter, page, pageSize: PAGE_SIZE }
    const answer = await context.json(
      { host: HOST.performance, method: 'GET', path: CAMPAIGN, query },
      CampaignsPage,
    )
    const before = seen.size
    for (const campaign of answer.list) seen.add(campaign.id)
    yield answer
    const complete = answer.total === null ? answer.list.length < PAGE_SIZE : seen.size >= answer.total
    if (complete || seen.size === before) return
  }
}

/** Pay-per-click campaigns that run or may run. */
export const RUNNING: IdsOf = {
  table: campaigns,
  column: 'campaign_id',
  where: {
    campaign_type: 'SKU',
    state: ['CAMPAIGN_STATE_RUNNING', 'CAMPAIGN_STATE_PLANNED', 'CAMPAIGN_STATE_STOPPED'],
  },
}

const CampaignProduct = z.object({ sku: id, bid: micro, title: text, targetCir: real, topPosition: whole })
const ProductsPage = z.object({ products: list(CampaignProduct) })
export interface CampaignProducts {
  readonly campaign: Id
  readonly products: readonly z.output<typeof CampaignProduct>[]
}

/** The products of each campaign of a slice; archived campaigns and the one of all products have none (ozon.md 6.3). */
export const productsOfCampaigns: Source<CampaignProducts> = {
  host: HOST.performance,
  paths: [`${CAMPAIGN}/{campaignId}/v2/products`],
  async *read(context, slice) {
    for (const campaign of slice.ids) {
      const pages = get(HOST.performance)(`${CAMPAIGN}/${campaign}/v2/products`, {
        shape: ProductsPage,
        body: () => ({ page: 1, pageSize: PAGE_SIZE }),
        // There is no total, so a short page is the last.
        next: (page, query) => (page.products.length < PAGE_SIZE ? null : { ...query, page: query.page + 1 }),
        empty: (error: LoadError, firstPage) =>
          firstPage && ['bad_request', 'not_found'].includes(error.kind),
      })
      for await (const page of pages.read(context, slice)) yield { campaign, products: page.products }
    }
  },
}
