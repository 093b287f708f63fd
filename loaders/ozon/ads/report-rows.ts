import type { ZodType } from 'zod'
import { z } from 'zod'
import type { StreamContext } from '../../core/declare/source.ts'
import type { Id, RowOf } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import { csvLines, dayText, textFiles } from '../../core/parse/csv-zip.ts'
import {
  block,
  countOrZero,
  extra,
  id,
  list,
  maybeId,
  maybeSum,
  name,
  real,
  sumOrZero,
  text,
} from '../../core/parse/fields.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { add } from '../../core/parse/money.ts'
import type { Asked } from './report-download.ts'
import type { adDaily } from './tables.ts'

export type AdRow = RowOf<typeof adDaily>

/** A row of a report by SKU and day; zero counters are omitted (ozon.md 6.5). */
const Row = z.object({
  date: name,
  sku: maybeId,
  title: text,
  price: maybeSum,
  views: countOrZero,
  clicks: countOrZero,
  ctr: real,
  toCart: countOrZero,
  avgBid: maybeSum,
  moneySpent: sumOrZero,
  orders: countOrZero,
  ordersMoney: sumOrZero,
  models: countOrZero,
  modelsMoney: sumOrZero,
  drr: real,
  general_drr: real,
  product_gmv: maybeSum,
  createdAt: text,
  search_query: text,
  page_type: text,
})
type Row = z.output<typeof Row>

const Totals = block({ moneySpent: maybeSum })
const CampaignReport = z.object({ rows: list(Row), totals: Totals })
/** The JSON format: reports by campaign id. */
const JsonReports = z.record(
  z.string(),
  z.object({ title: text, report: z.preprocess(value => value ?? {}, CampaignReport) }),
)

export interface CampaignRows {
  readonly campaign: Id
  readonly rows: readonly Row[]
  readonly total: Kopecks | null
}

/** Parses a report in any of its formats: JSON, one CSV, or a ZIP of them. Throws LoadError `server` on a truncated body, `shape` on any other format. */
export function readReport(body: Uint8Array, asked: Asked): readonly CampaignRows[] {
  return Array.from(textFilesOf(body, asked), file => {
    const json = jsonOf(file.text)
    try {
      return json === undefined ? fromCsv(file) : fromJson(json)
    } catch (error) {
      throw unreadable('shape', error, asked, file.text)
    }
  }).flat()
}

/** The JSON of a body, undefined if it is not JSON. Throws LoadError `server` on truncated JSON. */
export const jsonOf = (text: string): unknown => {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new LoadError('server', 'report: cut short', { cause: error })
  }
}

/** Parses a report of one JSON body by `shape`. */
export function readJson<P>(body: Uint8Array, shape: ZodType<P>, asked: Asked): P {
  const [file] = textFilesOf(body, asked)
  const parsed = shape.safeParse(jsonOf(file?.text ?? ''))
  if (!parsed.success) throw unreadable('shape', parsed.error, asked, file?.text ?? '')
  return parsed.data
}

/** A complete file of a report. */
export interface ReportFile {
  readonly name: string
  readonly text: string
}
export function* textFilesOf(body: Uint8Array, asked: Asked): Generator<ReportFile> {
  try {
    for (const { name, parts } of textFiles(body)) yield { name, text: [...parts].join('') }
  } catch (error) {
    throw unreadable('server', error, asked, '')
  }
}

export const unreadable = (
  kind: 'server' | 'shape',
  error: unknown,
  asked: Asked,
  text: string,
): LoadError =>
  error instanceof LoadError
    ? error
    : new LoadError(kind, `report: ${error instanceof Error ? error.message : String(error)}`, {
        captured: { ...asked, status: 200, answer: text.slice(0, 65_536) },
        cause: error,
      })

const fromJson = (json: unknown): CampaignRows[] =>
  Object.entries(JsonReports.parse(json)).map(([campaign, { report }]) => ({
    campaign: id.parse(campaign),
    rows: report.rows,
    total: report.totals?.moneySpent ?? null,
  }))

/** Columns by name. Names vary between kinds of campaigns and over time (ozon.md 6.5); after a comma or bracket comes a unit. */
const COLUMNS: Readonly<Record<string, keyof Row>> = {
  день: 'date',
  дата: 'date',
  sku: 'sku',
  'ozon id': 'sku',
  'название товара': 'title',
  наименование: 'title',
  'цена товара': 'price',
  цена: 'price',
  показы: 'views',
  клики: 'clicks',
  ctr: 'ctr',
  'в корзину': 'toCart',
  'добавления в корзину': 'toCart',
  'средняя стоимость клика': 'avgBid',
  'ср цена клика': 'avgBid',
  'средняя ставка': 'avgBid',
  расход: 'moneySpent',
  заказы: 'orders',
  продажи: 'ordersMoney',
  выручка: 'ordersMoney',
  'заказы модели': 'models',
  'продажи модели': 'modelsMoney',
  'продажи с заказов модели': 'modelsMoney',
  'выручка с заказов модели': 'modelsMoney',
  дрр: 'drr',
  'общий дрр': 'general_drr',
  'заказано на сумму': 'product_gmv',
  'дата добавления': 'createdAt',
  'условие показа': 'search_query',
  'поисковый запрос': 'search_query',
  'тип страницы': 'page_type',
}
const columnOf = (header: string): keyof Row | null =>
  COLUMNS[
    (header.toLowerCase().split(/[,(]/)[0] ?? '')
      .replace(/\./g, '')
      .replace(/[\s\u00a0\u202f]+/g, ' ')
      .trim()
  ] ?? null

/** Labels of the totals line; the Latin spelling is from the official example. */
export const TOTALS = new Set(['Всего', 'Bcero', 'Итого'])

function fromCsv({ name: file, text: csv }: ReportFile): CampaignRows[] {
  const found: { campaign: Id; rows: Row[]; total: Kopecks | null }[] = []
  let columns: readonly (keyof Row | null)[] = []
  const named = /^(?:.*\/)?(\d+)(?:_[^/]*)?\.csv$/i.exec(file)?.[1]
  if (named) found.push({ campaign: id.parse(named), rows: [], total: null })
  for (const line of csvLines(csv)) {
    const title = /№\s*(\d+)/.exec(line[1] ?? line[0] ?? '')?.[1]
    if (title && line[0] === '') {
      const campaign = id.parse(title)
      if (found.at(-1)?.campaign !== campaign) found.push({ campaign, rows: [], total: null })
      columns = []
      continue
    }
    if (columns.length === 0) {
      columns = line.map(columnOf)
      continue
    }
    const current = found.at(-1)
    if (!current) throw new TypeError('a CSV that names no campaign')
    const row = Object.fromEntries(
      columns.flatMap((column, at) => (column ? [[column, line[at] ?? '']] : [])),
    )
    if (TOTALS.has(line[0] ?? '')) current.total = maybeSum.parse(row.moneySpent)
    else current.rows.push(Row.parse(row))
  }
  if (found.length === 0) throw new TypeError('neither JSON nor a CSV of campaigns')
  return found
}

/**
 * Rows of one campaign, keyed by SKU and day. Rows that a report splits by search query or page are added up; exact duplicates are dropped unless the
 * report's total includes them. A sum that differs from the report's own total is counted.
 */
export function adRows(
  { campaign, rows: all, total }: CampaignRows,
  context: Pick<StreamContext, 'unmapped'>,
): AdRow[] {
  const once = [...new Map(all.map(row => [JSON.stringify(row), row])).values()]
  const spent = (rows: readonly Row[]) => add(...rows.map(row => row.moneySpent))
  const rows = total !== null && total === spent(all) ? all : once
  if (total !== null && total !== spent(rows)) context.unmapped('report_total_differs', String(campaign))
  const parts = new Map<string, [Row, ...Row[]]>()
  for (const row of rows) {
    const key = `${row.date}/${row.sku}`
    const same = parts.get(key)
    if (same) same.push(row)
    else parts.set(key, [row])
  }
  return [...parts.values()].map(same => adRow(campaign, same))
}

function adRow(campaign: Id, same: readonly [Row, ...Row[]]): AdRow {
  const [first] = same
  const dt = dayText(first.date)
  if (dt === null) throw new LoadError('shape', `report: no day in ${JSON.stringify(first.date)}`)
  const count = (of: (row: Row) => number) => same.reduce((total, row) => total + of(row), 0)
  const money = (of: (row: Row) => Kopecks) => add(...same.map(of))
  const views = count(row => row.views)
  const clicks = count(row => row.clicks)
  const money_spent = money(row => row.moneySpent)
  const revenue = money(row => row.ordersMoney)
  const split = same.length > 1
  return {
    campaign_id: campaign,
    sku: first.sku ?? 0,
    dt,
    product_name: first.title,
    price: first.price,
    views,
    clicks,
    ctr: split ? percent(clicks, views) : first.ctr,
    add_to_cart: count(row => row.toCart),
    avg_cpc: split ? (clicks ? (Math.round(money_spent / clicks) as Kopecks) : null) : first.avgBid,
    money_spent,
    orders: count(row => row.orders),
    revenue,
    model_orders: count(row => row.models),
    model_revenue: money(row => row.modelsMoney),
    drr: split ? percent(money_spent, revenue) : first.drr,
    general_drr: first.general_drr,
    product_gmv: first.product_gmv,
    added_on: first.createdAt === null ? null : dayText(first.createdAt),
    extra: extra({
      split: split
        ? same.map(row => extra({ search_query: row.search_query, page_type: row.page_type }))
        : null,
      search_query: split ? null : first.search_query,
      page_type: split ? null : first.page_type,
    }),
  }
}

const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 100
