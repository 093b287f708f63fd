import { LoadError } from '../errors.ts'

/** Sends again, after a pause, what was answered `obsolete`: one stray page of a gateway is no proof that a method is gone. Throws what the second answer means. */
export async function confirmObsolete<T>(send: () => Promise<T>, pause: () => Promise<void>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof LoadError) || error.kind !== 'obsolete') throw error
  }
  await pause()
  return send()
}
