/** A response of the sandbox. */
export interface Fetched {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Uint8Array
  /** The body if it is JSON, else undefined. */
  readonly json: unknown
}

/** Sends one request, without retries and limits. */
export async function fetched(url: string, init: RequestInit): Promise<Fetched> {
  const response = await fetch(url, init)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {}
  return { status: response.status, headers: response.headers, text, bytes, json }
}

/** The JSON of a 200; anything else fails the test. */
export function jsonOf<T>(path: string, { status, text, json }: Fetched): T {
  if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`)
  return json as T
}
