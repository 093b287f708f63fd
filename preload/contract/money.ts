/** A sum in integer kopecks: the only form of money in code and across borders. */
export type Kopecks = number & { readonly unit: 'kopecks' }

/** A Moscow calendar day, `YYYY-MM-DD`. */
export type Day = string

/** An instant in UTC, ISO 8601 with `Z`. */
export type Instant = string
