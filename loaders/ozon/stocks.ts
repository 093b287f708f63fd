import { z } from 'zod'
import { LoadError } from '../core/errors.ts'
import { count, countOrZero, extra, id, known, list, maybeId, name, text, whole } from '../core/shapes.ts'
import type { IdsOf } from '../core/slices.ts'
import { batches, today } from '../core/slices.ts'
import type { Source } from '../core/source.ts'
import { as, either, offset, post } from '../core/source.ts'
import { step, stream } from '../core/stream.ts'
import { productSkus } from './products.ts'
import type { Stock } from './stocks-rows.ts'
import { AnalyticsPage, analyticsRow, OlderPage, olderRow, sumOfStocks, UNKNOWN } from './stocks-rows.ts'
import { productStocks, warehouseStocks } from './stocks-tables.ts'
import { byCursor, everyProduct } from './visibility.ts'

const ask = post('ozon-seller')
/** SKUs that one request may name (ozon.md 5 step 7a). */
const BATCH = 100
const LIMIT = 1000

/**
 * The older method lists all SKUs whatever is asked: of its pages a batch takes its own. It knows no tags, so a pair of SKU and warehouse that comes twice is
 * added up; a page that comes twice is `shape`, lest it be added up too.
 */
const older: Source<readonly Stock[]> = {
  host: 'ozon-seller',
  paths: ['/v2/analytics/stock_on_warehouses'],
  async *read(io, slice) {
    const own = new Set(slice.ids.map(String))
    const all = ask('/v2/analytics/stock_on_warehouses', {
      shape: OlderPage,
      body: () => ({ limit: LIMIT, offset: 0, warehouse_type: 'ALL' }),
      next: offset(({ result }) => result.rows),
    })
    const pages = new Set<string>()
    const sums = new Map<string, Stock>()
    for await (const { result } of all.read(io, slice)) {
      const page = JSON.stringify(result.rows)
      if (pages.has(page)) throw new LoadError('shape', 'stock_on_warehouses: the same page came twice')
      pages.add(page)
      for (const row of result.rows.filter(row => own.has(String(row.sku))).map(olderRow)) {
        const key = `${row.sku}/${row.warehouse_name}`
        const same = sums.get(key)
        sums.set(key, same ? sumOfStocks(same, row) : row)
      }
    }
    yield [...sums.values()]
  },
}

const skus: IdsOf = { table: productSkus, column: 'sku' }

const fbo = stream({
  id: 'ozon.stocks.fbo',
  into: [warehouseStocks],
  slices: batches(BATCH, skus),
  source: either(
    as(
      ask('/v1/analytics/stocks', {
        shape: AnalyticsPage,
        body: slice => ({ skus: slice.ids.map(String) }),
      }),
      (page): readonly Stock[] => page.items.map(analyticsRow),
    ),
    older,
    page => page.length > 0,
  ),
  rows: (page, { to: dt }) => ({ fact_ozon_warehouse_stocks: page.map(row => ({ ...row, dt })) }),
  write: {
    mode: 'snapshot',
    zero: ['free_to_sell', 'promised', 'reserved'],
    ids: 'sku',
    scope: { warehouse_type: 'fbo' },
  },
})

const ProductStocksPage = z.object({
  items: list(
    z.object({
      product_id: id,
      offer_id: text,
      stocks: list(
        z.object({
          type: name,
          sku: maybeId,
          present: countOrZero,
          reserved: countOrZero,
          shipment_type: text,
          warehouse_ids: whole,
        }),
      ),
    }),
  ),
  cursor: text,
  total: count,
  total_items: count,
})
const TYPES = new Set(['fbo', 'fbs', 'rfbs', 'fbp'])

const perProduct = everyProduct<z.output<typeof ProductStocksPage>>({
  ...byCursor(),
  path: '/v4/product/info/stocks',
  shape: ProductStocksPage,
  ids: page => page.items.map(item => item.product_id),
})

const totals = stream({
  id: 'ozon.stocks.products',
  into: [productStocks],
  slices: today(),
  source: perProduct,
  rows: ({ items }, { to: dt }, io) => ({
    fact_ozon_product_stocks: items.flatMap(item =>
      item.stocks.map(stock => ({
        product_id: item.product_id,
        sku: stock.sku ?? 0,
        stock_type: known(io, 'stock type', stock.type, TYPES),
        dt,
        offer_id: item.offer_id ?? '',
        present: stock.present,
        reserved: stock.reserved,
        shipment_type: stock.shipment_type,
        extra: extra({ warehouse_ids: stock.warehouse_ids }),
      })),
    ),
  }),
  write: { mode: 'snapshot', zero: ['present', 'reserved'] },
})

/** Only what is not Ozon's own: the FBO part of this method is the sum of the warehouses that the first stream wrote. */
const own = stream({
  id: 'ozon.stocks.fbs',
  into: [warehouseStocks],
  slices: today(),
  source: perProduct,
  rows: ({ items }, { to: dt }) => ({
    fact_ozon_warehouse_stocks: items.flatMap(item =>
      item.stocks
        .filter(
          stock => stock.type !== 'fbo' && stock.sku !== null && (stock.present > 0 || stock.reserved > 0),
        )
        .map(stock => ({
          ...UNKNOWN,
          dt,
          sku: stock.sku ?? 0,
          offer_id: item.offer_id,
          product_name: null,
          warehouse_name: stock.type.toUpperCase(),
          warehouse_type: 'fbs',
          free_to_sell: Math.max(0, stock.present - stock.reserved),
          promised: 0,
          reserved: stock.reserved,
        })),
    ),
  }),
  write: {
    mode: 'snapshot',
    zero: ['free_to_sell', 'promised', 'reserved'],
    scope: { warehouse_type: 'fbs' },
  },
})

export const stocksTables = [warehouseStocks, productStocks] as const
export const stocksStep = step('ozon.stocks', { lane: 'main', refresh: 'frequent' }, [fbo, totals, own])
