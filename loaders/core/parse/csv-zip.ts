import { parse } from 'csv-parse/sync'
import { Unzip, UnzipInflate } from 'fflate'
import { LoadError } from '../errors.ts'
import { MAX_BYTES, TooLarge } from '../response-limits.ts'

/**
 * The lines of a CSV, without blank ones and with or without a byte order mark. The text may come in parts, which are parsed as they arrive. Throws on an
 * unclosed quote.
 */
export function* csvLines(text: string | Iterable<string>, delimiter = ';'): Generator<readonly string[]> {
  for (const part of wholeLines(typeof text === 'string' ? [text] : text))
    yield* part.includes('"') ? quotedLines(part, delimiter) : plainLines(part, delimiter)
}

const quotedLines = (text: string, delimiter: string): string[][] =>
  parse(text, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  })

/** Fast path without quotes: reports of a hundred thousand lines are parsed ten times faster. */
const plainLines = (text: string, delimiter: string): readonly (readonly string[])[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter(line => line.trim() !== '')
    .map(line => line.split(delimiter).map(field => field.trim()))

const [QUOTE, FEED, RETURN] = [0x22, 0x0a, 0x0d]
/** The same text, cut only at line ends outside of quotes. */
function* wholeLines(parts: Iterable<string>): Generator<string> {
  let rest = ''
  let quoted = false
  for (const part of parts) {
    let end = 0
    for (let at = 0; at < part.length; at += 1) {
      const sign = part.charCodeAt(at)
      if (sign === QUOTE) quoted = !quoted
      else if (!quoted && (sign === FEED || sign === RETURN)) end = rest.length + at + 1
    }
    const text = rest + part
    yield text.slice(0, end)
    rest = text.slice(end)
  }
  yield rest
}

/** A text file; its parts are read once, before the next file. */
export interface TextFile {
  readonly name: string
  readonly parts: Iterable<string>
}

/**
 * A body as text files: the non-empty files of a ZIP, or the body itself without a name. Decompressed while it is read. Throws on a truncated ZIP, and
 * LoadError `shape` if it holds more than `most` bytes.
 */
export function* textFiles(body: Uint8Array, most: number = MAX_BYTES.unpacked): Generator<TextFile> {
  if (!isZip(body)) return yield { name: '', parts: [new TextDecoder().decode(body)] }
  if (!isWhole(Buffer.from(body.buffer, body.byteOffset, body.byteLength))) throw cutShort()
  const found: Packed[] = []
  const unpacking = unpack(body, most, found)
  for (;;) {
    const next = found.shift()
    if (next) {
      const parts = partsOf(next, unpacking)
      const first = parts.next()
      if (first.done) continue
      yield { name: next.name, parts: chain(first.value, parts) }
      // What the consumer left unread does not belong to the next file.
      for (const _ of parts);
    } else if (unpacking.next().done) return
  }
}

/** Detected by its first bytes: the content type is not reliable. */
const isZip = (body: Uint8Array): boolean => body[0] === 0x50 && body[1] === 0x4b
/** Whether a ZIP came to its end. */
export const isWholeZip = (body: Uint8Array): boolean =>
  isZip(body) && isWhole(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
/** Whether its end record is there: 22 bytes, and a comment whose length is in the last two of them. */
function isWhole(body: Buffer): boolean {
  const end = body.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  return end >= 0 && end + 22 <= body.length && end + 22 + body.readUInt16LE(end + 20) <= body.length
}
const cutShort = () => new Error('a ZIP that is cut short')

/** A file of a ZIP, as far as it is decompressed. */
interface Packed {
  readonly name: string
  readonly ready: Uint8Array[]
  ended: boolean
}
/** Bytes decompressed per step: the output may be a thousand times as long. */
const STEP = 1 << 12

/** Decompresses one step per call, and adds new files to `found`. */
function* unpack(body: Uint8Array, most: number, found: Packed[]): Generator<void> {
  let left = most
  const zip = new Unzip(file => {
    const packed: Packed = { name: file.name, ready: [], ended: false }
    found.push(packed)
    file.ondata = (error, chunk, final) => {
      if (error) throw error
      left -= chunk.length
      if (left < 0) throw new LoadError('shape', `a ZIP: ${new TooLarge(most).message}`)
      packed.ready.push(chunk)
      packed.ended = final
    }
    file.start()
  })
  zip.register(UnzipInflate)
  for (let at = 0; at < body.length; at += STEP) {
    zip.push(body.subarray(at, at + STEP))
    yield
  }
}

function* partsOf(packed: Packed, unpacking: Generator<void>): Generator<string> {
  const decoder = new TextDecoder()
  for (;;) {
    for (const bytes of packed.ready.splice(0)) {
      const text = decoder.decode(bytes, { stream: true })
      if (text !== '') yield text
    }
    if (packed.ended) break
    if (unpacking.next().done) throw cutShort()
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

function* chain(first: string, others: Iterable<string>): Generator<string> {
  yield first
  yield* others
}

/** A Moscow day from `DD.MM.YYYY` or `YYYY-MM-DD…`; null if there is none. */
export function dayText(text: string): string | null {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text.trim()) ?? []
  if (year) return `${year}-${month}-${day}`
  return /^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0] ?? null
}
