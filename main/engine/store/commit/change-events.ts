import type { Change, ChangeDetector } from '../../../../loaders/core/declare/change-detector.ts'
import type { Row } from '../../../../loaders/core/declare/table.ts'
import { name, names } from '../schema/ddl.ts'
import { eventLog } from '../schema/tables.ts'
import type { Dims } from '../sqlite/connection.ts'
import { readRows } from '../sqlite/connection.ts'
import type { Source } from './sql-script.ts'

/** Compares staged rows with the rows that they replace and writes change events to the event log, in the transaction that replaces them. */
export function recordChanges(
  dims: Dims,
  shopId: number,
  watch: ChangeDetector,
  staged: Source,
  at: string,
): void {
  const { name: table, columns, key } = watch.table
  const [id] = key as readonly [string]
  const same = `was.${name(id)} = staged.${name(id)}`
  const old = readRows(
    dims,
    columns,
    `${name(table)} AS was WHERE shop_id = ${shopId} AND EXISTS (SELECT 1 FROM ${staged.sql} AS staged WHERE ${same})`,
  )
  const before = new Map([...old].map(row => [row[id], row]))
  const compare = watch.compare as (was: Row, now: Row) => readonly Change[]
  const changes = [...readRows(dims, columns, staged.sql)].flatMap(now => {
    const was = before.get(now[id])
    return was ? compare(was, now).map(change => ({ ...change, product: String(now[id]) })) : []
  })
  insertEvents(dims, shopId, changes, at)
}

const COLUMNS = ['shop_id', ...Object.keys(eventLog.columns)]

/** Event ids are unique over all shops. */
function insertEvents(
  dims: Dims,
  shopId: number,
  changes: readonly (Change & { product: string })[],
  at: string,
): void {
  const last = Number(dims.prepare('SELECT coalesce(max(id), 0) FROM event_log').pluck().get())
  const insert = dims.prepare(
    `INSERT INTO event_log (${names(COLUMNS)}) VALUES (${COLUMNS.map(column => `@${column}`).join(', ')})`,
  )
  for (const [index, { type, field, before, after, product }] of changes.entries())
    insert.run({
      shop_id: shopId,
      id: last + 1 + index,
      created_at: at,
      event_type: type,
      entity: 'product',
      entity_id: product,
      old_value: before,
      new_value: after,
      metadata: JSON.stringify({ field }),
    })
}
