import type { Kopecks } from '#contract/money.ts'

export type { Kopecks } from '#contract/money.ts'

const DIGITS = /^([+-]?)(\d*)(?:[.,](\d*))?$/

/**
 * A sum in roubles, as any of the APIs writes it (number, "2095.00", "-5,8", "1 234,50 ₽", ""), in integer kopecks; null where there is none.
 * Half a kopeck is rounded away from zero. Throws on text that is no number.
 */
export function kopecks(value: number | string | null | undefined): Kopecks | null {
  if (value === null || value === undefined) return null
  const quick = typeof value === 'string' ? plainSum(value) : null
  if (quick !== null) return quick
  const text = String(typeof value === 'number' ? plain(value) : value).replace(/[\s\u00a0\u202f₽]/g, '')
  if (text === '') return null
  const [, sign, whole = '', part = ''] = DIGITS.exec(text) ?? fail(value)
  if (whole === '' && part === '') return fail(value)
  const thousandths = Number(`${part}000`.slice(0, 3))
  const sum = Number(whole) * 100 + Math.floor(thousandths / 10) + (thousandths % 10 >= 5 ? 1 : 0)
  if (!Number.isSafeInteger(sum)) return fail(value)
  return (sign === '-' && sum !== 0 ? -sum : sum) as Kopecks
}

const ZERO_CODE = 48
/** The sum of a plain `-123.45`, or null for anything that needs a closer look: a million sums come in this form, and no pattern is as fast. */
function plainSum(text: string): Kopecks | null {
  const negative = text.charCodeAt(0) === 45
  const start = negative ? 1 : 0
  let sum = 0
  let point = -1
  for (let at = start; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO_CODE
    if (digit >= 0 && digit <= 9) sum = sum * 10 + digit
    else if (text[at] === '.' && point < 0 && at > start) point = at
    else return null
  }
  const decimals = point < 0 ? 0 : text.length - point - 1
  if (text.length === start || text.length > 14 || decimals > 2) return null
  if (decimals < 2) sum *= decimals === 1 ? 10 : 100
  return (negative && sum !== 0 ? -sum : sum) as Kopecks
}

export const ZERO = 0 as Kopecks

/** Millionths of a rouble (budgets and bids of the Performance API, ozon.md 6.3) in the nearest kopecks; null where there are none. Throws on what is no number. */
export function millionths(value: number | string | null | undefined): Kopecks | null {
  if (value === null || value === undefined || value === '') return null
  const sum = Math.round(Number(value) / 10_000)
  return Number.isSafeInteger(sum) ? (sum as Kopecks) : fail(value)
}

export const add = (...sums: readonly Kopecks[]): Kopecks =>
  sums.reduce((total, sum) => total + sum, 0) as Kopecks

/** Kopecks as decimal text for a DECIMAL column: no float on the way. */
export function roubles(sum: Kopecks): string {
  const absolute = Math.abs(sum)
  return `${sum < 0 ? '-' : ''}${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, '0')}`
}

// Numbers such as 1e-7 or 1e21 print with an exponent.
const plain = (value: number): string =>
  Number.isFinite(value) ? (Number.isInteger(value) ? String(value) : value.toFixed(6)) : fail(value)

function fail(value: unknown): never {
  throw new TypeError(`not a sum: ${String(value).slice(0, 40)}`)
}
