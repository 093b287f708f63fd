import { type Slice, type Slicer, variantOf } from '../core/declare/slices.ts'
import { field } from '../core/parse/fields.ts'
import type { Day, Instant } from '../core/parse/time.ts'
import { moscowDay } from '../core/parse/time.ts'

/** The calendar day that a text begins with, without a thought of zones. */
export const dayOf = (text: unknown): Day | null =>
  typeof text === 'string' && !text.startsWith('0001')
    ? (/^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0] ?? null)
    : null
export const calendarDay = field<Day | null>('a day', dayOf)

/** The Moscow day of an instant, or null. */
export const dayAt = (instant: Instant | null): Day | null => (instant === null ? null : moscowDay(instant))

/** Slices of a Base token, whose next request is hours away: a page that is not full is taken for the last, and another token reads them anew. */
export const leanWithBase = (slices: Slicer): Slicer => variantOf('base', slices)
export const isLean = (slice: Slice): boolean => slice.variant === 'base'
