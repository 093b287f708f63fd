import type { Slice } from '../declare/slices.ts'
import type { StreamContext } from '../declare/source.ts'
import { LoadError } from '../errors.ts'
import type { Day } from '../parse/time.ts'
import { dayNumber, dayOfNumber } from '../parse/time.ts'

/** A report that is ordered, polled and downloaded. */
export interface AsyncReport<T> {
  /** Orders it and returns its id. */
  create(context: StreamContext): Promise<string>
  /** `lost` has failed or is unknown to the marketplace: it must be ordered again. */
  state(context: StreamContext, id: string): Promise<'waiting' | 'ready' | 'lost'>
  fetch(context: StreamContext, id: string): Promise<T>
  /** Polling interval, ms, if the method has a rate limit of its own. */
  readonly pause?: number
}

/** Polling interval, ms: small reports are ready in seconds and block the only slot, so the first polls are quick. */
const pauseAfter = (waited: number): number => (waited < 15_000 ? 3_000 : 6_000)
const TIMEOUT_MS = 600_000

/**
 * Orders a report once under `key` and waits for it. The id is stored before the first poll, so that a restart continues with the same report and uses no
 * second slot. A lost report is ordered again once. Throws LoadError `later` if it is not ready within ten minutes; its id stays stored.
 */
export async function asyncReport<T>(context: StreamContext, key: string, of: AsyncReport<T>): Promise<T> {
  for (let orders = 0; orders < 2; orders += 1) {
    const known = await context.state.get(key)
    const id = known ?? (await of.create(context))
    if (known === null) await context.state.set(key, id)
    const ready = await orLost(() => waitFor(context, of, id))
    const fetched = ready === LOST ? LOST : await orLost(() => of.fetch(context, id))
    if (fetched !== LOST) return fetched as T
    await context.state.set(key, null)
  }
  throw new LoadError('server', `report ${key}: ordered twice and lost twice`)
}

const LOST = Symbol('lost')

async function waitFor<T>(
  context: StreamContext,
  of: AsyncReport<T>,
  id: string,
): Promise<'ready' | typeof LOST> {
  for (let waited = 0; waited <= TIMEOUT_MS; ) {
    const state = await of.state(context, id)
    if (state !== 'waiting') return state === 'lost' ? LOST : state
    const pause = of.pause ?? pauseAfter(waited)
    await context.wait(pause)
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

/**
 * The slices, newest first, each with the span of the `width`-day report that also covers its neighbours, aligned to fixed dates between the oldest slice and
 * today.
 */
export function groupedIntoReports(slices: readonly Slice[], width: number, today: Day): readonly Slice[] {
  const oldest = dayNumber(slices.at(-1)?.from ?? today)
  const last = dayNumber(today)
  return slices.map(slice => {
    const start = Math.floor(dayNumber(slice.from) / width) * width
    const from = dayOfNumber(Math.max(start, oldest))
    const to = dayOfNumber(Math.min(start + width - 1, last))
    return { ...slice, within: { from, to } }
  })
}
