import { useCallback, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import type { input, output } from 'zod'
import type { EventName, Events } from '#contract/api.ts'
import { api, events, shell } from '#contract/api.ts'
import type { Kind } from '#contract/errors.ts'
import { kindOf } from '#contract/errors.ts'
import type { Answer, Client } from '#contract/rpc.ts'
import { unwrap } from '#contract/rpc.ts'
import type { Background } from '#contract/schedule.ts'
import type { Progress } from '#contract/sync.ts'
import { answers } from './answers.ts'
import { hearing } from './hearing.ts'
import { staleBy, takesPlaceOf } from './stale.ts'

declare global {
  interface Window {
    readonly prilavok: {
      call(name: string, input: unknown): Promise<Answer>
      on(listener: (event: string, payload: unknown) => void): () => void
    }
  }
}

const methods = { ...api, ...shell }
type Methods = typeof methods
type Name = keyof Methods & string
type Input<K extends Name> = input<Methods[K]['input']>
type Output<K extends Name> = output<Methods[K]['output']>

/** Asks the app. Throws a `KindError` whose `kind` has a sentence in the strings. */
export const call: Client<Methods> = async (name, ...args) =>
  unwrap(methods, name, await window.prilavok.call(name, args[0]))

/** What is known of an answer: the last one, even while a newer is asked for. */
export interface Shown<T> {
  readonly value: T | undefined
  readonly error: Kind | null
  readonly busy: boolean
}
interface Entry {
  readonly name: Name
  readonly input: unknown
  shown: Shown<unknown>
  asking: Promise<void> | null
  /** Whether it changed while it was being asked for. */
  again: boolean
  askedAt: number
  /** Waits to ask once more, when events come faster than that. */
  waiting: ReturnType<typeof setTimeout> | null
  readonly watchers: Set<() => void>
}
/** Loads tell of themselves and of new rows many times a second; pages ask again once in so many ms. */
const PACE_MS = 1_000
const OFTEN: ReadonlySet<EventName> = new Set(['data.changed', 'sync.progress'])
const NOTHING: Shown<never> = { value: undefined, error: null, busy: false }
/** Answers that are kept while nobody looks at them. */
const KEPT = 40
const entries = answers<Entry>(KEPT)

const keyOf = (name: Name, given: unknown) => `${name} ${JSON.stringify(given)}`

function entryOf(name: Name, given: unknown): Entry {
  return entries.get(keyOf(name, given), () => ({
    name,
    input: given,
    shown: NOTHING,
    asking: null,
    again: false,
    askedAt: 0,
    waiting: null,
    watchers: new Set(),
  }))
}

function show(entry: Entry, shown: Shown<unknown>) {
  entry.shown = shown
  for (const told of entry.watchers) told()
}

function ask(entry: Entry): Promise<void> {
  if (entry.asking !== null) {
    entry.again = true
    return entry.asking
  }
  entry.askedAt = Date.now()
  const once = async () => {
    show(entry, { ...entry.shown, busy: true })
    try {
      const value = unwrap(methods, entry.name, await window.prilavok.call(entry.name, entry.input))
      show(entry, { value, error: null, busy: false })
    } catch (error) {
      show(entry, { ...entry.shown, error: kindOf(error), busy: false })
    }
  }
  entry.asking = once().finally(() => {
    entry.asking = null
    if (!entry.again) return
    entry.again = false
    void ask(entry)
  })
  return entry.asking
}

function askInPace(entry: Entry) {
  if (entry.waiting !== null) return
  const wait = Math.max(0, entry.askedAt + PACE_MS - Date.now())
  entry.waiting = setTimeout(() => {
    entry.waiting = null
    void ask(entry)
  }, wait)
}

/** Asks once more and waits: what is shown afterwards is newer than the call. */
export async function refresh<K extends Name>(name: K, given: Input<K>): Promise<void> {
  const entry = entryOf(name, given)
  await entry.asking
  await ask(entry)
}

/** Puts a known answer where it would be asked for. */
export function put<K extends Name>(name: K, given: Input<K>, value: Output<K>): void {
  show(entryOf(name, given), { value, error: null, busy: false })
}

/** In place of an input: do not ask. */
export const skip = Symbol('skip')

/** The answer to a call: the last one at once, a new one as soon as an event says that it is out of date. */
export function useCall<K extends Name>(
  name: K,
  given: Input<K> | typeof skip,
): Shown<Output<K>> & { again: () => Promise<void> } {
  const key = given === skip ? null : JSON.stringify(given)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input, which is a new object at every render.
  const watch = useCallback(
    (told: () => void) => {
      if (given === skip) return () => {}
      const entry = entryOf(name, given)
      entry.watchers.add(told)
      return () => {
        entry.watchers.delete(told)
        entries.left(keyOf(name, given))
      }
    },
    [name, key],
  )
  const shown = useSyncExternalStore(watch, () => (given === skip ? NOTHING : entryOf(name, given).shown))
  const again = useEffectEvent(() => {
    if (given === skip) return
    const entry = entryOf(name, given)
    // Somebody else on the page watches it already: events keep it up to date.
    if (entry.asking !== null || (entry.watchers.size > 1 && entry.shown.value !== undefined)) return
    void ask(entry)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each name and input.
  useEffect(() => again(), [name, key])
  const askAgain = async () => {
    if (given === skip) return
    // What keeps the data folder shut may be gone: the person's word opens it now.
    if (shown.error !== null) await call('engine.start').catch(() => {})
    await ask(entryOf(name, given))
  }
  return { ...(shown as Shown<Output<K>>), again: askAgain }
}

const { hear, tell } = hearing<{ readonly [E in EventName]: output<Events[E]> }>('app.notice')

/** Hears an event for as long as the component is there. */
export function useEvent<E extends EventName>(name: E, listener: (payload: output<Events[E]>) => void): void {
  const heard = useEffectEvent(listener)
  useEffect(() => hear(name, payload => heard(payload)), [name])
}

window.prilavok.on((name, raw) => {
  if (!Object.hasOwn(events, name)) return
  const event = name as EventName
  const payload = events[event].safeParse(raw).data
  if (!payload) return
  if (event === 'sync.progress') {
    const run = payload as Progress
    const about = { shopId: run.shopId }
    const shown = entryOf('sync.status', about).shown.value as Output<'sync.status'> | undefined
    if (takesPlaceOf(run, shown)) put('sync.status', about, run)
  }
  if (event === 'background.changed') put('background.get', undefined, payload as Background)
  for (const entry of entries.values())
    if (entry.watchers.size > 0 && staleBy(event, payload, entry))
      if (OFTEN.has(event)) askInPace(entry)
      else void ask(entry)
  tell(event, payload)
})

/** Something a person does: runs it, says whether it runs and which kind of error it ended with. */
export function useAction<A extends readonly unknown[]>(act: (...args: A) => Promise<unknown>) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Kind | null>(null)
  const run = async (...args: A): Promise<boolean> => {
    setBusy(true)
    setError(null)
    try {
      await act(...args)
      return true
    } catch (thrown) {
      setError(kindOf(thrown))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { run, busy, error, clear: () => setError(null) }
}
