import { useState } from 'react'
import type { Shown } from '../../api.ts'

/** The shown answer, and whether it belongs to the previous query while the next one is pending. */
export interface Kept<T> {
  readonly answer: T | undefined
  readonly stale: boolean
}

/** The answer, or the previous one while it is pending; none for a query that failed. */
export function keptOf<T>(
  { value, error }: Pick<Shown<T>, 'value' | 'error'>,
  before: T | undefined,
): Kept<T> {
  if (value !== undefined) return { answer: value, stale: false }
  const answer = error === null ? before : undefined
  return { answer, stale: answer !== undefined }
}

/** Keeps the last figures in place while another period is loading. */
export function useKept<T extends object>(asked: Shown<T>): Kept<T> {
  const [before, keep] = useState<T | undefined>(undefined)
  if (asked.value && asked.value !== before) keep(asked.value)
  return keptOf(asked, before)
}
