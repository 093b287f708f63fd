import { createReadStream, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import { sliceKey } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
import type { Instant } from '../../../../loaders/core/parse/time.ts'
import type { Read } from '../commit/checkpoints.ts'
import type { StagedParquet } from './parquet-stage.ts'
import { stagedFile } from './parquet-stage.ts'
import { removeFile } from './remove-file.ts'
import { bigintAsText } from './values.ts'

const Span = { from: z.string(), to: z.string() }
/** Manifest beside the staged files of a fully read slice: its owner, and the expected length and checksum of each file. */
const Manifest = z.strictObject({
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
type Manifest = z.output<typeof Manifest>

const ENDING = '.read.json'

/** A fully read slice that a previous process of the same run left uncommitted. */
export interface RecoveredSlice {
  /** As it was read. */
  readonly slice: Slice
  readonly askedAt: Instant
  readonly staged: readonly StagedParquet[]
  remove(): void
}
export interface RecoveredStaging {
  /** Writes the manifest of the files named `of`: from now on the slice survives a crash. */
  writeManifest(of: string, read: Read, staged: readonly StagedParquet[]): void
  /** Removes the manifest of `of`. */
  removeManifest(of: string): void
  /** Recovered slices of this run, by key. Other leftovers of the stream are removed: they are committed already or outdated. */
  take(
    shopId: number,
    stream: Stream,
    slices: readonly Slice[],
    runId: number,
  ): Promise<ReadonlyMap<string, RecoveredSlice>>
  /** Removes all leftovers, or those of one shop. */
  clear(shopId?: number): void
}

/** Reads the manifests that a crashed process left in the staging folder, and deletes everything else in it. */
export function recoverStaging(folder: string): RecoveredStaging {
  const found = new Map<string, Manifest>()
  const manifestPath = (of: string) => join(folder, `${of}${ENDING}`)
  const names = readdirSync(folder)
  const rest = new Set(names)
  for (const name of names) {
    const of = name.slice(0, -ENDING.length)
    const note = name.endsWith(ENDING) ? readManifest(manifestPath(of)) : null
    if (!note) continue
    found.set(of, note)
    rest.delete(name)
    for (const { table } of note.files) rest.delete(stagedFile(of, table))
  }
  for (const name of rest) rmSync(join(folder, name), { recursive: true })

  const remove = (of: string, { files }: Manifest) => {
    found.delete(of)
    for (const { table } of files) removeFile(join(folder, stagedFile(of, table)))
    removeFile(manifestPath(of))
  }
  /** Null if the stream writes different tables by now. */
  const stagedOf = (of: string, { files }: Manifest, { into }: Stream): StagedParquet[] | null => {
    const byName = new Map(files.map(file => [file.table, file]))
    if (byName.size !== into.length) return null
    const staged = into.flatMap(table => {
      const file = byName.get(table.name)
      return file ? [{ ...file, table, file: join(folder, stagedFile(of, table.name)) }] : []
    })
    return staged.length === into.length ? staged : null
  }

  return {
    writeManifest(of, { shopId, stream, slice, runId, askedAt }, staged) {
      const files = staged.map(({ table, rows, bytes, crc }) => ({ table: table.name, rows, bytes, crc }))
      const { from, to, ids, open, within, at } = slice
      const told = { key: sliceKey(slice), from, to, ids, open, within, at }
      const text = JSON.stringify(
        { shopId, streamId: stream.id, runId, askedAt, slice: told, files },
        bigintAsText,
      )
      writeFileSync(manifestPath(of), text)
    },
    removeManifest: of => removeFile(manifestPath(of)),
    async take(shopId, stream, slices, runId) {
      const wanted = new Map(slices.map(slice => [sliceKey(slice), slice]))
      const taken = new Map<string, RecoveredSlice>()
      for (const [of, note] of found) {
        if (note.shopId !== shopId || note.streamId !== stream.id) continue
        const { key, ...read } = note.slice
        const asked = note.runId === runId ? wanted.get(key) : undefined
        if (asked) wanted.delete(key)
        const staged = asked ? stagedOf(of, note, stream) : null
        if (asked && staged && (await areIntact(staged)))
          taken.set(key, {
            slice: { ...asked, ...read },
            askedAt: note.askedAt,
            staged,
            remove: () => remove(of, note),
          })
        else remove(of, note)
      }
      return taken
    },
    clear(shopId) {
      for (const [of, note] of found) if (shopId === undefined || note.shopId === shopId) remove(of, note)
    },
  }
}

/** Null if the manifest is incomplete. */
function readManifest(file: string): Manifest | null {
  try {
    return Manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Verifies lengths and checksums: after a power cut the manifest may exist without the rows. */
async function areIntact(staged: readonly StagedParquet[]): Promise<boolean> {
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
