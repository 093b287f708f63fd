import { type Dispatcher, request } from 'undici'
import { pictureType } from './type.ts'

/** A small picture has about 10 KB; where a host makes none, the main photo has up to some hundred. */
export const MOST_BYTES = 1 << 19
const PATIENCE_MS = 20_000

/**
 * Fetches a picture without keys, cookies or redirects. Null if there is none at the address, or what is there is no picture or too large. Throws what the
 * network throws, and for an answer of 429 or 5xx.
 */
export async function download(
  url: URL,
  signal: AbortSignal,
  dispatcher: Dispatcher,
): Promise<Buffer | null> {
  const { statusCode, body } = await request(url, {
    dispatcher,
    headers: { accept: 'image/webp,image/jpeg,image/png', 'user-agent': 'Prilavok' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  })
  if (statusCode !== 200) {
    await body.dump()
    if (statusCode === 429 || statusCode >= 500) throw new Error(`${url.host} answered ${statusCode}`)
    return null
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MOST_BYTES) return null
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  return pictureType(bytes) ? bytes : null
}
