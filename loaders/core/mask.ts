import { LoadError } from './errors.ts'

const STARS = '***'

/** Takes secrets out of a text, in each form in which they may have been written into it. */
export function mask(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets.filter(one => one !== '')) {
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]))
      clean = clean.replaceAll(form, STARS)
  }
  return clean
}

const KEPT_BYTES = 65_536
const SAID = 400

/**
 * The same error without secrets in its message and evidence: a gateway may repeat what it was sent.
 * Cut to length only then, since half a secret would not be known again.
 */
export function masked(error: LoadError, secrets: readonly string[]): LoadError {
  const { evidence, until } = error
  const clean = (value: unknown): unknown => JSON.parse(mask(JSON.stringify(value ?? null), secrets))
  const kept = evidence && {
    ...evidence,
    query: clean(evidence.query),
    body: clean(evidence.body),
    answer: Buffer.from(mask(evidence.answer, secrets)).subarray(0, KEPT_BYTES).toString('utf8'),
  }
  return new LoadError(error.kind, mask(error.message, secrets).slice(0, SAID), {
    ...(until === null ? {} : { until }),
    ...(kept ? { evidence: kept } : {}),
  })
}
