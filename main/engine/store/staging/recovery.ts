import { createReadStream, readdirSync, readFileSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import type { Instant } from '../../../../loaders/core/parse/time.ts'
import type { Read } from '../commit/commit.ts'
import type { StagedColumns } from './parquet-stage.ts'
import { stagedFile } from './parquet-stage.ts'
import { digits } from './values.ts'

const Span = { from: z.string(), to: z.string() }
/** What lies beside the files of a slice that was read whole: whose it is, and what the files have to be. */
const Note = z.strictObject({
  shopId: z.int(),
  streamId: z.string(),
  runId: z.int(),
  askedAt: z.string(),
  slice: z.strictObject({
    key: z.string(),
    ...Span,
    ids: z.array(z.union([z.number(), z.string()])),
    open: z.boolean(),
    within: z.strictObject(Span).optional(),
    at: z.string().optional(),
  }),
  files: z.array(z.strictObject({ table: z.string(), rows: z.int(), bytes: z.int(), crc: z.int() })),
})
type Note = z.output<typeof Note>

const ENDING = '.read.json'

/** A slice whose rows wait for their commit since an earlier life of its run. */
export interface KeptSlice {
  /** As it was read. */
  readonly slice: Slice
  readonly askedAt: Instant
  readonly staged: readonly StagedColumns[]
  remove(): Promise<void>
}
export interface Kept {
  /** Notes a slice whose rows lie in files called `of`: from now on it outlives the process. */
  note(of: string, read: Read, staged: readonly StagedColumns[]): Promise<void>
  /** Removes the note of `of`. */
  forget(of: string): Promise<void>
  /** What earlier lives of this run left of these slices, by key. What else they or other runs left of the stream is removed: it is committed, or older than what will be. */
  take(
    shopId: number,
    stream: Stream,
    slices: readonly Slice[],
    runId: number,
  ): Promise<ReadonlyMap<string, KeptSlice>>
  /** Removes all that earlier lives left; of one shop where it is named. */
  clear(shopId?: number): Promise<void>
}

/** Finds the slices that a dead process had read whole, and removes whatever else it left in the folder. */
export function keptIn(folder: string): Kept {
  const found = new Map<string, Note>()
  const noteOf = (of: string) => join(folder, `${of}${ENDING}`)
  const names = readdirSync(folder)
  const rest = new Set(names)
  for (const name of names) {
    const of = name.slice(0, -ENDING.length)
    const note = name.endsWith(ENDING) ? readNote(noteOf(of)) : null
    if (!note) continue
    found.set(of, note)
    rest.delete(name)
    for (const { table } of note.files) rest.delete(stagedFile(of, table))
  }
  for (const name of rest) rmSync(join(folder, name), { recursive: true })

  const remove = async (of: string, { files }: Note) => {
    found.delete(of)
    for (const { table } of files) await rm(join(folder, stagedFile(of, table)), { force: true })
    await rm(noteOf(of), { force: true })
  }
  /** Null where the stream writes other tables by now. */
  const stagedOf = (of: string, { files }: Note, { into }: Stream): StagedColumns[] | null => {
    const byName = new Map(files.map(file => [file.table, file]))
    if (byName.size !== into.length) return null
    const staged = into.flatMap(table => {
      const file = byName.get(table.name)
      return file ? [{ ...file, table, file: join(folder, stagedFile(of, table.name)) }] : []
    })
    return staged.length === into.length ? staged : null
  }

  return {
    async note(of, { shopId, stream, slice, runId, askedAt }, staged) {
      const files = staged.map(({ table, rows, bytes, crc }) => ({ table: table.name, rows, bytes, crc }))
      const text = JSON.stringify({ shopId, streamId: stream.id, runId, askedAt, slice, files }, digits)
      await writeFile(noteOf(of), text)
    },
    forget: of => rm(noteOf(of), { force: true }),
    async take(shopId, stream, slices, runId) {
      const wanted = new Set(slices.map(({ key }) => key))
      const taken = new Map<string, KeptSlice>()
      for (const [of, note] of found) {
        if (note.shopId !== shopId || note.streamId !== stream.id) continue
        const { slice, askedAt } = note
        const staged = note.runId === runId && wanted.delete(slice.key) ? stagedOf(of, note, stream) : null
        if (staged && (await areWhole(staged)))
          taken.set(slice.key, { slice, askedAt, staged, remove: () => remove(of, note) })
        else await remove(of, note)
      }
      return taken
    },
    async clear(shopId) {
      for (const [of, note] of found)
        if (shopId === undefined || note.shopId === shopId) await remove(of, note)
    },
  }
}

/** Null where it was not written to its end. */
function readNote(file: string): Note | null {
  try {
    return Note.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Whether the disk holds what was written: a power cut may keep a note and lose the rows. */
async function areWhole(staged: readonly StagedColumns[]): Promise<boolean> {
  for (const { file, rows, bytes, crc } of staged) {
    if (rows === 0) continue
    let length = 0
    let sum = 0
    try {
      for await (const piece of createReadStream(file)) {
        length += piece.length
        sum = crc32(piece, sum)
      }
    } catch {
      return false
    }
    if (length !== bytes || sum !== crc) return false
  }
  return true
}
