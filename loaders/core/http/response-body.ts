import { closeSync, openSync, readSync, unlinkSync, writevSync } from 'node:fs'
import { join } from 'node:path'
import { TooLarge } from '../response-limits.ts'
import { collectChunks } from './collect-chunks.ts'

/** The bytes of a response, in memory or in a file. */
export interface ResponseBody {
  readonly length: number
  slice(from: number, to: number): Buffer
  /** A slice that is valid until the next call of any method: thousands of buffers a page would cost memory and garbage collection. */
  peek(from: number, to: number): Buffer
  /** First offset of these bytes from `from` on, or -1. */
  indexOf(bytes: Buffer, from: number): number
  /** Last offset of these bytes, or -1. */
  lastIndexOf(bytes: Buffer): number
  all(): Buffer
  /** Closes the file, if any; nothing can be read afterwards. The closure keeps no bytes alive. */
  readonly close: () => void
}

/** A failure of the local disk, as opposed to the network. */
export class DiskError extends Error {
  readonly code: string
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'DiskError'
    this.code = String((cause as { readonly code?: unknown }).code)
  }
}

/** How a response body is read. */
interface Terms {
  /** Folder for long bodies; kept in memory when left out. */
  readonly folder?: string | undefined
  /** Size limit, bytes. */
  readonly most: number
  /** Truncates at the limit instead of throwing. */
  readonly cut?: boolean
}

/** Bytes above which a body is written to disk: two pages of the largest report would take a hundred megabytes of memory. */
const SPILL_BYTES = 1 << 22
/** Bytes per write. */
const WRITTEN = 1 << 20
/** Bytes of a file searched at once. */
const WINDOW = 1 << 13
/** Slices of a file up to this size are read into one buffer again and again. */
const PEEKED = 1 << 17
/** Bytes kept of the beginning of a rejected body. */
const HEAD = 1 << 17

const nothing = () => {}
/** Bytes in memory. */
export const inMemory = (buffer: Buffer): ResponseBody => ({
  length: buffer.length,
  slice: (from, to) => buffer.subarray(from, to),
  peek: (from, to) => buffer.subarray(from, to),
  indexOf: (bytes, from) => buffer.indexOf(bytes, from),
  lastIndexOf: bytes => buffer.lastIndexOf(bytes),
  all: () => buffer,
  close: nothing,
})

/** Reads a body; a long one goes to a file in `folder`, if given. Throws what the stream throws, DiskError, and TooLarge with the beginning of the body. */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  { folder, most, cut }: Terms,
): Promise<ResponseBody> {
  const chunks: Buffer[] = []
  let length = 0
  let written = 0
  let file: number | null = null
  const write = (to: number) => {
    writeAll(to, chunks.splice(0))
    collectChunks(length - written)
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
  if (file !== null) return inFile(file, length)
  const bytes = Buffer.concat(chunks, length)
  collectChunks(2 * length)
  return inMemory(bytes)
}

/** Writes chunks without joining them; a write may be partial. */
function writeAll(file: number, chunks: Buffer[]): void {
  while (chunks.length > 0) {
    let written = writevSync(file, chunks)
    while (chunks[0] && written >= chunks[0].length) written -= (chunks.shift() as Buffer).length
    if (chunks[0]) chunks[0] = chunks[0].subarray(written)
  }
}

/** Wraps errors of disk operations in DiskError. */
function onDisk<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new DiskError(error)
  }
}

let files = 0
/** An unlinked file: invisible to others, and freed when it is closed or the process dies. */
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

const readAll = (file: number, from: number, to: number): Buffer =>
  readInto(Buffer.allocUnsafe(Math.max(0, to - from)), file, from)

/** Fills the buffer from an offset of the file. Throws EIO if the file is shorter than what was written. */
function readInto(bytes: Buffer, file: number, from: number): Buffer {
  for (let read = 0; read < bytes.length; ) {
    const more = readSync(file, bytes, read, bytes.length - read, from + read)
    if (more === 0) throw Object.assign(new Error('a file is shorter than what was written'), { code: 'EIO' })
    read += more
  }
  return bytes
}

function inFile(file: number, length: number): ResponseBody {
  let open = true
  const scratch = Buffer.allocUnsafe(PEEKED)
  const read = (how: () => Buffer): Buffer =>
    onDisk(() => {
      // The descriptor of a closed file may belong to another file by now.
      if (!open) throw Object.assign(new Error('an answer that was closed'), { code: 'EBADF' })
      return how()
    })
  const slice = (from: number, to: number) => read(() => readAll(file, from, Math.min(to, length)))
  const peek = (from: number, to: number): Buffer => {
    const size = Math.max(0, Math.min(to, length) - from)
    return size > PEEKED ? slice(from, to) : read(() => readInto(scratch.subarray(0, size), file, from))
  }
  return {
    length,
    slice,
    peek,
    indexOf(bytes, from) {
      for (let at = from; at < length; at += WINDOW) {
        // A match may span two windows.
        const found = peek(at, at + WINDOW + bytes.length - 1).indexOf(bytes)
        if (found >= 0) return at + found
      }
      return -1
    },
    lastIndexOf(bytes) {
      for (let end = length; end > 0; end -= WINDOW) {
        const at = Math.max(0, end - WINDOW)
        const found = peek(at, end + bytes.length - 1).lastIndexOf(bytes)
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
