import { bareOf, field, isNothing, optional, parseReal, parseSum, required } from '../core/parse/fields.ts'
import type { Kopecks } from '../core/parse/money.ts'
import { millionths } from '../core/parse/money.ts'

const currencyOf = (value: unknown): string | null => {
  if (typeof value !== 'object' || value === null) return null
  const { currency, currency_code } = value as { currency?: unknown; currency_code?: unknown }
  const code = currency ?? currency_code
  return typeof code === 'string' && code !== '' ? code : null
}
export interface Priced<A> {
  readonly amount: A
  readonly currency: string | null
}
/** An optional sum, with its currency where the response names it. */
export const priced = field<Priced<Kopecks | null>>('a sum', value => {
  const bare = bareOf(value)
  const amount = isNothing(bare) ? null : parseSum(bare)
  return amount === undefined ? undefined : { amount, currency: currencyOf(value) }
})
/** A required sum, with its currency. */
export const total = required<Priced<Kopecks>>('a sum', value => {
  const amount = parseSum(value)
  return amount === undefined ? undefined : { amount, currency: currencyOf(value) }
})
/** A ratio, plain or wrapped as `value:"0.460000"` (ozon.md 5 step 4a). */
export const ratio = optional('a ratio', value =>
  parseReal(typeof value === 'string' ? value.replace(/^value:"(.*)"$/, '$1') : value),
)
/** Kopecks from millionths of a rouble (budgets and bids of the Performance API, ozon.md 6.3). */
export const micro = optional('millionths of a rouble', value => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  try {
    return millionths(value) ?? undefined
  } catch {
    return undefined
  }
})
/** A list of texts that comes as a list, as one text, or as objects with a file name (ozon.md 5 step 1c). */
export const texts = field<string[]>('texts', value => {
  if (isNothing(value)) return []
  const all = (Array.isArray(value) ? value : [value]).map(one =>
    typeof one === 'object' && one !== null && 'file_name' in one ? one.file_name : one,
  )
  return all.filter((one): one is string => typeof one === 'string' && one !== '')
})
