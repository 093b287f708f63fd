import type { ZodType } from 'zod'
import { z } from 'zod'
import type { LoadError } from '../errors.ts'
import type { ResponseBody } from '../http/response-body.ts'
import { MAX_BYTES, TooLarge } from '../response-limits.ts'
import { list } from './fields.ts'
import { parseJson, TooDeep } from './json-lossless.ts'
import { differing, undoubled } from './undoubled.ts'

/** Bytes per chunk: small enough that parsed objects die young, and the largest page is in memory only as bytes. */
const CHUNK = 1 << 15
/** False cuts that are merged one by one before the rest of the list is parsed as a single chunk. */
const MAX_MERGED = 16

/**
 * A JSON array parsed chunk by chunk without holding it whole. A chunk that does not fit its schema throws LoadError when it is reached. A response on disk can
 * be iterated once: its file is closed at the end, also on errors.
 */
export interface JsonChunks<T> extends Iterable<readonly T[]> {
  /** Closes the file of a response that will not be read; iterating closes it as well. */
  readonly close: () => void
  /** The last item, without parsing the others. */
  readonly last: T | undefined
  readonly isEmpty: boolean
  /** Counts the items; they can still be iterated. */
  count(): number
  /** Whether any item matches; stops at the first, and all can still be iterated. */
  some(is: (item: T) => boolean): boolean
  /** The items; those of a list that was written twice, one after the other, once, as `undoubled` tells it: a list of few different items is believed. */
  withoutRepeat(): Iterable<readonly T[]>
  /** The beginning of the list, for captured responses. */
  toJSON(): unknown
}

/** Makes the error for a response, or a chunk of it, that is not JSON (`server`) or does not fit its schema (`shape`). */
export type Misread = (kind: 'server' | 'shape', text: string, piece?: Buffer) => LoadError

/** Bytes of the beginning of a list that are kept for captured responses. */
const HEAD = 1 << 16

/** Offsets of the opening bracket, of the commas at which the list may be cut, and of the closing bracket. */
type Commas = readonly [start: number, ...number[]]

/** The unparsed list of a response with its cut points. */
class ChunkedList {
  private readonly body: ResponseBody
  private readonly commas: Commas
  private readonly misread: Misread
  private readonly head: Buffer

  constructor(body: ResponseBody, commas: Commas, misread: Misread) {
    this.body = body
    this.commas = commas
    this.misread = misread
    // Copied, because a slice would keep the whole body in memory.
    this.head = Buffer.from(body.slice(commas[0], commas[0] + HEAD))
  }
  get close(): () => void {
    return this.body.close
  }
  /** Yields the items and closes the body at the end. */
  *read<T>(whole: ZodType<T[]>): Generator<readonly T[]> {
    try {
      yield* this.shaped(whole)
    } finally {
      this.body.close()
    }
  }
  /** As `read`, but of a list that was written twice its first half. */
  *readOnce<T>(whole: ZodType<T[]>): Generator<readonly T[]> {
    try {
      yield* this.withoutRepeat(whole).shaped(whole)
    } finally {
      this.body.close()
    }
  }
  /** The list, or its first half if that has enough different items and the second one the same bytes. */
  private withoutRepeat<T>(whole: ZodType<T[]>): ChunkedList {
    const { body, commas, misread } = this
    const start = commas[0]
    const half = (start + (commas.at(-1) as number)) / 2
    if (!repeats(body, start + 1, half)) return this
    const once = new ChunkedList(body, commasOf(body, start, half), misread)
    return once.some(whole, differing()) ? once : this
  }
  count<T>(whole: ZodType<T[]>): number {
    let count = 0
    for (const items of this.shaped(whole)) count += items.length
    return count
  }
  some<T>(whole: ZodType<T[]>, is: (item: T) => boolean): boolean {
    for (const items of this.shaped(whole)) if (items.some(is)) return true
    return false
  }
  /** By the time a page is captured, its list may be consumed, so only its beginning is kept. */
  toJSON(): string {
    return this.head.toString('utf8')
  }
  private *shaped<T>(whole: ZodType<T[]>): Generator<readonly T[]> {
    const { commas } = this
    const end = commas.length - 1
    for (let from = 0, to = 1; to <= end; ) {
      const items = this.parsed(from, to)
      if (items === undefined && to < end) {
        // The comma was inside a string or a nested list: extend the chunk to the next cut point, finally to the end.
        to = to - from < MAX_MERGED ? to + 1 : end
        continue
      }
      yield this.fitting(items, whole, from, to)
      from = to
      to += 1
    }
  }
  lastOf<T>(whole: ZodType<T[]>): T | undefined {
    const to = this.commas.length - 1
    return this.fitting(this.parsed(to - 1, to), whole, to - 1, to).at(-1)
  }
  /** Whether the supposed end of the list is its end. */
  get ends(): boolean {
    return this.parsed(this.commas.length - 2, this.commas.length - 1) !== undefined
  }

  /** Bytes of a chunk, to keep. */
  private bytes(from: number, to: number): Buffer {
    return this.body.slice((this.commas[from] as number) + 1, this.commas[to] as number)
  }
  private parsed(from: number, to: number): unknown {
    const [start, end] = [this.commas[from] as number, this.commas[to] as number]
    if (end - start > MAX_BYTES.whole) throw this.misread('shape', new TooLarge(MAX_BYTES.whole).message)
    try {
      return parseJson(this.body.peek(start + 1, end), 'items')
    } catch (error) {
      if (error instanceof TooDeep) throw this.misread('shape', error.message, this.bytes(from, to))
      return undefined
    }
  }
  private fitting<T>(items: unknown, whole: ZodType<T[]>, from: number, to: number): readonly T[] {
    if (items === undefined) throw this.misread('server', 'not JSON', this.bytes(from, to))
    const read = whole.safeParse(items)
    if (read.success) return read.data
    const issues = read.error.issues.slice(0, 3)
    const text = issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw this.misread('shape', text, this.bytes(from, to))
  }
}

/** Bytes compared at once. */
const COMPARED = 1 << 16
const COMMA = 0x2c
/** Whether the bytes before the comma at `half` stand behind it once more. */
function repeats(body: ResponseBody, start: number, half: number): boolean {
  if (!Number.isInteger(half) || body.slice(half, half + 1)[0] !== COMMA) return false
  const again = half + 1 - start
  for (let at = start; at < half; at += COMPARED) {
    const to = Math.min(at + COMPARED, half)
    if (!body.slice(at, to).equals(body.peek(at + again, to + again))) return false
  }
  return true
}

const nothing = () => {}
/** A long optional list, for the key that `inChunks` names. */
export const jsonChunks = <T>(of: ZodType<T>): ZodType<JsonChunks<T>> => {
  const whole = list(of)
  return z.transform((value: unknown, context): JsonChunks<T> => {
    if (value instanceof ChunkedList)
      return {
        [Symbol.iterator]: () => value.read(whole),
        close: value.close,
        get last() {
          return value.lastOf(whole)
        },
        // Only long lists are cut.
        isEmpty: false,
        count: () => value.count(whole),
        some: is => value.some(whole, is),
        withoutRepeat: () => value.readOnce(whole),
        toJSON: () => value.toJSON(),
      }
    const read = whole.safeParse(value)
    if (read.success)
      return {
        [Symbol.iterator]: () => [read.data][Symbol.iterator](),
        close: nothing,
        last: read.data.at(-1),
        isEmpty: read.data.length === 0,
        count: () => read.data.length,
        some: is => read.data.some(is),
        withoutRepeat: () => [undoubled(read.data)],
        toJSON: () => read.data,
      }
    for (const { message, path } of read.error.issues)
      context.issues.push({ code: 'custom', message, path: [...path], input: value })
    return z.NEVER
  }) as never
}

const PLACES = new WeakMap<ZodType, string | null>()
/** Marks a schema whose list `key` (or the response itself, when null) is parsed chunk by chunk. */
export function inChunks<T>(key: string | null, shape: ZodType<T>): ZodType<T> {
  PLACES.set(shape, key)
  return shape
}

/** The function that closes the file behind a chunked response. */
export function closeOf<T>(shape: ZodType<T>, answer: T): () => void {
  const key = PLACES.get(shape)
  if (key === undefined || answer === null) return nothing
  return (
    (key === null ? (answer as JsonChunks<unknown>) : (answer as Record<string, JsonChunks<unknown>>)[key])
      ?.close ?? nothing
  )
}

export const isChunked = (shape: ZodType): boolean => PLACES.has(shape)

/**
 * The response with its long list still unparsed, for a schema of `inChunks`; undefined if it is short or cannot be cut safely.
 * Every chunk and the enclosing document are parsed as JSON, so a cut neither loses nor doubles an item.
 */
export function chunked(shape: ZodType, body: ResponseBody, misread: Misread): unknown {
  const key = PLACES.get(shape)
  if (key === undefined || body.length < 2 * CHUNK) return undefined
  const opening = key === null ? '[' : `"${key}":[`
  const found = body.indexOf(Buffer.from(opening), 0)
  const start = found + opening.length - 1
  const end = body.lastIndexOf(Buffer.from(']'))
  if (found < 0 || end <= start) return undefined
  if (start + body.length - end > MAX_BYTES.whole)
    throw misread('shape', new TooLarge(MAX_BYTES.whole).message)
  const around = parsed(Buffer.concat([body.slice(0, start + 1), body.slice(end, body.length)]))
  const empty = key === null ? around : (around as Readonly<Record<string, unknown>> | undefined)?.[key]
  if (!Array.isArray(empty)) return undefined
  const list = new ChunkedList(body, commasOf(body, start, end), misread)
  if (!list.ends) return undefined
  return key === null ? list : { ...(around as object), [key]: list }
}

/** Cut points, one per chunk: commas before an item that begins with the same key as the first item. */
function commasOf(body: ResponseBody, start: number, end: number): Commas {
  const commas: [number, ...number[]] = [start]
  const between = Buffer.concat([
    Buffer.from('},'),
    body.slice(start + 1, body.indexOf(Buffer.from(':'), start) + 1),
  ])
  for (let at = start; ; ) {
    const next = body.indexOf(between, at + CHUNK)
    if (next < 0 || next >= end) break
    at = next + 1
    commas.push(at)
  }
  return [...commas, end]
}

function parsed(body: Buffer): unknown {
  try {
    return parseJson(body)
  } catch {
    // Parsing it whole will show what is wrong.
    return undefined
  }
}
