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

export const campaigns = table('dim_ozon_campaigns', {
  store: 'dims',
  key: ['campaign_id'],
  grain: 'One advertising campaign, archived ones too, as it is now.',
  columns: {
    campaign_id: id(),
    title: optional(text()),
    /** SKU, BANNER, SEARCH_PROMO (pay per order), VIDEO_BANNER. */
    campaign_type: optional(text()),
    state: optional(text()),
    payment_type: optional(text()),
    budget: optional(money()),
    daily_budget: optional(money()),
    weekly_budget: optional(money()),
    budget_type: optional(text()),
    expense_strategy: optional(text()),
    placement: optional(text()),
    autopilot_strategy: optional(text()),
    campaign_mode: optional(text()),
    from_date: optional(day()),
    to_date: optional(day()),
    is_autocreated: optional(bool()),
    autostop_status: optional(text()),
    created_at: optional(instant()),
    updated_at: optional(instant()),
    extra: optional(json()),
  },
})

export const campaignProducts = table('dim_ozon_campaign_products', {
  store: 'dims',
  key: ['campaign_id', 'sku'],
  grain: 'One product of a campaign that runs or may run, with its bid.',
  columns: {
    campaign_id: id(),
    sku: id(),
    product_name: optional(text()),
    bid: optional(money()),
    target_cir: optional(real()),
    extra: optional(json()),
  },
})

/** The `campaign_id` of bids per order: they belong to a product, whatever campaigns it is in. */
export const PER_ORDER = 0

export const bids = table('log_ozon_bids', {
  store: 'facts',
  key: ['campaign_id', 'sku', 'seen_at'],
  day: 'dt',
  retention: 365,
  grain:
    'The bid on a product in a campaign at a moment: a row when it changed, and one in each hour in which it was looked at. Campaign 0 is payment per order. Campaigns that bid by themselves have none. Who changed a bid, and what it was before the shop was connected, is not told.',
  columns: {
    campaign_id: id(),
    sku: id(),
    seen_at: instant(),
    /** The Moscow day of `seen_at`. */
    dt: day(),
    /** Per click; per order where `campaign_id` is 0; null where the campaign has a target share of costs. */
    bid: optional(money()),
    /** The bid per order in percent of the price. */
    bid_percent: optional(real()),
    /** The target share of costs in revenue of a campaign, percent. */
    target_cir: optional(real()),
  },
})

export const adExpense = table('fact_ozon_ad_expense', {
  store: 'facts',
  key: ['campaign_id', 'dt'],
  day: 'dt',
  grain: 'What a campaign cost on a Moscow day: all advertising money, payment per order too.',
  columns: {
    campaign_id: id(),
    dt: day(),
    title: optional(text()),
    /** Pay per order: its details by SKU come from other reports. */
    is_cpo: bool(),
    money_spent: money(),
    bonus_spent: money(),
    prepayment_spent: money(),
  },
})

export const adCampaignDaily = table('fact_ozon_ad_campaign_daily', {
  store: 'facts',
  key: ['campaign_id', 'dt'],
  day: 'dt',
  grain: 'What a campaign brought on a Moscow day.',
  columns: {
    campaign_id: id(),
    dt: day(),
    title: optional(text()),
    views: int(),
    clicks: int(),
    money_spent: money(),
    orders: int(),
    revenue: money(),
  },
})

export const adDaily = table('fact_ozon_ad_daily', {
  store: 'facts',
  key: ['campaign_id', 'sku', 'dt'],
  day: 'dt',
  grain: 'What one SKU cost and brought in one campaign on a Moscow day; SKU 0 where a campaign shows none.',
  columns: {
    campaign_id: id(),
    sku: id(),
    dt: day(),
    product_name: optional(text()),
    price: optional(money()),
    views: int(),
    clicks: int(),
    ctr: optional(real()),
    add_to_cart: int(),
    avg_cpc: optional(money()),
    money_spent: money(),
    orders: int(),
    revenue: money(),
    model_orders: int(),
    model_revenue: money(),
    /** Ad spend in percent of the revenue attributed to it, and of all revenue. */
    drr: optional(real()),
    general_drr: optional(real()),
    product_gmv: optional(money()),
    added_on: optional(day()),
    extra: optional(json()),
  },
})
