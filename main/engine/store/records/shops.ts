import type { Marketplace, Notice, Shop, ShopStatus } from '#contract/shop.ts'
import type { Dims } from '../sqlite/connection.ts'
import { transaction } from '../sqlite/connection.ts'

/** A stored shop, with what its keys may do. Its freshness is stored with its datasets. */
export interface ShopRow extends Omit<Shop, 'updated' | 'leftOut'> {
  /** The end of the last run, successful or not; not a measure of freshness. */
  readonly lastSyncAt: string | null
  readonly subscription: string | null
  readonly roles: readonly string[]
}
export type NewShop = Pick<ShopRow, 'name' | 'marketplace' | 'clientId' | 'perfClientId' | 'demo'> &
  Partial<Pick<ShopRow, 'keyExpiresAt' | 'subscription' | 'roles'>>
export type ShopChange = Partial<Omit<ShopRow, 'id' | 'marketplace' | 'createdAt' | 'demo'>>

const COLUMNS: Readonly<Record<keyof ShopRow, string>> = {
  id: 'id',
  name: 'name',
  marketplace: 'marketplace',
  clientId: 'client_id',
  perfClientId: 'perf_client_id',
  demo: 'demo',
  status: 'status',
  messages: 'status_message',
  createdAt: 'created_at',
  lastSyncAt: 'last_sync_at',
  keyExpiresAt: 'key_expires_at',
  subscription: 'subscription',
  roles: 'roles',
  loaded: 'loaded',
}

const shopOf = (row: Record<string, unknown>): ShopRow => ({
  id: row.id as number,
  name: row.name as string,
  marketplace: row.marketplace as Marketplace,
  clientId: row.client_id as string | null,
  perfClientId: row.perf_client_id as string | null,
  demo: row.demo === 1,
  status: row.status as ShopStatus,
  messages: JSON.parse(row.status_message as string) as Notice[],
  createdAt: row.created_at as string,
  lastSyncAt: row.last_sync_at as string | null,
  keyExpiresAt: row.key_expires_at as string | null,
  subscription: row.subscription as string | null,
  roles: JSON.parse(row.roles as string) as string[],
  loaded: row.loaded === 1,
})

const stored = (value: unknown): unknown => {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

/** Whether no shop is being loaded; older history is not counted. */
export const areIdle = (dims: Dims): boolean => listShops(dims).every(({ status }) => status !== 'syncing')

/** All shops, oldest first. */
export const listShops = (dims: Dims): readonly ShopRow[] =>
  (dims.prepare('SELECT * FROM shops ORDER BY id').all() as Record<string, unknown>[]).map(shopOf)

/** A shop, or null when there is none of this id. */
export function findShop(dims: Dims, shopId: number): ShopRow | null {
  const row = dims.prepare('SELECT * FROM shops WHERE id = ?').get(shopId)
  return row ? shopOf(row as Record<string, unknown>) : null
}

/** An id that no shop ever had, and that is given to one caller only. */
export const drawShopId = (dims: Dims): number =>
  transaction(dims, () => {
    dims.exec(`INSERT INTO sqlite_sequence (name, seq) SELECT 'shops', 0
      WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'shops')`)
    return Number(
      dims
        .prepare("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'shops' RETURNING seq")
        .pluck()
        .get(),
    )
  })

/** Writes a new shop under an id that no shop ever had, or under `id`, which was its own before. */
export function insertShop(dims: Dims, shop: NewShop, id: number | null = null): ShopRow {
  const row = {
    id,
    status: 'active',
    messages: [],
    createdAt: new Date().toISOString(),
    lastSyncAt: null,
    keyExpiresAt: null,
    subscription: null,
    roles: [],
    loaded: false,
    ...shop,
  }
  const keys = Object.keys(row) as (keyof typeof row)[]
  const { lastInsertRowid } = transaction(dims, () =>
    dims
      .prepare(
        `INSERT INTO shops (${keys.map(key => COLUMNS[key]).join(', ')}) VALUES (${keys.map(() => '?').join(', ')})`,
      )
      .run(keys.map(key => stored(row[key]))),
  )
  return findShop(dims, Number(lastInsertRowid)) as ShopRow
}

/** Removes a shop from the list only; its data stays and waits for it. */
export const forgetShop = (dims: Dims, shopId: number): void =>
  transaction(dims, () => void dims.prepare('DELETE FROM shops WHERE id = ?').run(shopId))

/** Changes the given fields; does nothing if the shop is gone. */
export function updateShop(dims: Dims, shopId: number, change: ShopChange): void {
  const keys = (Object.keys(change) as (keyof ShopChange)[]).filter(key => change[key] !== undefined)
  if (keys.length === 0) return
  transaction(dims, () =>
    dims
      .prepare(`UPDATE shops SET ${keys.map(key => `${COLUMNS[key]} = ?`).join(', ')} WHERE id = ?`)
      .run(...keys.map(key => stored(change[key])), shopId),
  )
}

/** A choice of the person, or undefined where none was made. */
export function readSetting(dims: Dims, key: string): unknown {
  const value = dims.prepare('SELECT value FROM settings WHERE key = ?').pluck().get(key)
  return value === undefined ? undefined : JSON.parse(value as string)
}
export function writeSetting(dims: Dims, key: string, value: unknown): void {
  transaction(dims, () =>
    dims
      .prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')
      .run(key, JSON.stringify(value)),
  )
}
