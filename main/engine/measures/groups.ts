import { KindError } from '#contract/errors.ts'
import type { Dimension, Grain, ReportQuery } from '#contract/report.ts'
import type { Day } from '../../../loaders/core/parse/time.ts'
import type { Asked } from '../analytics/known.ts'
import { type Cut, dateOf, isWithin } from '../analytics/overview-rows.ts'
import type { Facts, PlainRow } from '../store/duckdb/connection.ts'
import { literal } from '../store/schema/ddl.ts'
import { timeOf } from './buckets.ts'
import { type Base, type Sum, sqlOf } from './measure.ts'

/** More groups than a page, a file or a person reads; limits the memory of an answer. */
const MOST_GROUPS = 200_000

/** How rows are grouped, and which are left out. */
export interface Grouping {
  readonly by: readonly Dimension[]
  readonly grain: Grain | null
  readonly where: ReportQuery['where']
  readonly shops: readonly Asked[]
}
/** The days of one side of a comparison. */
export interface Days {
  readonly from: Day
  readonly to: Day
  /** The days whose state counts: the last one of each span. */
  readonly states: readonly Day[]
  /** SQL: the day of the asked period that a day stands for. */
  readonly moved: (day: string) => string
  /** Where the orders of shops end within a day. */
  readonly cuts: readonly Cut[]
}

/** The last day of a span that has begun. */
export const lastDay = (to: Day, today: Day): Day => (to < today ? to : today)

/** What identifies a group; a field that the grouping does not have is null. */
export interface Key {
  readonly time: Day | null
  readonly shopId: number | null
  readonly marketplace: string | null
  readonly productId: string | null
  /** The SKU of a product that the catalogue does not know. */
  readonly unknownSku: string | null
  readonly campaignId: string | null
  readonly line: string | null
}
export const NOTHING: Key = {
  time: null,
  shopId: null,
  marketplace: null,
  productId: null,
  unknownSku: null,
  campaignId: null,
  line: null,
}
/** The name of a group: fields in the order of `NOTHING`. */
export const nameOf = (key: Key): string =>
  JSON.stringify(Object.keys(NOTHING).map(field => key[field as keyof Key]))

export interface Group {
  readonly key: Key
  /** An SKU of the product, to be shown. */
  readonly sku: string | null
  /** In the order of the sums asked. */
  readonly sums: readonly Amount[]
}
/** A sum; over several currencies it says nothing of money. */
export interface Amount {
  readonly value: number
  /** Those that it has a part in. */
  readonly currencies: readonly string[]
}
const NONE: Amount = { value: 0, currencies: [] }

/** The sums of one base by group, under their names. Nothing is joined before it is summed but the products of SKUs, each of which has one. */
export async function groupsOf(
  facts: Facts,
  base: Base,
  sums: readonly Sum[],
  grouping: Grouping,
  days: Days,
): Promise<ReadonlyMap<string, Group>> {
  if (grouping.shops.length === 0) return new Map()
  // Grouping a million rows by the currency text is slow; nearly every shop has roubles only.
  const rows = await facts.read(groupsSql(base, sums, grouping, days, `bool_and(currency = 'RUB')`))
  const known = rows.some(row => row.currency === false)
    ? await facts.read(groupsSql(base, sums, grouping, days, 'currency'))
    : rows
  if (known.length > MOST_GROUPS) throw new KindError('too_many_rows')
  const groups = new Map<string, Group>()
  for (const row of known) {
    const key = keyOf(row)
    const name = nameOf(key)
    const before = groups.get(name)
    const currency = row.currency === true ? 'RUB' : textOf(row.currency)
    const amounts = sums.map((_, at) =>
      plus(before?.sums[at] ?? NONE, Number(row[`sum_${at}`] ?? 0), currency),
    )
    groups.set(name, { key, sku: before?.sku ?? textOf(row.sku), sums: amounts })
  }
  return groups
}

function plus({ value, currencies }: Amount, more: number, currency: string | null): Amount {
  const isNew = more !== 0 && currency !== null && !currencies.includes(currency)
  return { value: value + more, currencies: isNew ? [...currencies, currency] : currencies }
}

function groupsSql(base: Base, sums: readonly Sum[], grouping: Grouping, days: Days, currency: string) {
  const { by, grain, where } = grouping
  const ofProducts = by.includes('product') || where.product !== undefined
  const keys = [
    ...(grain === null ? [] : [`${timeOf(grain, days.moved('dt'))} AS time`]),
    ...(SHOP_OF.some(one => by.includes(one)) || ofProducts ? ['shop_id'] : []),
    ...(by.includes('marketplace') ? [`${marketplaceSql(grouping.shops)} AS marketplace`] : []),
    ...(by.includes('campaign') ? [`${base.cuts.campaign} AS campaign_id`] : []),
    ...(by.includes('line') ? [`${base.cuts.line} AS line`] : []),
  ]
  const found = `SELECT ${[
    ...keys,
    ...(ofProducts ? ['product_id', 'nullif(sku, 0) AS sku'] : []),
    ...sums.map((one, at) => `${sqlOf(one)} AS sum_${at}`),
    `${base.money ? currency : 'NULL'} AS currency`,
  ].join(', ')} FROM ${base.view} WHERE ${conditions(base, grouping, days).join(' AND ')} GROUP BY ALL`
  const limit = `LIMIT ${MOST_GROUPS + 1}`
  if (!ofProducts) return `${found} ${limit}`
  const product = 'coalesce(product_skus.product_id, found.product_id)'
  const outer = [
    ...(grain === null ? [] : ['time']),
    ...(SHOP_OF.some(one => by.includes(one)) ? ['found.shop_id AS shop_id'] : []),
    ...DIRECT.flatMap(([dimension, column]) => (by.includes(dimension) ? [column] : [])),
    ...(by.includes('product')
      ? [
          `${product} AS product_id`,
          `if(${product} IS NULL, found.sku, NULL) AS unknown_sku`,
          'max(found.sku) AS sku',
        ]
      : []),
    ...sums.map((_, at) => `sum(sum_${at})::BIGINT AS sum_${at}`),
    // Of SKUs whose sums are in roubles, or of one currency.
    currency === 'currency' ? 'currency' : 'bool_and(currency) AS currency',
  ]
  const chosen = where.product ? ` WHERE ${product} IN (${where.product.join(', ')})` : ''
  return `SELECT ${outer.join(', ')} FROM (${found}) AS found LEFT JOIN product_skus ON product_skus.shop_id = found.shop_id AND product_skus.sku = found.sku${chosen} GROUP BY ALL ${limit}`
}

/** Dimensions whose members belong to a shop. */
const SHOP_OF: readonly Dimension[] = ['shop', 'product', 'campaign']
const DIRECT = [
  ['marketplace', 'marketplace'],
  ['campaign', 'campaign_id'],
  ['line', 'line'],
] as const satisfies readonly (readonly [Dimension, string])[]

function conditions(base: Base, { where, shops }: Grouping, { from, to, states, cuts }: Days): string[] {
  const days = (list: readonly Day[]) => `dt IN (${list.map(dateOf).join(', ') || 'NULL'})`
  return [
    `shop_id IN (${shops.map(({ id }) => id).join(', ') || 'NULL'})`,
    base.family === 'state' ? days(states) : `dt BETWEEN ${dateOf(from)} AND ${dateOf(to)}`,
    ...(base.timed ? cuts.map(isWithin) : []),
    ...(where.campaign ? [`${base.cuts.campaign} IN (${where.campaign.join(', ')})`] : []),
    ...(where.line ? [`${base.cuts.line} IN (${where.line.map(literal).join(', ')})`] : []),
  ]
}

const marketplaceSql = (shops: readonly Asked[]): string =>
  `CASE ${shops.map(({ id, marketplace }) => `WHEN shop_id = ${id} THEN ${literal(marketplace)}`).join(' ')} END`

const textOf = (value: PlainRow[string] | undefined): string | null =>
  value === null || value === undefined ? null : String(value)

const keyOf = (row: PlainRow): Key => ({
  time: textOf(row.time),
  shopId: typeof row.shop_id === 'number' ? row.shop_id : null,
  marketplace: textOf(row.marketplace),
  productId: textOf(row.product_id),
  unknownSku: textOf(row.unknown_sku),
  campaignId: textOf(row.campaign_id),
  line: textOf(row.line),
})
