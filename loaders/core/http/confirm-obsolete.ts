import { LoadError } from '../errors.ts'

/** Retries a request once, after a pause, if its response means `obsolete`: a single stray gateway page does not prove that a method is gone. Throws the error of the second response. */
export async function confirmObsolete<T>(send: () => Promise<T>, pause: () => Promise<void>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof LoadError) || error.kind !== 'obsolete') throw error
  }
  await pause()
  return send()
}
