/** What a response may say that the app can load but not explain. Each is a notice of its own (`notice.…` of the words) with a count and an example. */
export const ANOMALIES = [
  'posting_without_date',
  'posting_without_products',
  'accrual_parts_differ',
  'sale_parts_differ',
  'return_without_date',
  'product_without_info',
  'report_total_differs',
  'orders_report_not_understood',
  'campaign_without_product_report',
  'campaign_without_statistics',
  'campaign_without_clusters',
  'campaign_gone',
  'supply_gone',
] as const
export type Anomaly = (typeof ANOMALIES)[number]

const NAMES: ReadonlySet<string> = new Set(ANOMALIES)
export const isAnomaly = (field: string): field is Anomaly => NAMES.has(field)
