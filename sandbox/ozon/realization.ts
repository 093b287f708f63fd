import { z } from 'zod'
import { dayNumber, dayString, moscowDay } from '../clock.ts'
import { groupBy } from '../group.ts'
import { badRequest, ok, Refusal } from '../http.ts'
import { roubles } from '../money.ts'
import { accrualsOf } from './balance.ts'
import type { Handler } from './call.ts'
import { read } from './call.ts'
import type { Shop } from './shop.ts'
import type { AccrualProduct } from './world/accruals.ts'
import type { Posting } from './world/orders.ts'

/** Day of the next month on which the report of a month appears. */
const PUBLISHED = 5

type Sold = { readonly posting: Posting; readonly product: AccrualProduct; readonly sign: 1 | -1 }
type Report = { readonly header: object; readonly sold: readonly Sold[] }

/** The report of a month, or a 404 before it is published and for months without a sale. */
function reportOf(shop: Shop, body: unknown): Report {
  const { month, year } = read(
    z.object({ month: z.number().int().min(1).max(12), year: z.number().int().min(2023) }),
    body,
  )
  if (shop.currency === 'KZT')
    throw badRequest('method is not available for contracts with ТОО «ОЗОН Маркетплейс Казахстан»')
  const world = shop.world()
  const first = dayNumber(`${year}-${String(month).padStart(2, '0')}-01`)
  const next = dayNumber(`${month === 12 ? year + 1 : year}-${String((month % 12) + 1).padStart(2, '0')}-01`)
  const sold: Sold[] = []
  if (world.today >= next + PUBLISHED - 1)
    for (const { posting, products, leftOut } of accrualsOf(world, first, next - 1))
      for (const product of products)
        if (posting && product.sale && !leftOut)
          sold.push({ posting, product, sign: product.sale.sale < 0 ? -1 : 1 })
  if (sold.length === 0) throw new Refusal(404, 5, 'realization report not found')
  return {
    header: {
      number: `${shop.profile.clientId}-${year}-${month}`,
      doc_date: dayString(next + PUBLISHED - 1),
      contract_number: `ИР-${shop.profile.clientId}`,
      contract_date: '2024-01-15',
      start_date: dayString(first),
      stop_date: dayString(next - 1),
      currency_sys_name: shop.currency,
      payer_name: 'ООО «Интернет Решения»',
      payer_inn: '7704217370',
      payer_kpp: '997750001',
      receiver_name: `ООО «${shop.profile.title}»`,
      receiver_inn: '7700000000',
      receiver_kpp: '770001001',
    },
    sold,
  }
}

/** Partners share what they pay: green prices, stars, and the pickup points the rest. */
function partnersOf(coinvestment: number) {
  const bank = Math.round(coinvestment * 0.6)
  const stars = Math.round(coinvestment * 0.3)
  return { bank, stars, points: coinvestment - bank - stars }
}

/** One side of a row; both sides are positive. */
export function side(sold: readonly Pick<Sold, 'product' | 'sign'>[]) {
  if (sold.length === 0) return null
  const sums = { quantity: 0, amount: 0, bonus: 0, bank: 0, stars: 0, points: 0, fee: 0, total: 0 }
  for (const { product, sign } of sold) {
    const sale = product.sale as NonNullable<AccrualProduct['sale']>
    const partners = partnersOf(sign * sale.coinvestment)
    sums.quantity += product.quantity
    sums.amount += sign * sale.buyer
    sums.bonus += sign * sale.bonus
    sums.bank += partners.bank
    sums.stars += partners.stars
    sums.points += partners.points
    sums.fee -= sign * sale.commission
    sums.total += sign * (sale.buyer + sale.bonus + sale.coinvestment + sale.commission)
  }
  return {
    quantity: sums.quantity,
    price_per_instance: roubles(Math.round(sums.amount / sums.quantity)),
    amount: roubles(sums.amount),
    bonus: roubles(sums.bonus),
    bank_coinvestment: roubles(sums.bank),
    stars: roubles(sums.stars),
    pick_up_point_coinvestment: roubles(sums.points),
    standard_fee: roubles(sums.fee),
    total: roubles(sums.total),
    compensation: 0,
    commission: 0,
  }
}

/** A row of products that were sold alike. */
function row(shop: Shop, sold: readonly Sold[]) {
  const [{ posting, product }] = sold as readonly [Sold]
  const line = posting.lines.find(one => one.sku === product.sku)
  const sale = product.sale as NonNullable<AccrualProduct['sale']>
  const card = shop
    .world()
    .products()
    .find(one => one.sku === product.sku || one.skuFbs === product.sku)
  return {
    item: {
      sku: product.sku,
      offer_id: card?.offerId ?? '',
      barcode: card?.barcodes?.[0] ?? '',
      name: product.name,
    },
    seller_price_per_instance: roubles(line?.price ?? 0),
    commission_ratio: sale.percent / 100,
    delivery_commission: side(sold.filter(one => one.sign > 0)),
    return_commission: side(sold.filter(one => one.sign < 0)),
  }
}

/** POST /v2/finance/realization: a row for each product, price and share of commission. */
export const realization: Handler = ({ shop, body }) => {
  const { header, sold } = reportOf(shop, body)
  const alike = groupBy(sold, ({ product: { sku, quantity, sale } }) =>
    [sku, (sale?.sale ?? 0) / quantity, sale?.percent].map(part => Math.abs(Number(part))).join('/'),
  )
  const rows = [...alike.values()].map((group, index) => ({ rowNumber: index + 1, ...row(shop, group) }))
  return ok({ result: { header, rows } })
}

/** POST /v1/finance/realization/posting: a row for each product of a posting, without the wrapper of the other. */
export const realizationByPosting: Handler = ({ shop, body }) => {
  const { header, sold } = reportOf(shop, body)
  return ok({
    header,
    rows: sold.map((one, index) => ({
      row_number: index + 1,
      ...row(shop, [one]),
      order: {
        posting_number: one.posting.postingNumber,
        created_date: dayString(moscowDay(one.posting.createdAt)),
      },
      // Every fiftieth buyer is a company.
      ...((one.posting.serial / 2) % 50 === 0 && {
        legal_entity_document: {
          number: `УПД-${one.posting.serial}`,
          sale_date: dayString(moscowDay(one.posting.finishedAt)),
        },
      }),
    })),
  })
}
