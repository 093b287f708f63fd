import { z } from 'zod'
import { percentOf, roubles } from '../money.ts'
import type { Handler, Routes } from './call.ts'
import { ok, queryObject, read } from './call.ts'
import { badRequest } from './errors.ts'
import { rate } from './limits.ts'
import type { WbShop } from './shop.ts'
import type { Card, Size } from './world/cards.ts'
import { isTrashed } from './world/cards.ts'

const whole = z.coerce.number().int()
const paging = { limit: whole.min(1).max(1000), offset: whole.min(0).default(0) }

const priced = (shop: WbShop): readonly Card[] =>
  shop
    .world()
    .list()
    .filter(c => !isTrashed(c, shop.world().now))

const sizePrice = (shop: WbShop, c: Card, size: Size) => {
  const { market, now, today } = shop.world()
  const full = market.priceOf(c, size, now)
  const price = percentOf(full, 100 - market.discountOf(c, today))
  return {
    sizeID: size.chrtId,
    price: roubles(full),
    discountedPrice: roubles(price),
    clubDiscountedPrice: roubles(percentOf(price, 100 - c.clubDiscount)),
    techSizeName: size.techSize,
  }
}

const own = (shop: WbShop, c: Card) => ({
  currencyIsoCode4217: shop.profile.currency,
  discount: shop.world().market.discountOf(c, shop.world().today),
  clubDiscount: c.clubDiscount,
  editableSizePrice: c.index % 5 === 4,
})

const good = (shop: WbShop) => (c: Card) => ({
  nmID: c.nmId,
  vendorCode: c.vendorCode,
  sizes: c.sizes.map(size => sizePrice(shop, c, size)),
  ...own(shop, c),
  ...(c.index % 9 === 4
    ? { wholesaleDiscountThreshold: [{ minQuantity: 10, wholesaleDiscount: 10, level: 1 }] }
    : {}),
  ...(c.index % 8 === 5 ? { isBadTurnover: true } : {}),
})

const answer = (listGoods: readonly object[]) => ok({ data: { listGoods }, error: false, errorText: '' })

/** GET /api/v2/list/goods/filter: prices of every size; the end is an empty list. */
const goods: Handler = ({ shop, query, host }) => {
  const asked = z.object({ ...paging, filterNmID: whole.optional() })
  const { limit, offset, filterNmID } = read(asked, queryObject(query), host)
  const list = priced(shop).filter(c => filterNmID === undefined || c.nmId === filterNmID)
  return answer(list.slice(offset, offset + limit).map(good(shop)))
}

/** POST /api/v2/list/goods/filter: prices of up to 1000 cards. */
const goodsOf: Handler = ({ shop, body, host }) => {
  const { nmList } = read(z.object({ nmList: z.array(z.number().int()).min(1).max(1000) }), body, host)
  return answer(
    priced(shop)
      .filter(c => nmList.includes(c.nmId))
      .map(good(shop)),
  )
}

/** GET /api/v2/list/goods/size/nm: sizes of one card, where each has a price of its own. */
const sizes: Handler = ({ shop, query, host }) => {
  const { limit, offset, nmID } = read(z.object({ ...paging, nmID: whole }), queryObject(query), host)
  const card = priced(shop).find(c => c.nmId === nmID)
  if (!card || card.index % 5 !== 4) throw badRequest(host, 'No goods for process')
  return answer(
    card.sizes.slice(offset, offset + limit).map(size => ({
      nmID: card.nmId,
      vendorCode: card.vendorCode,
      ...sizePrice(shop, card, size),
      ...own(shop, card),
    })),
  )
}

const limit = { rate: rate(10, 6, 5), base: rate(4, 3600), bucket: 'prices' }
/** Endpoints of discounts-prices-api; they share one limit. */
export const PRICES: Routes = {
  'GET /api/v2/list/goods/filter': { handler: goods, ...limit },
  'POST /api/v2/list/goods/filter': { handler: goodsOf, ...limit },
  'GET /api/v2/list/goods/size/nm': { handler: sizes, ...limit },
}
