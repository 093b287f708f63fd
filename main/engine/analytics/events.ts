import type { output } from 'zod'
import { moscowDay } from '#contract/days.ts'
import type { EventFeed, EventKind, EventsQuery, ShopEvent } from '#contract/events.ts'
import type { Detector } from '../../../loaders/core/declare/change-detector.ts'
import { endOfDay, startOfDay } from '../../../loaders/core/parse/time.ts'
import { allDetectors, allViews } from '../../../loaders/index.ts'
import { picturePath } from '../pictures/name.ts'
import { type Dims, foldCase } from '../store/sqlite/connection.ts'

/** Events per page. */
const PAGE = 50

/** SQL condition: an event row was recorded by this detector. */
export const isOf = ({ type, field }: Pick<Detector<never>, 'type' | 'field'>): string =>
  field === undefined
    ? `event_type = '${type}'`
    : `(event_type = '${type}' AND metadata ->> 'field' = '${field}')`

/** SQL: the kind of an event, as declared by the detector that recorded it. */
const KIND = `CASE ${allDetectors.map(one => `WHEN ${isOf(one)} THEN '${one.kind}'`).join(' ')} END`

/** Selects ids before values: values are whole texts, and only those of one page are read. LEFT JOIN, so that events of products that are gone still appear. */
const feedQuestion = (where: readonly string[]) => /* sql */ `
WITH products AS (${allViews.map(({ products }) => products).join('\nUNION ALL')}), page AS (
  SELECT event_log.shop_id, event_log.id, event_log.created_at
  FROM event_log LEFT JOIN products ON products.shop_id = event_log.shop_id AND products.product_id = event_log.entity_id
  WHERE ${where.join(' AND ')}
  ORDER BY event_log.created_at DESC, event_log.id DESC LIMIT ${PAGE + 1}
)
SELECT event_log.*, ${KIND} AS kind, products.article, products.name, products.image
FROM page JOIN event_log USING (shop_id, id)
LEFT JOIN products ON products.shop_id = event_log.shop_id AND products.product_id = event_log.entity_id
ORDER BY page.created_at DESC, page.id DESC
`

interface EventRow {
  readonly shop_id: number
  readonly id: number
  readonly created_at: string
  readonly event_type: string
  readonly kind: EventKind
  readonly entity_id: string | null
  readonly old_value: string | null
  readonly new_value: string | null
  readonly metadata: string | null
  readonly article: string | null
  readonly name: string | null
  readonly image: string | null
}

/** A page of the event feed, newest first, each event with the present catalogue data of its product. Days are Moscow days. */
export function eventFeed(dims: Dims, query: output<typeof EventsQuery>): output<typeof EventFeed> {
  const where = [`${KIND} IS NOT NULL`]
  const values: (string | number)[] = []
  const only = (sql: string, ...of: readonly (string | number)[]) => {
    where.push(sql)
    values.push(...of)
  }
  const oneOf = (column: string, of: readonly (string | number)[]) =>
    only(`${column} IN (${of.map(() => '?').join(', ')})`, ...of)
  if (query.shopIds) oneOf('event_log.shop_id', query.shopIds)
  if (query.kinds) oneOf(KIND, query.kinds)
  if (query.from) only('event_log.created_at >= ?', startOfDay(query.from))
  if (query.to) only('event_log.created_at <= ?', endOfDay(query.to))
  const words = query.text.trim()
  if (words !== '') {
    const fields = ['event_log.entity_id', 'products.article', 'products.name']
    const within = fields.map(field => `instr(folded(${field}), ?) > 0`).join(' OR ')
    only(`(${within})`, ...fields.map(() => foldCase(words)))
  }
  if (query.before !== null)
    only(
      '(event_log.created_at, event_log.id) < (SELECT created_at, id FROM event_log WHERE id = ?)',
      query.before,
    )
  const rows = dims.prepare(feedQuestion(where)).all(...values) as EventRow[]
  return { events: rows.slice(0, PAGE).map(eventOf), more: rows.length > PAGE }
}

const eventOf = (row: EventRow): ShopEvent => ({
  id: row.id,
  shopId: row.shop_id,
  at: row.created_at,
  day: moscowDay(row.created_at),
  kind: row.kind,
  type: row.event_type,
  field: fieldOf(row.metadata),
  productId: row.entity_id ?? '',
  article: row.article,
  name: row.name,
  picture: picturePath(row.image),
  before: row.old_value,
  after: row.new_value,
})

const fieldOf = (metadata: string | null): string =>
  metadata === null ? '' : String((JSON.parse(metadata) as { field?: unknown }).field ?? '')
