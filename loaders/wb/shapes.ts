import type { ZodType } from 'zod'
import { field } from '../core/shapes.ts'
import type { Day, Instant } from '../core/time.ts'
import { moscowDay, zonedOrMoscow } from '../core/time.ts'

/** An instant, in Moscow's zone where it names none; 0001-01-01 and what is no date count as none (wildberries.md 1.7). */
export const moment: ZodType<Instant | null> = field('an instant', value =>
  typeof value === 'string' ? zonedOrMoscow(value) : null,
)

/** The calendar day that a text begins with, without a thought of zones. */
export const dayOf = (text: unknown): Day | null =>
  typeof text === 'string' && !text.startsWith('0001')
    ? (/^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0] ?? null)
    : null
export const calendarDay = field<Day | null>('a day', dayOf)

/** The Moscow day of an instant, or null. */
export const dayAt = (instant: Instant | null): Day | null => (instant === null ? null : moscowDay(instant))

/** Where more pages begin by offset, up to an answer that is empty. */
export const untilEmpty =
  <P>(rows: (page: P) => readonly unknown[]) =>
  <B extends { readonly limit: number; readonly offset: number }>(page: P, body: B): B | null =>
    rows(page).length === 0 ? null : { ...body, offset: body.offset + body.limit }
