import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Slice } from '../../loaders/core/declare/slices.ts'
import { gapless } from '../../loaders/core/declare/slices.ts'
import type { Rows, Stream, Write } from '../../loaders/core/declare/stream.ts'
import { stream } from '../../loaders/core/declare/stream.ts'
import type { Row, Table } from '../../loaders/core/declare/table.ts'
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
} from '../../loaders/core/declare/table.ts'
import type { Kopecks } from '../../loaders/core/parse/money.ts'
import { daysBetween, moscowDay } from '../../loaders/core/parse/time.ts'
import type { Stores } from '../../main/engine/store/opening/open.ts'
import { openStores } from '../../main/engine/store/opening/open.ts'
import { missingSql } from '../../main/engine/store/schema/check.ts'

/** Columns of every kind, for tests of staging. */
export const everyKind = {
  n: int(),
  big: optional(id()),
  sum: optional(money()),
  share: optional(real()),
  word: optional(text()),
  sure: optional(bool()),
  dt: optional(day()),
  at: optional(instant()),
  more: optional(json()),
}

/** Tables of the store's tests: one per kind of column and write mode. */
export const sales = table('fact_test_sales', {
  store: 'facts',
  key: ['dt', 'sku'],
  day: 'dt',
  columns: {
    dt: day(),
    sku: id(),
    amount: money(),
    share: optional(real()),
    note: optional(text()),
    paid: bool(),
    extra: optional(json()),
    made_at: optional(instant()),
  },
  grain: 'One row is the sales of a product on a day.',
})
export const shelf = table('fact_test_shelf', {
  store: 'facts',
  key: ['sku', 'warehouse', 'dt'],
  day: 'dt',
  columns: { dt: day(), sku: id(), warehouse: text(), kind: text(), amount: int(), worth: money() },
  grain: 'One row is what lies on a shelf on a day.',
})
export const goods = table('dim_test_goods', {
  store: 'dims',
  key: ['sku'],
  columns: { sku: id(), name: text(), price: optional(money()), live: bool(), more: optional(json()) },
  grain: 'One row is a product.',
})
export const bids = table('log_test_bids', {
  store: 'facts',
  key: ['campaign', 'sku', 'seen_at'],
  day: 'dt',
  columns: {
    campaign: id(),
    sku: id(),
    seen_at: instant(),
    dt: day(),
    bid: money(),
    state: optional(text()),
  },
  grain: 'One row is a bid at a moment.',
})
export const tables: readonly Table[] = [sales, shelf, goods, bids]

export const saleRow = (
  dt: string,
  sku: number | string,
  kopecks: number,
  note: string | null = null,
): Row => ({
  dt,
  sku,
  amount: kopecks as Kopecks,
  share: null,
  note,
  paid: true,
  extra: null,
  made_at: null,
})
export const shelfRow = (dt: string, sku: number, amount: number, kind = 'fbo', warehouse = 'A'): Row => ({
  dt,
  sku,
  warehouse,
  kind,
  amount,
  worth: (amount * 100) as Kopecks,
})
export const bidRow = (
  campaign: number,
  sku: number,
  seen_at: string,
  kopecks: number,
  state: string | null = null,
): Row => ({ campaign, sku, seen_at, dt: moscowDay(seen_at), bid: kopecks as Kopecks, state })
export const goodsRow = (sku: number | string, name: string, kopecks: number | null = null): Row => ({
  sku,
  name,
  price: kopecks as Kopecks | null,
  live: true,
  more: null,
})

/** A stream into these tables without a source: tests stage its rows themselves. */
export const streamInto = (into: readonly Table[], write: Write = { mode: 'upsert' }, of = 'test'): Stream =>
  stream({
    id: of,
    into,
    slices: gapless(async () => []),
    source: {
      host: 'ozon-seller',
      paths: [],
      async *read() {
        yield* []
      },
    },
    rows: () => ({}),
    write,
  })
export const sliceOf = (from: string, to = from, more: Partial<Slice> = {}): Slice => ({
  window: { start: from, days: daysBetween(from, to) },
  from,
  to,
  ids: [],
  open: false,
  ...more,
})

/** Stages and commits rows as one slice. */
export async function load(
  { store }: Pick<Stores, 'store'>,
  shopId: number,
  of: Stream,
  slice: Slice,
  rows: Rows,
  runId = 1,
) {
  const stage = await store.stage(shopId, of, slice, runId)
  try {
    if (stage.add(rows)) await stage.flush()
  } catch (error) {
    await stage.discard()
    throw error
  }
  return stage.commit()
}

export interface TempData {
  readonly folder: string
  readonly dataDir: string
  readonly migrationsDir: string
  open(): Promise<Stores>
  remove(): void
}

/** A temporary data folder with migrations for `of` only. */
export async function tempData(of: readonly Table[] = tables): Promise<TempData> {
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-store-'))
  const migrationsDir = join(folder, 'migrations')
  for (const store of ['facts', 'dims']) mkdirSync(join(migrationsDir, store), { recursive: true })
  const start = await missingSql(migrationsDir, of)
  for (const store of ['facts', 'dims'] as const)
    writeFileSync(join(migrationsDir, store, '0001_start.sql'), start[store])
  const dataDir = join(folder, 'data')
  return {
    folder,
    dataDir,
    migrationsDir,
    open: () => openStores({ dataDir, migrationsDir, tables: of }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
