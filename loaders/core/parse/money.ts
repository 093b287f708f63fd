import type { Kopecks } from '#contract/money.ts'

export type { Kopecks } from '#contract/money.ts'

const DIGITS = /^([+-]?)(\d*)(?:[.,](\d*))?$/
/** One comma before three digits may separate thousands or decimals, unless nothing stands before it. */
export const isAmbiguous = (text: string): boolean => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)

/**
 * Fast path: a million sums have this form, and the general one takes four times as long. With so few digits the error is a hundredth of a kopeck at most, so
 * rounding is exact.
 */
const PLAIN = /^-?\d{1,12}(?:\.\d{1,2})?$/

/**
 * A sum in roubles, as any of the APIs writes it (number, "2095.00", "-5,8", "1 234,50 ₽", ""), in integer kopecks; null if empty. Half a kopeck is rounded
 * away from zero. Throws on text that is not a number, or may be two.
 */
export function kopecks(value: number | string | null | undefined): Kopecks | null {
  if (value === null || value === undefined) return null
  if (value === '0') return ZERO
  if (typeof value === 'number') {
    const sum = Math.round(value * 100)
    // The number that stands for whole kopecks, so no digit is lost.
    if (sum / 100 === value && Number.isSafeInteger(sum)) return (sum || 0) as Kopecks
  }
  // -0.00 is 0.
  if (typeof value === 'string' && PLAIN.test(value)) return (Math.round(Number(value) * 100) || 0) as Kopecks
  // toFixed, because numbers such as 1e-7 would be printed with an exponent.
  const text = (typeof value === 'number' ? value.toFixed(6) : value).replace(/[\s\u00a0\u202f₽]/g, '')
  if (text === '') return null
  if (isAmbiguous(text)) return fail(value)
  const [, sign, whole = '', part = ''] = DIGITS.exec(text) ?? fail(value)
  if (whole === '' && part === '') return fail(value)
  const thousandths = Number(`${part}000`.slice(0, 3))
  const sum = Number(whole) * 100 + Math.floor(thousandths / 10) + (thousandths % 10 >= 5 ? 1 : 0)
  if (!Number.isSafeInteger(sum)) return fail(value)
  return (sign === '-' && sum !== 0 ? -sum : sum) as Kopecks
}

export const ZERO = 0 as Kopecks

/** Millionths of a rouble (budgets and bids of the Performance API, ozon.md 6.3), rounded to kopecks; null if empty. Throws on text that is not a number. */
export function millionths(value: number | string | null | undefined): Kopecks | null {
  if (value === null || value === undefined || value === '') return null
  const sum = Math.round(Number(value) / 10_000)
  return Number.isSafeInteger(sum) ? (sum as Kopecks) : fail(value)
}

export const add = (...sums: readonly Kopecks[]): Kopecks =>
  sums.reduce((total, sum) => total + sum, 0) as Kopecks

/** Kopecks as decimal text for a DECIMAL column, without a float in between. */
export function roubles(sum: Kopecks): string {
  const absolute = Math.abs(sum)
  return `${sum < 0 ? '-' : ''}${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, '0')}`
}

function fail(value: unknown): never {
  throw new TypeError(`not a sum: ${String(value).slice(0, 40)}`)
}
