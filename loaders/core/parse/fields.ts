import type { ZodType } from 'zod'
import { z } from 'zod'
import type { Instant, Kopecks } from '#contract/money.ts'
import type { Id } from '../declare/table.ts'
import { isAmbiguous, kopecks } from './money.ts'
import { moscowInstant, instant as toInstant } from './time.ts'

/** Optional blocks arrive as null, {}, "", [] or not at all, even for one field (ozon.md 1, wildberries.md 2): all five mean "nothing". */
export function isNothing(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined || value === ''
  // Called for every sum of a million lines, so no list of keys is made.
  for (const _ in value) return false
  return true
}

/** A field read by `parse`; `undefined` from it is a schema error. */
export const field = <T>(expected: string, parse: (value: unknown) => T | undefined): ZodType<T> =>
  z.transform((value: unknown, context) => {
    const parsed = parse(value)
    if (parsed !== undefined) return parsed
    context.issues.push({ code: 'custom', message: `expected ${expected}`, input: value })
    return z.NEVER
  }) as never

export const required = <T>(expected: string, parse: (value: unknown) => T | undefined) =>
  field(expected, value => (isNothing(value) ? undefined : parse(value)))
export const optional = <T>(expected: string, parse: (value: unknown) => T | undefined) =>
  field<T | null>(expected, value => (isNothing(value) ? null : parse(value)))

export const parseId = (value: unknown): Id | undefined => {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value.trim())) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.trim()
}
export const parseText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : JSON.stringify(value)
export const parseSum = (value: unknown): Kopecks | undefined => {
  const bare = bareOf(value)
  if (typeof bare !== 'number' && typeof bare !== 'string') return undefined
  try {
    return kopecks(bare) ?? undefined
  } catch {
    return undefined
  }
}
/** Unwraps a sum from a block that also holds its currency. */
export const bareOf = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const block = value as Readonly<Record<string, unknown>>
  return block.amount ?? block.price ?? block.value
}
const REAL = /^[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?[%₽]?$/i
/** A number as any of the APIs writes it (12.5, "1 234,5", "12 %"); undefined if it is ambiguous or not a number. */
export const parseReal = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const text = value.replace(/[\s\u00a0\u202f]/g, '').replace('\u2212', '-')
  const bare = text.replace(/[%₽]$/, '')
  return REAL.test(text) && !isAmbiguous(bare) ? Number(bare.replace(',', '.')) : undefined
}
export const parseFlag = (value: unknown): boolean | undefined =>
  typeof value === 'boolean'
    ? value
    : value === 'true' || value === 1
      ? true
      : value === 'false' || value === 0
        ? false
        : undefined

/** An id, as a number or as digits; its row is useless without it. */
export const id = required('an id', parseId)
/** An optional id; 0 means "none" in these APIs. */
export const maybeId = optional('an id', value => {
  const parsed = parseId(value)
  return parsed === 0 ? null : parsed
})
export const name = required('a text', parseText)
export const text = optional('a text', parseText)
/** Kopecks from a number, a text or `{amount, currency}` / `{price, currency_code}` in roubles. */
export const sum = required('a sum', parseSum)
export const maybeSum = field<Kopecks | null>('a sum', value =>
  isNothing(bareOf(value)) ? null : parseSum(value),
)
/** A sum that counts as zero if absent; the check against the total reveals what is lost. */
export const sumOrZero = field('a sum', value =>
  isNothing(bareOf(value)) ? (0 as Kopecks) : parseSum(value),
)
export const real = optional('a number', parseReal)
export const count = optional('a count', value => {
  const parsed = parseReal(value)
  return parsed === undefined ? undefined : Math.round(parsed)
})
export const countOrZero = field('a count', value => {
  const parsed = isNothing(value) ? 0 : parseReal(value)
  return parsed === undefined ? undefined : Math.round(parsed)
})
export const flag = optional('a yes or no', parseFlag)
/** A UTC instant from a text that names its time zone. */
export const time = optional<Instant | null>('an instant with its zone', value =>
  typeof value === 'string' ? toInstant(value) : undefined,
)
/** A UTC instant from a text whose time zone is Moscow unless it names another. */
export const moscowTime = optional<Instant | null>('an instant', value =>
  typeof value === 'string' ? moscowInstant(value) : undefined,
)
/** The value unparsed, for a json column. */
export const whole = field<unknown>('anything', value => (isNothing(value) ? null : value))
/** An optional block. */
export const block = <S extends z.ZodRawShape>(shape: S): ZodType<z.output<z.ZodObject<S>> | null> =>
  z.preprocess(value => (isNothing(value) ? null : value), z.object(shape).nullable()) as never

/** A list that may be missing. */
export const list = <T>(of: ZodType<T>): ZodType<T[]> =>
  z.preprocess(value => (isNothing(value) ? [] : value), z.array(of)) as never

/** The non-empty fields, for a json column; null if all are empty. */
export const extra = (fields: Readonly<Record<string, unknown>>): unknown => {
  const held = Object.entries(fields).filter(([, value]) => !isNothing(value))
  return held.length === 0 ? null : Object.fromEntries(held)
}

/** Counts an unknown enumeration value, which is loaded unchanged (ozon.md 1). */
export const known = <T extends string | null>(
  context: { unmapped(field: string, value: string): void },
  field: string,
  value: T,
  words: ReadonlySet<string>,
): T => {
  if (value !== null && !words.has(value)) context.unmapped(field, value)
  return value
}
