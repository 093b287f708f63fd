import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { TooLarge } from '../response-limits.ts'

/** The bytes of an answer, wherever they lie. */
export interface ResponseBody {
  readonly length: number
  slice(from: number, to: number): Buffer
  /** Where these bytes stand first from a place on, or -1. */
  indexOf(bytes: Buffer, from: number): number
  /** Where they stand last, or -1. */
  lastIndexOf(bytes: Buffer): number
  all(): Buffer
  /** Gives the file back, where there is one: nothing can be read any more. It holds none of the bytes. */
  readonly close: () => void
}

/** What the disk says; the network has no part in it. */
export class DiskError extends Error {
  readonly code: string
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'DiskError'
    this.code = String((cause as { readonly code?: unknown }).code)
  }
}

/** How an answer is taken in. */
interface Terms {
  /** Where a long one lies; in memory when left out. */
  readonly folder?: string | undefined
  /** The most bytes that it may have. */
  readonly most: number
  /** What is longer is left there in place of being refused. */
  readonly cut?: boolean
}

/** Bytes from which on an answer lies on disk: two pages of the largest report would be a hundred megabytes. */
const SPILL_BYTES = 1 << 22
/** Bytes that are written at once. */
const WRITTEN = 1 << 20
/** Bytes of a file that are searched at once. */
const WINDOW = 1 << 13
/** Bytes of the beginning of what is refused. */
const HEAD = 1 << 17

const nothing = () => {}
/** Bytes in memory. */
export const inMemory = (buffer: Buffer): ResponseBody => ({
  length: buffer.length,
  slice: (from, to) => buffer.subarray(from, to),
  indexOf: (bytes, from) => buffer.indexOf(bytes, from),
  lastIndexOf: bytes => buffer.lastIndexOf(bytes),
  all: () => buffer,
  close: nothing,
})

/** Takes an answer in. A long one goes into `folder`, where that is given, and lies there. Throws what the stream throws, DiskError, and Boundless with its beginning. */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  { folder, most, cut }: Terms,
): Promise<ResponseBody> {
  const chunks: Buffer[] = []
  let length = 0
  let written = 0
  let file: number | null = null
  const write = (to: number) => {
    const bytes = Buffer.concat(chunks.splice(0))
    for (let at = 0; at < bytes.length; ) at += writeSync(to, bytes, at)
    written = length
  }
  const head = () => (file === null ? Buffer.concat(chunks) : readAll(file, 0, HEAD))
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      length += chunk.length
      if (length > most && cut) break
      if (length > most) throw new TooLarge(most)
      if (folder === undefined || length < SPILL_BYTES || length - written < WRITTEN) continue
      onDisk(() => {
        file ??= openUnlinked(folder)
        write(file)
      })
    }
    if (file !== null) onDisk(() => write(file as number))
  } catch (error) {
    if (error instanceof TooLarge) error.head = head().subarray(0, HEAD)
    if (file !== null) closeSync(file)
    throw error
  }
  return file === null ? inMemory(Buffer.concat(chunks, length)) : inFile(file, length)
}

/** Does what has to do with the disk, whose errors are told from those of the line. */
function onDisk<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new DiskError(error)
  }
}

let files = 0
/** A file that nobody else finds, and that is gone when it is closed, whatever befalls the process. */
function openUnlinked(folder: string): number {
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

/** The bytes from one place to another. Throws where the file has fewer: what was written there is lost. */
function readAll(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from))
  for (let read = 0; read < bytes.length; ) {
    const more = readSync(file, bytes, read, bytes.length - read, from + read)
    if (more === 0) throw Object.assign(new Error('a file is shorter than what was written'), { code: 'EIO' })
    read += more
  }
  return bytes
}

function inFile(file: number, length: number): ResponseBody {
  let open = true
  const slice = (from: number, to: number): Buffer =>
    onDisk(() => {
      // The number of a closed file may be another's by now.
      if (!open) throw Object.assign(new Error('an answer that was closed'), { code: 'EBADF' })
      return readAll(file, from, Math.min(to, length))
    })
  return {
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
    close() {
      if (!open) return
      open = false
      closeSync(file)
    },
  }
}
