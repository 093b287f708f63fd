import {
  bool,
  day,
  id,
  instant,
  int,
  json,
  money,
  optional,
  real,
  table,
  text,
} from '../../core/declare/table.ts'

export const campaigns = table('dim_wb_campaigns', {
  store: 'dims',
  key: ['advert_id'],
  grain:
    'One campaign; `seen_on` is the last day on which Wildberries still named it. Campaigns of kinds that are no longer made have no name here: fact_wb_ad_costs has it where they were paid for.',
  columns: {
    advert_id: id(),
    type: int(),
    status: int(),
    name: optional(text()),
    bid_type: optional(text()),
    payment_type: optional(text()),
    currency: optional(text()),
    search_enabled: optional(bool()),
    recommendations_enabled: optional(bool()),
    can_change_nms: optional(bool()),
    created_at: optional(instant()),
    started_at: optional(instant()),
    updated_at: optional(instant()),
    deleted_at: optional(instant()),
    changed_at: optional(instant()),
    seen_on: optional(day()),
    extra: optional(json()),
  },
})

export const campaignProducts = table('dim_wb_campaign_products', {
  store: 'dims',
  key: ['advert_id', 'nm_id'],
  grain: 'One card that a campaign advertises, or advertised until `seen_on`, with its bids.',
  columns: {
    advert_id: id(),
    nm_id: id(),
    subject_id: optional(id()),
    subject: optional(text()),
    bid_search: optional(money()),
    bid_recommendations: optional(money()),
    seen_on: day(),
  },
})

export const bids = table('log_wb_bids', {
  store: 'facts',
  key: ['advert_id', 'nm_id', 'placement', 'seen_at'],
  day: 'dt',
  retention: 365,
  grain:
    'The bid on one card in one campaign and placement at a moment: a row when it changed, and one in each hour in which it was looked at. A bid of zero is none and is not written.',
  columns: {
    advert_id: id(),
    nm_id: id(),
    /** `search` or `recommendations`. */
    placement: text(),
    seen_at: instant(),
    /** The Moscow day of `seen_at`. */
    dt: day(),
    /** Per click or per thousand views, by `payment_type`. */
    bid: money(),
    bid_type: optional(text()),
    payment_type: optional(text()),
    /** Whether the campaign is shown in this placement. */
    is_enabled: optional(bool()),
    status: optional(int()),
    currency: optional(text()),
  },
})

export const budgets = table('fact_wb_ad_budgets', {
  store: 'facts',
  key: ['advert_id', 'dt'],
  day: 'dt',
  grain: 'What is left in the budget of one campaign on one day.',
  columns: { advert_id: id(), dt: day(), budget: money(), currency: optional(text()) },
})

export const costs = table('fact_wb_ad_costs', {
  store: 'facts',
  key: ['advert_id', 'dt', 'payment_type', 'line'],
  day: 'dt',
  grain:
    'One charge for a campaign, as it was paid. A charge without a time yet stands on the last day of the window it was read with.',
  columns: {
    advert_id: id(),
    dt: day(),
    payment_type: text(),
    /** 1; higher where a campaign was charged several times on a day, since charges have no id. */
    line: int(),
    upd_time: optional(instant()),
    upd_num: optional(id()),
    amount: money(),
    campaign_name: optional(text()),
    advert_type: optional(int()),
    advert_status: optional(int()),
    currency: optional(text()),
  },
})

export const adDaily = table('fact_wb_ad_daily', {
  store: 'facts',
  key: ['advert_id', 'nm_id', 'dt'],
  day: 'dt',
  grain:
    'One card in one campaign on one day, over all apps; `views` are those of the ad, the card’s own are not told. `nm_id` 0 carries what a day has beyond its cards.',
  columns: {
    advert_id: id(),
    nm_id: id(),
    dt: day(),
    name: optional(text()),
    views: int(),
    clicks: int(),
    atbs: int(),
    orders: int(),
    shks: int(),
    canceled: int(),
    spend: money(),
    revenue: money(),
    /** Ordered after a click on another card; not itself advertised (wildberries.md 6). */
    is_associated: bool(),
    avg_position: optional(real()),
    currency: optional(text()),
  },
})
