import { type Slice, type Slicer, variantOf } from '../core/declare/slices.ts'
import { field } from '../core/parse/fields.ts'
import type { Day, Instant } from '../core/parse/time.ts'
import { moscowDay } from '../core/parse/time.ts'

/** The calendar day at the start of a text, ignoring time zones. */
export const dayOf = (text: unknown): Day | null =>
  typeof text === 'string' && !text.startsWith('0001')
    ? (/^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0] ?? null)
    : null
export const calendarDay = field<Day | null>('a day', dayOf)

/** The Moscow day of an instant; null for none. */
export const dayAt = (instant: Instant | null): Day | null => (instant === null ? null : moscowDay(instant))

/** Slices of a Base token, whose next request is hours away: a page that is not full counts as the last. Another type of token reads them again. */
export const leanWithBase = (slices: Slicer): Slicer => variantOf('base', slices)
export const isLean = (slice: Slice): boolean => slice.variant === 'base'
