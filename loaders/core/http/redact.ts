import { LoadError } from '../errors.ts'
import { maskMessage } from './personal-data.ts'

const STARS = '***'

/** Removes secrets from a text, in each encoding in which they may appear. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.filter(one => one !== '').flatMap(formsOf)
  // Longest first, since a shorter one may be part of it.
  return forms
    .toSorted((one, other) => other.length - one.length)
    .reduce((clean, form) => clean.replaceAll(form, STARS), text)
}

const lowerHex = (text: string, mark: RegExp) => text.replace(mark, code => code.toLowerCase())
/** Plain, as JSON string (with and without escaped non-ASCII), URL-encoded and base64. */
function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const ascii = json.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII.
    /[^\x00-\x7f]/g,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const address = encodeURIComponent(secret)
  return [
    secret,
    json,
    json.replaceAll('/', '\\/'),
    ascii,
    ascii.replaceAll('/', '\\/'),
    ascii.replace(/\\u[0-9a-f]{4}/g, code => `\\u${code.slice(2).toUpperCase()}`),
    address,
    lowerHex(address, /%[0-9A-F]{2}/g),
    new URLSearchParams([['', secret]]).toString().slice(1),
    ...inBase64(secret),
  ]
}

/** A shorter base64 fragment could appear in any text by chance. */
const TELLING = 8
/** A secret in base64 at each alignment, without the characters at its ends that share bits with its neighbours. */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap(before => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes])
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor((shifted.length * 8) / 6)
    const own = shifted.toString('base64').slice(from, to)
    return own.length < TELLING ? [] : [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

const KEPT_BYTES = 65_536
const SAID = 400

/**
 * The same error without secrets in its message and captured response: a gateway may echo what it was sent. Its message, which is stored with runs and in
 * the log, is also without people; what is captured loses them when it is stored. Masked and truncated only after redaction, since half a secret would not be
 * recognised.
 */
export function redacted(error: LoadError, secrets: readonly string[]): LoadError {
  const { captured, until } = error
  const cleaned = (_: string, value: unknown) => (typeof value === 'string' ? redact(value, secrets) : value)
  const clean = (value: unknown): unknown => JSON.parse(JSON.stringify(value, cleaned))
  const kept = captured && {
    ...captured,
    query: clean(captured.query),
    body: clean(captured.body),
    answer: Buffer.from(redact(captured.answer, secrets)).subarray(0, KEPT_BYTES).toString('utf8'),
  }
  const message = maskMessage(redact(error.message, secrets)).slice(0, SAID)
  return new LoadError(error.kind, message, { until, captured: kept })
}
