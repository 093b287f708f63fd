import { parse } from 'csv-parse/sync'
import { Unzip, UnzipInflate } from 'fflate'
import { LoadError } from '../errors.ts'
import { MAX_BYTES, TooLarge } from '../response-limits.ts'

/**
 * The lines of a CSV with `;` or another sign between fields, blank ones left out, with or without a byte order mark. The text may come in parts, which are read
 * as they come. Throws on quotes that do not close.
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

/** Without quotes each sign means itself: reports of a hundred thousand lines are read ten times faster. */
const plainLines = (text: string, delimiter: string): readonly (readonly string[])[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter(line => line.trim() !== '')
    .map(line => line.split(delimiter).map(field => field.trim()))

const [QUOTE, FEED, RETURN] = [0x22, 0x0a, 0x0d]
/** The same text, cut only where a line ends that no quotes hold open. */
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

/** A file of text whose parts come once, before the next file. */
export interface TextFile {
  readonly name: string
  readonly parts: Iterable<string>
}

/**
 * A body as text files: those with something in them that a ZIP holds, or itself under no name. They are unpacked while they are read. Throws on a ZIP that is
 * cut short, and LoadError `shape` on one that holds more than `most` bytes.
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
      // What its reader has left is no part of the next.
      for (const _ of parts);
    } else if (unpacking.next().done) return
  }
}

/** By its first bytes: the content type does not always tell. */
const isZip = (body: Uint8Array): boolean => body[0] === 0x50 && body[1] === 0x4b
/** Whether its last record is there: 22 bytes, and a remark whose length the last two of them tell. */
function isWhole(body: Buffer): boolean {
  const end = body.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  return end >= 0 && end + 22 <= body.length && end + 22 + body.readUInt16LE(end + 20) <= body.length
}
const cutShort = () => new Error('a ZIP that is cut short')

/** A file of a ZIP, as far as it is unpacked. */
interface Packed {
  readonly name: string
  readonly ready: Uint8Array[]
  ended: boolean
}
/** Bytes that are unpacked at once: a thousand times as many may come out of them. */
const STEP = 1 << 12

/** Unpacks a step each time that it is asked, and adds the files that it meets to `found`. */
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

/** A Moscow day out of `DD.MM.YYYY` or `YYYY-MM-DD…`; null where there is none. */
export function dayText(text: string): string | null {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text.trim()) ?? []
  if (year) return `${year}-${month}-${day}`
  return /^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0] ?? null
}
