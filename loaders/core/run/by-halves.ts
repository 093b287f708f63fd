import type { Id } from '../declare/table.ts'

/** What tells that one bad id spoiled the answer for a whole batch, and what becomes of that id. */
export interface Spoilt {
  readonly isSpoilt: (error: unknown) => boolean
  readonly reject: (id: Id) => void
}

/**
 * Asks for a batch at once. Where one bad id spoils the answer, halves the batch until that id is alone and rejected; the others are read, in their order. Throws
 * every other error of `ask`. Costs at most 2n − 1 requests for n ids.
 */
export async function* byHalves<P>(
  ids: readonly Id[],
  ask: (ids: readonly Id[]) => Promise<P>,
  spoilt: Spoilt,
): AsyncGenerator<P, void> {
  const [first] = ids
  if (first === undefined) return
  let page: P
  try {
    page = await ask(ids)
  } catch (error) {
    if (!spoilt.isSpoilt(error)) throw error
    if (ids.length === 1) return spoilt.reject(first)
    const half = Math.ceil(ids.length / 2)
    yield* byHalves(ids.slice(0, half), ask, spoilt)
    yield* byHalves(ids.slice(half), ask, spoilt)
    return
  }
  yield page
}
