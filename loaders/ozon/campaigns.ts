import { z } from 'zod'
import { count, flag, id, list, text, time, whole } from '../core/shapes.ts'
import type { Io } from '../core/source.ts'
import type { Id } from '../core/table.ts'
import { micro, texts } from './shapes.ts'

const HOST = 'ozon-performance'
export const CAMPAIGN = '/api/client/campaign'
const PAGE_SIZE = 100

const Campaign = z.object({
  id,
  title: text,
  state: text,
  advObjectType: text,
  // The document says `paymentType`; answers say otherwise (ozon.md 9).
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

/** Campaigns page by page: the announced total ends them, or an empty page. */
export async function* campaignPages(
  io: Io,
  filter: Readonly<Record<string, string>>,
): AsyncIterable<CampaignsPage> {
  const seen = new Set<Id>()
  for (let page = 1; ; page += 1) {
    const query = { ...filter, page, pageSize: PAGE_SIZE }
    const answer = await io.json({ host: HOST, method: 'GET', path: CAMPAIGN, query }, CampaignsPage)
    const before = seen.size
    for (const campaign of answer.list) seen.add(campaign.id)
    yield answer
    const complete = answer.total === null ? answer.list.length < PAGE_SIZE : seen.size >= answer.total
    if (complete || seen.size === before) return
  }
}
