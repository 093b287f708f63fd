import { dayDots } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import { badRequest } from '../../http.ts'
import { comma, percentOf } from '../../money.ts'
import type { OrderAd } from '../world/ads.ts'
import type { Call, Handler } from './call.ts'
import { bodyPeriod } from './call.ts'
import { order } from './reports.ts'

function adsOf(call: Call): readonly OrderAd[] {
  const { from, to } = bodyPeriod(call.shop, call.body)
  if (to - from + 1 > 62) throw badRequest('Период не может превышать 62 дня')
  return call.shop
    .world()
    .orderAds()
    .filter(a => a.day >= from && a.day <= to)
}

/** POST /api/client/statistic/products/generate/json: sums per SKU of the period, without a date (ozon.md 6.5 4). */
export const productsReport: Handler = call => {
  const ads = adsOf(call)
  return order(call, 1, () => ({
    status: 200,
    body: {
      rows: [...groupBy(ads, a => a.sku).values()].map(list => {
        const { product, sku } = list[0] as OrderAd
        return {
          SKU: String(sku),
          OfferID: product.offerId,
          Title: product.name,
          PromotionStatus: 'Продвигается',
          Bid: comma(product.orderBid * 100),
          BidValue: comma(percentOf(product.price, product.orderBid)),
          Orders: String(list.length),
          OrdersMoney: comma(list.reduce((n, a) => n + a.revenue, 0)),
          MoneySpent: comma(list.reduce((n, a) => n + a.spend, 0)),
        }
      }),
    },
  }))
}

/** POST /api/client/statistic/orders/generate/json: one row per promoted order and SKU. */
export const ordersReport: Handler = call => {
  const ads = adsOf(call)
  return order(call, 1, () => ({
    status: 200,
    body: {
      rows: ads.map(a => ({
        date: dayDots(a.day),
        orderId: String(a.posting.orderId),
        orderNumber: a.posting.orderNumber,
        sku: String(a.sku),
        advSku: String(a.sku),
        offerId: a.product.offerId,
        title: a.product.name,
        ordersSource: SOURCE,
        quantity: String(a.quantity),
        price: comma(a.revenue),
        cost: comma(a.revenue),
        bid: comma(a.product.orderBid * 100),
        bidValue: comma(a.spend),
        moneySpent: comma(a.spend),
      })),
    },
  }))
}

const SOURCE = 'Поиск и рекомендации'
const HEADER =
  'Дата;ID заказа;Номер заказа;SKU;SKU продвигаемого товара;Артикул;Источник заказов;Название товара;Количество;Стоимость продажи, ₽;Стоимость, ₽;Ставка, %;Ставка, ₽;Расход, ₽'

/** POST /api/client/statistic/orders/generate: the same as CSV. */
export const ordersFile: Handler = call => {
  const ads = adsOf(call)
  const { from, to } = bodyPeriod(call.shop, call.body)
  return order(call, 1, () => ({
    status: 200,
    type: 'text/csv; charset=utf-8',
    body: [
      `\ufeff;Отчёт по заказам, период ${dayDots(from)}-${dayDots(to)}`,
      HEADER,
      ...ads.map(a =>
        [
          dayDots(a.day),
          a.posting.orderId,
          a.posting.orderNumber,
          a.sku,
          a.sku,
          a.product.offerId,
          SOURCE,
          `"${a.product.name.replaceAll('"', '""')}"`,
          a.quantity,
          comma(a.revenue),
          comma(a.revenue),
          comma(a.product.orderBid * 100),
          comma(a.spend),
          comma(a.spend),
        ].join(';'),
      ),
      `Всего;;;;;;;;;;;;;${comma(ads.reduce((n, a) => n + a.spend, 0))}`,
      '',
    ].join('\n'),
  }))
}
