import { z } from 'zod'
import { daysBetween } from './days.ts'
import { DayText } from './shop.ts'

/** More shops than one app ever has; what is asked must cost what is shown. */
const MOST_SHOPS = 200
/** Ten years. */
const MOST_DAYS = 3_660

/** Shops of a question, each once. */
export const ShopIds = z
  .array(z.int())
  .max(MOST_SHOPS)
  .transform(ids => [...new Set(ids)])

/** A day that a person may ask about: of this century, which the calendar of every part of the app knows. */
export const AskedDay = DayText.refine(day => day >= '2000-01-01' && day <= '2099-12-31')

/** Whether a period begins before it ends and is no longer than any page shows. */
export const isPeriod = ({ from, to }: { readonly from: string; readonly to: string }): boolean =>
  from <= to && daysBetween(from, to) <= MOST_DAYS
