import { z } from 'zod'
import { daysBetween } from './days.ts'
import { DayText } from './shop.ts'

/** More shops than anyone has; limits the cost of a query. */
const MOST_SHOPS = 200
/** Ten years. */
const MOST_DAYS = 3_660

/** Shops of a query, without duplicates. */
export const ShopIds = z
  .array(z.int())
  .max(MOST_SHOPS)
  .transform(ids => [...new Set(ids)])

/** A day that a query may name: within this century, which every part of the app supports. */
export const AskedDay = DayText.refine(day => day >= '2000-01-01' && day <= '2099-12-31')

/** Whether a period has an order and a length that a page may show. */
export const isPeriod = ({ from, to }: { readonly from: string; readonly to: string }): boolean =>
  from <= to && daysBetween(from, to) <= MOST_DAYS
