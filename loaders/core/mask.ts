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

/** The same error without secrets in its message and evidence: a gateway may repeat what it was sent. */
export function masked(error: LoadError, secrets: readonly string[]): LoadError {
  const { evidence } = error
  const clean = <T>(value: T): T =>
    value === undefined ? value : (JSON.parse(mask(JSON.stringify(value), secrets)) as T)
  return new LoadError(error.kind, mask(error.message, secrets), {
    ...(error.until === null ? {} : { until: error.until }),
    ...(evidence
      ? {
          evidence: {
            ...evidence,
            query: clean(evidence.query),
            body: clean(evidence.body),
            answer: mask(evidence.answer, secrets),
          },
        }
      : {}),
  })
}
