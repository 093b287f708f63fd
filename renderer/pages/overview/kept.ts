import { useState } from 'react'
import type { Shown } from '../../api.ts'

/** What stands on the page, and whether it is the answer to an earlier question that waits for its successor. */
export interface Kept<T> {
  readonly answer: T | undefined
  readonly stale: boolean
}

/** The answer, or the one before it while it is asked for: under a question that failed stands nothing. */
export function keptOf<T>(
  { value, error }: Pick<Shown<T>, 'value' | 'error'>,
  before: T | undefined,
): Kept<T> {
  if (value !== undefined) return { answer: value, stale: false }
  const answer = error === null ? before : undefined
  return { answer, stale: answer !== undefined }
}

/** While another period is asked for, the last figures stay in their places. */
export function useKept<T extends object>(asked: Shown<T>): Kept<T> {
  const [before, keep] = useState<T | undefined>(undefined)
  if (asked.value && asked.value !== before) keep(asked.value)
  return keptOf(asked, before)
}
