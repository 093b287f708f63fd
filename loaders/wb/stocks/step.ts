import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { split, today } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { get, offset, post, withFallback } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import type { Id } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import {
  countOrZero,
  extra,
  flag,
  id,
  list,
  maybeSum,
  real,
  sumOrZero,
  text,
  whole,
} from '../../core/parse/fields.ts'
import { cardPages } from '../content/step.ts'
import { isLean, leanWithBase } from '../fields.ts'
import { SellerWarehouses, WAREHOUSES } from '../warehouses/step.ts'
import { remains } from './remains.ts'
import type { Stock } from './rows.ts'
import { merged, prices, stockOf, stocks } from './rows.ts'

const GOODS = '/api/v2/list/goods/filter'
const GOODS_LIMIT = 1000
const STOCKS_LIMIT = 250_000
/** Sizes that one request may name (wildberries.md 7). */
const SIZES = 1000

const GoodsPage = z.object({
  data: z.object({
    listGoods: list(
      z.object({
        nmID: id,
        vendorCode: text,
        sizes: list(
          z.object({
            sizeID: id,
            price: sumOrZero,
            discountedPrice: maybeSum,
            clubDiscountedPrice: maybeSum,
            techSizeName: text,
          }),
        ),
        currencyIsoCode4217: text,
        discount: real,
        clubDiscount: real,
        editableSizePrice: flag,
        isBadTurnover: flag,
        wholesaleDiscountThreshold: whole,
      }),
    ),
  }),
})

const pages = (isEnd: (goods: readonly unknown[]) => boolean) =>
  get(HOST.prices)(GOODS, {
    shape: GoodsPage,
    body: () => ({ limit: GOODS_LIMIT, offset: 0 }),
    next: ({ data }, body) => (isEnd(data.listGoods) ? null : { ...body, offset: body.offset + GOODS_LIMIT }),
  })
/** An empty page is the end (wildberries.md 7). */
const patient = pages(goods => goods.length === 0)
const lean = pages(goods => goods.length < GOODS_LIMIT)
const goods: Source<z.output<typeof GoodsPage>> = {
  ...patient,
  read: (context, slice) => (isLean(slice) ? lean : patient).read(context, slice),
}

const priceList = stream({
  id: 'wb.prices.sizes',
  into: [prices],
  slices: leanWithBase(today()),
  source: goods,
  rows: (page, { to: dt }) => ({
    fact_wb_prices: page.data.listGoods.flatMap(good =>
      good.sizes.map(size => ({
        nm_id: good.nmID,
        size_id: size.sizeID,
        dt,
        vendor_code: good.vendorCode,
        tech_size: size.techSizeName,
        price: size.price,
        discounted_price: size.discountedPrice ?? size.price,
        club_discounted_price: size.clubDiscountedPrice ?? size.discountedPrice ?? size.price,
        discount: good.discount,
        club_discount: good.clubDiscount,
        currency: good.currencyIsoCode4217,
        editable_size_price: good.editableSizePrice,
        is_bad_turnover: good.isBadTurnover,
        extra: extra({ wholesale_discount: good.wholesaleDiscountThreshold }),
      })),
    ),
  }),
  write: { mode: 'snapshot', zero: ['price', 'discounted_price', 'club_discounted_price'] },
})

/** A shop without any stock is answered with no body (wildberries.md 7). */
const StocksPage = z
  .object({
    data: z.object({
      items: list(
        z.object({
          nmId: id,
          chrtId: id,
          warehouseId: id,
          warehouseName: text,
          regionName: text,
          quantity: countOrZero,
          inWayToClient: countOrZero,
          inWayFromClient: countOrZero,
        }),
      ),
    }),
  })
  .nullable()

/** All stock of a report as one page, since rows to be added up may be on two of its pages. */
const stocksReport = (path: string): Source<readonly Stock[]> => {
  const pages = post(HOST.analytics)(path, {
    shape: StocksPage,
    body: () => ({ nmIds: [] as Id[], limit: STOCKS_LIMIT, offset: 0 }),
    next: offset(page => page?.data.items ?? []),
  })
  return {
    host: pages.host,
    paths: pages.paths,
    async *read(context, slice) {
      const all: Stock[] = []
      const known = new Set<string>()
      for await (const page of pages.read(context, slice))
        for (const item of page?.data.items ?? []) {
          const key = `${item.chrtId} ${item.warehouseId}`
          // Only hidden warehouses share an id.
          if (Number(item.warehouseId) > 0 && known.has(key))
            throw new LoadError('shape', `${path}: size ${item.chrtId} came twice from one warehouse`)
          known.add(key)
          all.push(
            stockOf(item.nmId, item.chrtId, {
              warehouse_id: item.warehouseId,
              warehouse_name: item.warehouseName ?? '',
              region_name: item.regionName,
              quantity: item.quantity,
              in_way_to_client: item.inWayToClient,
              in_way_from_client: item.inWayFromClient,
            }),
          )
        }
      yield merged(all)
    },
  }
}

const SizesPage = z.object({ stocks: list(z.object({ chrtId: id, amount: countOrZero })) })

/** Stock of the seller's warehouses by asking each for all sizes, which any token may. */
const bySize: Source<readonly Stock[]> = {
  host: HOST.marketplace,
  paths: [WAREHOUSES, '/api/v3/stocks/{warehouseId}'],
  async *read(context) {
    const warehouses = await context.json(
      { host: HOST.marketplace, method: 'GET', path: WAREHOUSES },
      SellerWarehouses,
    )
    if (warehouses.length === 0) return
    const nms = await sizesOf(context)
    const chrts = [...nms.keys()]
    const all: Stock[] = []
    for (const warehouse of warehouses)
      for (const some of split(chrts, SIZES)) {
        const body = { chrtIds: some.map(Number) }
        const path = `/api/v3/stocks/${warehouse.id}`
        const page = await context.json({ host: HOST.marketplace, method: 'POST', path, body }, SizesPage)
        for (const { chrtId, amount } of page.stocks)
          all.push(
            stockOf(nms.get(String(chrtId)) ?? 0, chrtId, {
              warehouse_id: warehouse.id,
              warehouse_name: warehouse.name ?? '',
              quantity: amount,
            }),
          )
      }
    yield merged(all)
  },
}

/** The card of each size. */
async function sizesOf(context: StreamContext): Promise<ReadonlyMap<string, Id>> {
  const nms = new Map<string, Id>()
  for await (const page of cardPages(context))
    for (const { nmID, sizes } of page.cards) for (const { chrtID } of sizes) nms.set(String(chrtID), nmID)
  return nms
}

/** The report, or what any token may ask where the type of the token or the lack of a subscription closes it (wildberries.md 1.5). */
const reportOr = (path: string, open: Source<readonly Stock[]>): Source<readonly Stock[]> =>
  withFallback(stocksReport(path), open, page => page.length > 0, ['token_type', 'no_plan'])

const snapshot = (id: string, kind: 'fbo' | 'fbs', source: Source<readonly Stock[]>) =>
  stream({
    id,
    into: [stocks],
    slices: today(),
    source,
    rows: (page, { to: dt }) => ({ fact_wb_stocks: page.map(stock => ({ ...stock, kind, dt })) }),
    write: {
      mode: 'snapshot',
      zero: ['quantity', 'in_way_to_client', 'in_way_from_client'],
      scope: { kind },
    },
  })

export const pricesStocksTables = [prices, stocks] as const
export const pricesStocksStep = step('wb.prices_stocks', { lane: 'main', refresh: 'frequent' }, [
  priceList,
  snapshot('wb.stocks.fbo', 'fbo', reportOr('/api/analytics/v1/stocks-report/wb-warehouses', remains)),
  snapshot('wb.stocks.fbs', 'fbs', reportOr('/api/analytics/v1/stocks-report/seller-warehouses', bySize)),
])
