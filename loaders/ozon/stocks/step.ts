import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { IdsOf } from '../../core/declare/slices.ts'
import { batches, today } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { mapPages, offset, post, withFallback } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import {
  count,
  countOrZero,
  extra,
  id,
  known,
  list,
  maybeId,
  name,
  text,
  whole,
} from '../../core/parse/fields.ts'
import type { Day } from '../../core/parse/time.ts'
import { byCursor, everyProduct } from '../catalogue/product-list.ts'
import { productSkus } from '../catalogue/products.ts'
import type { Stock } from './rows.ts'
import { AnalyticsPage, analyticsRow, OlderPage, olderRow, sumOfStocks, UNKNOWN } from './rows.ts'
import { productStocks, warehouseStocks } from './tables.ts'

const ask = post(HOST.seller)
/** Maximum SKUs per request (ozon.md 5 step 7a). */
const BATCH = 100
const LIMIT = 1000

/**
 * The older method lists all SKUs whatever is requested, so a batch filters its pages. It has no tags, so rows of the same SKU and warehouse are added up; a
 * repeated page throws `shape`, because it would be added up too.
 */
const older: Source<readonly Stock[]> = {
  host: HOST.seller,
  paths: ['/v2/analytics/stock_on_warehouses'],
  async *read(context, slice) {
    const own = new Set(slice.ids.map(String))
    const all = ask('/v2/analytics/stock_on_warehouses', {
      shape: OlderPage,
      body: () => ({ limit: LIMIT, offset: 0, warehouse_type: 'ALL' }),
      next: offset(({ result }) => result.rows),
    })
    const pages = new Set<string>()
    const sums = new Map<string, Stock>()
    for await (const { result } of all.read(context, slice)) {
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

/** Columns set to zero for an empty shelf. */
const SHELF = ['free_to_sell', 'promised', 'reserved']

const skus: IdsOf = { table: productSkus, column: 'sku' }

const fbo = stream({
  id: 'ozon.stocks.fbo',
  into: [warehouseStocks],
  slices: batches(BATCH, skus),
  source: withFallback(
    mapPages(
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
    zero: SHELF,
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

/** Totals per product, and rows for stock outside of Ozon's warehouses; the FBO part of a total is the sum of the first stream's rows. */
const totals = stream({
  id: 'ozon.stocks.products',
  into: [productStocks, warehouseStocks],
  slices: today(),
  source: perProduct,
  rows: ({ items }, { to: dt }, context) => ({
    fact_ozon_product_stocks: items.flatMap(item =>
      item.stocks.map(stock => ({
        product_id: item.product_id,
        sku: stock.sku ?? 0,
        stock_type: known(context, 'stock type', stock.type, TYPES),
        dt,
        offer_id: item.offer_id ?? '',
        present: stock.present,
        reserved: stock.reserved,
        shipment_type: stock.shipment_type,
        extra: extra({ warehouse_ids: stock.warehouse_ids }),
      })),
    ),
    fact_ozon_warehouse_stocks: items.flatMap(item => item.stocks.flatMap(stock => ownRow(item, stock, dt))),
  }),
  write: {
    mode: 'snapshot',
    zero: ['present', 'reserved'],
    of: { fact_ozon_warehouse_stocks: { zero: SHELF, scope: { warehouse_type: 'fbs' } } },
  },
})

type Item = z.output<typeof ProductStocksPage>['items'][number]

function ownRow(item: Item, { type, sku, present, reserved }: Item['stocks'][number], dt: Day) {
  if (type === 'fbo' || sku === null || (present <= 0 && reserved <= 0)) return []
  return {
    ...UNKNOWN,
    dt,
    sku,
    offer_id: item.offer_id,
    product_name: null,
    warehouse_name: type.toUpperCase(),
    warehouse_type: 'fbs',
    free_to_sell: Math.max(0, present - reserved),
    promised: 0,
    reserved,
  }
}

export const stocksTables = [warehouseStocks, productStocks] as const
export const stocksStep = step('ozon.stocks', { lane: 'main', refresh: 'frequent' }, [fbo, totals])
