import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { EventName } from '#contract/api.ts'
import { events } from '#contract/api.ts'
import type { Kind } from '#contract/errors.ts'
import { kindOf } from '#contract/errors.ts'
import type { Answer, Client } from '#contract/rpc.ts'
import { unwrap } from '#contract/rpc.ts'
import { answers, type Key, type Shown } from './answers.ts'
import { hearing } from './hearing.ts'
import {
  type Input,
  type Methods,
  methods,
  type Output,
  type Payloads,
  type Question,
  type Told,
} from './questions.ts'
import { takesPlaceOf } from './stale.ts'

declare global {
  interface Window {
    readonly prilavok: {
      call(name: string, input: unknown): Promise<Answer>
      on(listener: (event: string, payload: unknown) => void): () => void
    }
  }
}

/** Calls the app. Throws a `KindError` whose `kind` has a translation. */
export const call: Client<Methods> = async (name, ...args) => {
  const acts = !methods[name].reads
  // An answer of before or beside an action is not believed behind it.
  if (acts) acted()
  try {
    return unwrap(methods, name, await window.prilavok.call(name, args[0]))
  } finally {
    if (acts) acted()
  }
}

const { client, get, put, refresh, told, acted } = answers(
  call as (name: Question, given: unknown) => Promise<unknown>,
)

export { put, refresh, type Shown }

/** In place of an input: do not ask. */
export const skip = Symbol('skip')
const SKIPPED = [skip] as unknown as Key
const NOTHING: Shown<never> = { value: undefined, error: null }

/** The answer to a query: the last one at once, and a new one when an event makes it out of date. */
export function useCall<Q extends Question>(
  name: Q,
  given: Input<Q> | typeof skip,
): Shown<Output<Q>> & { again: () => Promise<void> } {
  const asks = given !== skip
  const { data = NOTHING } = useQuery<Shown<Output<Q>>>(
    { queryKey: asks ? [name, given] : SKIPPED, enabled: asks },
    client,
  )
  const again = async () => {
    if (!asks) return
    // The reason why the data folder could not be opened may be gone: the user's retry opens it now.
    if (data.error !== null) await call('engine.start').catch(() => {})
    await refresh(name, given)
  }
  return { ...data, again }
}

const { hear, tell } = hearing<Payloads>('app.notice')

/** Subscribes to an event while the component is mounted. */
export function useEvent<E extends EventName>(name: E, listener: (payload: Told<E>) => void): void {
  const heard = useEffectEvent(listener)
  useEffect(() => hear(name, payload => heard(payload)), [name])
}

window.prilavok.on((name, raw) => {
  if (!Object.hasOwn(events, name)) return
  const event = name as EventName
  const payload = events[event].safeParse(raw).data
  if (payload) hearEvent(event, payload)
})

function hearEvent<E extends EventName>(event: E, payload: Told<E>): void {
  if (event === 'sync.progress') {
    const run = payload as Told<'sync.progress'>
    const about = { shopId: run.shopId }
    if (takesPlaceOf(run, get('sync.status', about))) put('sync.status', about, run)
  }
  if (event === 'background.changed') put('background.get', undefined, payload as Told<'background.changed'>)
  told(event, payload)
  tell(event, payload)
}

/** A user's action: runs it, and tells whether it is running and which kind of error it ended with. */
export function useAction<A extends readonly unknown[]>(act: (...args: A) => Promise<unknown>) {
  const [running, setRunning] = useState(0)
  const [error, setError] = useState<Kind | null>(null)
  const run = async (...args: A): Promise<boolean> => {
    setRunning(known => known + 1)
    setError(null)
    try {
      await act(...args)
      return true
    } catch (thrown) {
      setError(kindOf(thrown))
      return false
    } finally {
      setRunning(known => known - 1)
    }
  }
  return { run, busy: running > 0, error, clear: () => setError(null) }
}
