import { setImmediate } from 'node:timers/promises'
import { split } from './slices.ts'

/** A long list in parts of `size`, with a turn for everybody else before each but the first: a hundred thousand lines are a second of work. */
export async function* inTurns<T>(list: readonly T[], size: number): AsyncIterable<readonly T[]> {
  for (const [index, part] of split(list, size).entries()) {
    if (index > 0) await setImmediate()
    yield part
  }
}
