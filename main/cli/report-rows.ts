import type { MeasureInfo, Report, ReportFigure, ReportQuery, ReportRow } from '#contract/report.ts'
import type { Shop } from '#contract/shop.ts'
import { reasonsOf, type Words } from '#i18n'
import type { Output } from './output.ts'
import { printableLine } from './printable.ts'

interface Asked {
  readonly question: ReportQuery
  readonly shops: readonly Shop[]
  /** Of the measures, in their order. */
  readonly units: readonly MeasureInfo['unit'][]
}

/** Prints an answer for a person: its days, a table with a line for the total, and below it what is missing of the total. */
export function sayReport(report: Report, asked: Asked, { say, table, words }: Output): void {
  const { question, shops, units } = asked
  const { t, range, measure, measureShort } = words
  const isCompared = report.compared !== null
  const compared = report.compared
    ? `, ${t('cli.report.compared', { days: range(report.compared.from, report.compared.to) })}`
    : ''
  const cuts = [...(question.grain === null ? [] : (['time'] as const)), ...question.by]
  const texts = (figures: readonly ReportFigure[]) =>
    figures.flatMap((figure, place) => {
      const text = (value: number | null) =>
        figureText(value, units[place] ?? 'count', figure.currency, words)
      return isCompared ? [text(figure.value), text(figure.previous)] : [text(figure.value)]
    })
  say(`${range(report.from, report.to)}${compared}`)
  table(
    [
      ...(cuts.length === 0 ? [''] : cuts.map(cut => t(`dimension.${cut}`))),
      ...question.measures.flatMap(id =>
        isCompared ? [measureShort(id), t('cli.column.was', { name: measureShort(id) })] : [measureShort(id)],
      ),
    ],
    [
      ...report.rows.map(row => [...cuts.map(cut => cutText(row, cut, asked, words)), ...texts(row.figures)]),
      [t('cli.report.total'), ...cuts.slice(1).map(() => ''), ...texts(report.total)],
    ],
  )
  if (report.left > 0) say(t('cli.report.left', { count: report.left }))
  for (const [place, { missing, previousMissing }] of report.total.entries()) {
    const id = question.measures[place]
    for (const reason of id ? reasonsOf([...missing, ...previousMissing], shops, words) : [])
      say(`${id && measure(id)}: ${reason}`)
  }
}

/** The same for a spreadsheet: RFC 4180 with a point for decimals, money in roubles, names of columns as the question has them. */
export function csvOf(report: Report, { question, shops, units }: Asked): string {
  const isCompared = report.compared !== null
  const columns = [
    ...(question.grain === null ? [] : ['time']),
    ...question.by.flatMap(cut => COLUMNS[cut]),
    ...question.measures.flatMap(id => (isCompared ? [id, `${id}_previous`] : [id])),
    ...(units.includes('money') ? ['currency'] : []),
  ]
  const cells = (row: Pick<ReportRow, 'figures'> & Partial<ReportRow>) => [
    ...(question.grain === null ? [] : [row.time ?? null]),
    ...question.by.flatMap(cut => cellsOf(row, cut, shops)),
    ...row.figures.flatMap(({ value, previous }, place) =>
      (isCompared ? [value, previous] : [value]).map(one => plain(one, units[place] ?? 'count')),
    ),
    ...(units.includes('money')
      ? [[...new Set(row.figures.flatMap(({ currency }) => currency ?? []))].join(' ')]
      : []),
  ]
  const rows = question.by.length === 0 && question.grain === null ? [{ figures: report.total }] : report.rows
  const lines = [columns, ...rows.map(cells)].map(line => line.map(cellText).join(','))
  return `${lines.join('\r\n')}\r\n`
}

type Cut = ReportQuery['by'][number]
const COLUMNS: Readonly<Record<Cut, readonly string[]>> = {
  shop: ['shop_id', 'shop'],
  marketplace: ['marketplace'],
  product: ['product_shop_id', 'product_id', 'sku', 'article', 'name'],
  campaign: ['campaign_shop_id', 'campaign_id'],
  line: ['line'],
}

function cellsOf(row: Partial<ReportRow>, cut: Cut, shops: readonly Shop[]): (string | null)[] {
  const shopId = row.shopId === undefined || row.shopId === null ? null : String(row.shopId)
  const of = (value: string | null | undefined) => value ?? null
  switch (cut) {
    case 'shop':
      return [shopId, nameOf(row.shopId, shops)]
    case 'marketplace':
      return [of(row.marketplace)]
    case 'product':
      return [shopId, of(row.productId), of(row.sku), of(row.article), of(row.name)]
    case 'campaign':
      return [shopId, of(row.campaignId)]
    case 'line':
      return [of(row.line)]
  }
}

function cutText(row: ReportRow, cut: Cut | 'time', { question, shops }: Asked, words: Words): string {
  const { t } = words
  switch (cut) {
    case 'time':
      return question.grain === 'month' ? (row.time ?? '').slice(0, 7) : (row.time ?? '')
    case 'shop':
      return nameOf(row.shopId, shops)
    case 'marketplace':
      return row.marketplace === null ? '' : t(`marketplace.${row.marketplace}`)
    case 'product':
      return [row.article ?? row.productId ?? row.sku ?? t('cli.report.noProduct'), row.name ?? '']
        .join(' ')
        .trim()
    case 'campaign':
      return row.campaignId ?? ''
    case 'line':
      return row.line === null || row.line === 'unsorted'
        ? words.measure('unsorted')
        : t(`charges.group.${row.line}`)
  }
}

const nameOf = (id: number | null | undefined, shops: readonly Shop[]): string =>
  shops.find(shop => shop.id === id)?.name ?? ''

function figureText(
  value: number | null,
  unit: MeasureInfo['unit'],
  currency: string | null,
  { money, percent, number }: Words,
): string | null {
  if (value === null) return null
  if (unit === 'money') return money(value, currency ?? undefined)
  return unit === 'percent' ? percent(value) : number(value)
}

function plain(value: number | null, unit: MeasureInfo['unit']): number | string | null {
  if (value === null || unit !== 'money') return value
  const kopecks = Math.abs(value)
  return `${value < 0 ? '-' : ''}${Math.floor(kopecks / 100)}.${String(kopecks % 100).padStart(2, '0')}`
}

/** A number as it is; a text in quotes where it needs them, and never as a formula, which a spreadsheet would run. */
function cellText(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number' || /^-?\d+\.\d\d$/.test(value)) return String(value)
  const text = printableLine(value).replace(/^(?=[=+\-@])/, "'")
  return /[",\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
