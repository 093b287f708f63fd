import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The bytes of an answer, wherever they lie. */
export interface Body {
  readonly length: number
  slice(from: number, to: number): Buffer
  /** Where these bytes stand first from a place on, or -1. */
  indexOf(bytes: Buffer, from: number): number
  /** Where they stand last, or -1. */
  lastIndexOf(bytes: Buffer): number
  all(): Buffer
}

/** Bytes from which on an answer lies on disk: two pages of the largest report would be a hundred megabytes. */
const LONG = 1 << 22
/** Bytes that are written at once. */
const WRITTEN = 1 << 20
/** Bytes of a file that are searched at once. */
const WINDOW = 1 << 13

/** Bytes in memory. */
export const inMemory = (buffer: Buffer): Body => ({
  length: buffer.length,
  slice: (from, to) => buffer.subarray(from, to),
  indexOf: (bytes, from) => buffer.indexOf(bytes, from),
  lastIndexOf: bytes => buffer.lastIndexOf(bytes),
  all: () => buffer,
})

/** Takes an answer in. A long one goes into `folder`, where that is given, and lies there. Throws what the stream or the disk throws. */
export async function received(stream: AsyncIterable<Buffer>, folder?: string): Promise<Body> {
  const chunks: Buffer[] = []
  let length = 0
  let written = 0
  let file: number | null = null
  const write = (to: number) => {
    const bytes = Buffer.concat(chunks.splice(0))
    for (let at = 0; at < bytes.length; ) at += writeSync(to, bytes, at)
    written = length
  }
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      length += chunk.length
      if (folder === undefined || length < LONG || length - written < WRITTEN) continue
      file ??= nameless(folder)
      write(file)
    }
    if (file !== null) write(file)
  } catch (error) {
    if (file !== null) closeSync(file)
    throw error
  }
  return file === null ? inMemory(Buffer.concat(chunks, length)) : onDisk(file, length)
}

let files = 0
/** A file that nobody else finds, and that is gone when it is closed, whatever befalls the process. */
function nameless(folder: string): number {
  const name = join(folder, `answer-${process.pid}-${++files}`)
  const file = openSync(name, 'wx+', 0o600)
  try {
    unlinkSync(name)
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** An answer has no owner that could say when it is over: its file is closed when nobody holds it any more. */
const forgotten = new FinalizationRegistry<number>(closeSync)

function onDisk(file: number, length: number): Body {
  const slice = (from: number, to: number): Buffer => {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(to, length) - from))
    for (let read = 0; read < bytes.length; )
      read += readSync(file, bytes, read, bytes.length - read, from + read) || bytes.length
    return bytes
  }
  const body: Body = {
    length,
    slice,
    indexOf(bytes, from) {
      for (let at = from; at < length; at += WINDOW) {
        // What begins in this window may end in the next.
        const found = slice(at, at + WINDOW + bytes.length - 1).indexOf(bytes)
        if (found >= 0) return at + found
      }
      return -1
    },
    lastIndexOf(bytes) {
      for (let end = length; end > 0; end -= WINDOW) {
        const at = Math.max(0, end - WINDOW)
        const found = slice(at, end + bytes.length - 1).lastIndexOf(bytes)
        if (found >= 0) return at + found
      }
      return -1
    },
    all: () => slice(0, length),
  }
  forgotten.register(body, file)
  return body
}
