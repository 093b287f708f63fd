import type { Cause } from '#contract/errors.ts'
import type { KeyCheck } from '#contract/shop.ts'
import { LoadError, REACTION } from '../errors.ts'

/** The response to one request of a key check, or its error. */
export type Answered<T> =
  | { readonly value: T; readonly error: null }
  | { readonly value: null; readonly error: LoadError }

/** Waits for a response; a failure is a result like any other. Throws `cancelled`, and what is not a LoadError. */
export async function answered<T>(asked: Promise<T>): Promise<Answered<T>> {
  try {
    return { value: await asked, error: null }
  } catch (error) {
    if (!(error instanceof LoadError) || error.kind === 'cancelled') throw error
    return { value: null, error }
  }
}

/** What a key check says of a service. */
export interface ServiceState {
  readonly state: KeyCheck['services'][number]['state']
  readonly kind: Cause | null
}
export const OK: ServiceState = { state: 'ok', kind: null }

/** The state of a service after an error: refused if it concerns the keys or what they include, else unknown. */
export function stateAfter({ kind }: LoadError): ServiceState {
  const reaction = REACTION[kind]
  return { state: reaction === 'stop' || reaction === 'skip' ? 'refused' : 'unknown', kind }
}
