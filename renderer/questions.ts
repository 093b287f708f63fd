import type { input, output } from 'zod'
import { api, type EventName, type Events, shell } from '#contract/api.ts'
import type { Method } from '#contract/rpc.ts'

/** All methods that a page may call. */
export const methods = { ...api, ...shell }
export type Methods = typeof methods
export type Input<K extends keyof Methods> = input<Methods[K]['input']>
export type Output<K extends keyof Methods> = output<Methods[K]['output']>

/** A reading method: its answer is cached, shown and requested again. */
export type Question = {
  [K in keyof Methods]: Methods[K] extends Method<Methods[K]['input'], Methods[K]['output'], true> ? K : never
}[keyof Methods]

/** Payload of each event. */
export type Payloads = { readonly [E in EventName]: output<Events[E]> }
export type Told<E extends EventName> = Payloads[E]
