/** All money inside the sandbox is integer kopecks; these write it the ways the APIs do. */

/** A string without fixed decimals: `"-5.8"`, `"2999"` (accruals). */
export const plain = (kopecks: number): string => String(kopecks / 100)

/** A string with two decimals: `"2095.00"` (product prices). */
export const fixed = (kopecks: number): string => {
  const whole = Math.trunc(Math.abs(kopecks) / 100)
  return `${kopecks < 0 ? '-' : ''}${whole}.${String(Math.abs(kopecks) % 100).padStart(2, '0')}`
}

/** A string with a decimal comma: `"2101,47"` (Performance). */
export const comma = (kopecks: number): string => fixed(kopecks).replace('.', ',')

/** A JSON number of roubles. */
export const roubles = (kopecks: number): number => kopecks / 100

/** The object form `{ amount, currency }`. */
export const amount = (kopecks: number, currency = 'RUB') => ({ amount: plain(kopecks), currency })

/** A percentage of a sum, rounded to the kopeck. */
export const percentOf = (kopecks: number, percent: number): number => Math.round((kopecks * percent) / 100)
