import { gzipSync } from 'node:zlib'
import { Parts, type Reply } from './http.ts'

const WITHOUT_END = ['endless', 'bomb'] as const
const EXAGGERATIONS = ['deep', 'far_dates', 'huge_ids'] as const
type WithoutEnd = (typeof WITHOUT_END)[number]
type Exaggeration = (typeof EXAGGERATIONS)[number]
export const isWithoutEnd = (kind: string): kind is WithoutEnd =>
  (WITHOUT_END as readonly string[]).includes(kind)
export const isExaggeration = (kind: string): kind is Exaggeration =>
  (EXAGGERATIONS as readonly string[]).includes(kind)

/** Repeats a chunk endlessly after a first one. */
function* forEver(first: Buffer, chunk: Buffer): Generator<Buffer> {
  yield first
  for (;;) yield chunk
}
/** An answer without end: of rows, or of 16 MB of blanks in each 16 KB, packed. */
export function withoutEnd(kind: WithoutEnd): Reply {
  if (kind === 'endless') {
    const rows = Buffer.from('{"id":1,"name":"one of many"},'.repeat(2_000))
    return { status: 200, body: new Parts(forEver(Buffer.from('{"result":['), rows)) }
  }
  const blanks = gzipSync(Buffer.alloc(1 << 24, ' '))
  return {
    status: 200,
    body: new Parts(forEver(gzipSync('{"result":['), blanks)),
    headers: { 'content-encoding': 'gzip' },
  }
}

/** The text of an answer with values that no honest one has. */
export function exaggerated(kind: Exaggeration, text: string): string {
  if (kind === 'deep') return text.replace('{', `{"brand_new":${'['.repeat(5_000)}${']'.repeat(5_000)},`)
  return kind === 'far_dates'
    ? text.replace(/"\d{4}(-\d{2}-\d{2}[T ][^"]*)"/g, '"+099999$1"')
    : text.replace(/(_id|Id|ID|"id|"sku)":"?\d+"?/g, '$1":99999999999999999999')
}
