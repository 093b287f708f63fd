import type { Slice } from '../declare/slices.ts'
import type { Io } from '../declare/source.ts'
import { LoadError } from '../errors.ts'
import type { Day } from '../parse/time.ts'
import { dayNumber, dayOfNumber } from '../parse/time.ts'

/** A report that is ordered, waited for and fetched. */
export interface Report<T> {
  /** Orders it and says its id. */
  create(io: Io): Promise<string>
  /** `lost` is failed or forgotten on the other side: it has to be ordered anew. */
  state(io: Io, id: string): Promise<'waiting' | 'ready' | 'lost'>
  fetch(io: Io, id: string): Promise<T>
  /** Ms between two questions, where the method has a limit of its own. */
  readonly pause?: number
}

/** Small reports are ready in seconds, and the next one waits for the only slot; after a while there is no hurry any more. */
const pauseAfter = (waited: number): number => (waited < 15_000 ? 3_000 : 6_000)
const PATIENCE = 600_000

/**
 * Orders a report once, under `key`, and waits for it: the id is remembered before the first question, so that a restart asks for the same report instead of
 * burning another slot. A lost one is ordered anew once. Throws LoadError `later` when it is not ready within ten minutes: its id stays remembered.
 */
export async function report<T>(io: Io, key: string, of: Report<T>): Promise<T> {
  for (let orders = 0; orders < 2; orders += 1) {
    const known = await io.notes.get(key)
    const id = known ?? (await of.create(io))
    if (known === null) await io.notes.set(key, id)
    const ready = await orLost(() => waitFor(io, of, id))
    const fetched = ready === LOST ? LOST : await orLost(() => of.fetch(io, id))
    if (fetched !== LOST) return fetched as T
    await io.notes.set(key, null)
  }
  throw new LoadError('server', `report ${key}: ordered twice and lost twice`)
}

const LOST = Symbol('lost')

async function waitFor<T>(io: Io, of: Report<T>, id: string): Promise<'ready' | typeof LOST> {
  for (let waited = 0; waited <= PATIENCE; ) {
    const state = await of.state(io, id)
    if (state !== 'waiting') return state === 'lost' ? LOST : state
    const pause = of.pause ?? pauseAfter(waited)
    await io.wait(pause)
    waited += pause
  }
  throw new LoadError('later', 'a report is not ready yet')
}

async function orLost<T>(ask: () => Promise<T>): Promise<T | typeof LOST> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof LoadError && error.kind === 'not_found') return LOST
    throw error
  }
}

/** The same slices, newest first, each with the span of the report of `width` days that brings its neighbours too: cut at fixed dates, from the oldest slice to today. */
export function inReports(slices: readonly Slice[], width: number, today: Day): readonly Slice[] {
  const oldest = dayNumber(slices.at(-1)?.from ?? today)
  const last = dayNumber(today)
  return slices.map(slice => {
    const start = Math.floor(dayNumber(slice.from) / width) * width
    const from = dayOfNumber(Math.max(start, oldest))
    const to = dayOfNumber(Math.min(start + width - 1, last))
    return { ...slice, within: { from, to } }
  })
}
