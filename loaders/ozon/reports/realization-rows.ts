import { z } from 'zod'
import type { Row } from '../../core/declare/table.ts'
import { day, id, int, money, optional, real, text } from '../../core/declare/table.ts'
import * as shape from '../../core/parse/fields.ts'
import type { Day } from '../../core/parse/time.ts'
import { ratio } from '../fields.ts'

/**
 * Columns of both reports. A row of the report has a side for what was delivered and one for what came back, each a row here; sums of both are positive.
 * total = amount + bonus + bank_coinvestment + stars + pick_up_point_coinvestment − standard_fee (money.md 2.3).
 */
export const reportColumns = {
  /** The first day of the month. */
  dt: day(),
  row_number: id(),
  /** `delivered` or `returned`. */
  side: text(),
  sku: optional(id()),
  offer_id: optional(text()),
  barcode: optional(text()),
  name: optional(text()),
  seller_price: optional(money()),
  commission_ratio: optional(real()),
  quantity: optional(int()),
  price: optional(money()),
  /** What buyers paid. */
  amount: optional(money()),
  bonus: optional(money()),
  bank_coinvestment: optional(money()),
  stars: optional(money()),
  pick_up_point_coinvestment: optional(money()),
  standard_fee: optional(money()),
  total: optional(money()),
}

type ReportRow = Row<typeof reportColumns>

const Side = shape.block({
  quantity: shape.count,
  price_per_instance: shape.maybeSum,
  amount: shape.maybeSum,
  bonus: shape.maybeSum,
  bank_coinvestment: shape.maybeSum,
  stars: shape.maybeSum,
  pick_up_point_coinvestment: shape.maybeSum,
  standard_fee: shape.maybeSum,
  total: shape.maybeSum,
})

/** Fields of a row of either report but for its number, which each spells in its own way. */
export const fields = {
  item: shape.block({ sku: shape.maybeId, offer_id: shape.text, barcode: shape.text, name: shape.text }),
  seller_price_per_instance: shape.maybeSum,
  commission_ratio: ratio,
  delivery_commission: Side,
  return_commission: Side,
}
const Fields = z.object(fields)

/** The one or two sides of a row of the report of the month from `dt`. */
export function sidesOf(dt: Day, number: ReportRow['row_number'], row: z.output<typeof Fields>): ReportRow[] {
  const { item, seller_price_per_instance, commission_ratio, delivery_commission, return_commission } = row
  const side = (name: string, of: z.output<typeof Side>): ReportRow[] => {
    if (of === null) return []
    const { price_per_instance, ...sums } = of
    return [
      {
        dt,
        row_number: number,
        side: name,
        sku: item?.sku ?? null,
        offer_id: item?.offer_id ?? null,
        barcode: item?.barcode ?? null,
        name: item?.name ?? null,
        seller_price: seller_price_per_instance,
        commission_ratio,
        price: price_per_instance,
        ...sums,
      },
    ]
  }
  return [...side('delivered', delivery_commission), ...side('returned', return_commission)]
}
