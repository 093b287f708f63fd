import { mkdirSync } from 'node:fs'
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Agent } from 'undici'
import { PICTURE_NAME, PICTURES } from '#contract/pictures.ts'
import { download } from './download.ts'
import { pictureName } from './name.ts'

/** Limit of the folder, bytes: pictures of about 20,000 products. */
const MOST = 256 << 20
/** Requests at a time, to hosts that serve millions of buyers. */
const AT_ONCE = 4
/** Failures in a row after which the network counts as gone. */
const MOST_FAILURES = 8
/** A photo may be replaced under its address, so each is fetched again after two weeks, ms. */
const FRESH_MS = 14 * 86_400_000
/** What could not be fetched is tried again after a day, ms. */
const AGAIN_MS = 86_400_000

/** A product's main photo. */
export interface Wanted {
  readonly image: URL
  /** Where to ask for it: first its small version, then the photo itself. Called only for a picture that is missing. */
  addresses(): Promise<readonly URL[]>
}
interface Parts {
  readonly dataDir: string
  /** Main photos of all products; called when a round begins. */
  wanted(): readonly Wanted[]
  /** Whether nothing loads; asked before each picture. */
  idle(): boolean
  /** Called when a round has fetched pictures, with their number. */
  changed(count: number): void
  readonly now: () => number
}
/** The pictures of products in the data folder. */
export interface Pictures {
  /** Fetches what is missing while idle, and deletes what no product names any more. Throws only for the disk. */
  fill(): Promise<void>
  close(): Promise<void>
}

/** Opens the folder of pictures; they are nobody's secret, yet the owner's alone like everything beside them. */
export function pictures({ dataDir, wanted, idle, changed, now }: Parts): Pictures {
  const folder = join(dataDir, PICTURES)
  const agent = new Agent({ connections: AT_ONCE, connect: { timeout: 10_000, rejectUnauthorized: true } })
  const stopped = new AbortController()
  /** When pictures that do not exist were last asked for. */
  const absent = new Map<string, number>()
  let running: Promise<void> | null = null
  let again = false

  const kept = async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const files = new Map<string, { readonly size: number; readonly mtimeMs: number }>()
    for (const name of await readdir(folder)) files.set(name, await stat(join(folder, name)))
    return files
  }

  const save = async (name: string, bytes: Buffer) => {
    // Renamed when it is whole: a kill leaves no half picture. An interrupted file is deleted by the next round.
    const part = join(folder, `${name}.part`)
    await writeFile(part, bytes, { mode: 0o600 })
    await rename(part, join(folder, name))
  }

  async function fetched({ addresses }: Wanted): Promise<Buffer | null> {
    for (const address of await addresses()) {
      const bytes = await download(address, stopped.signal, agent)
      if (bytes) return bytes
    }
    return null
  }

  async function round(): Promise<void> {
    const products = new Map(wanted().map(one => [pictureName(one.image), one]))
    const files = await kept()
    for (const name of files.keys())
      if (!PICTURE_NAME.test(name) || !products.has(name)) {
        await rm(join(folder, name), { force: true })
        files.delete(name)
      }
    let bytes = [...files.values()].reduce((sum, { size }) => sum + size, 0)
    const isOld = (since = Number.NEGATIVE_INFINITY) => now() - since >= FRESH_MS
    let failures = 0
    let count = 0
    const missing = [...products].filter(
      ([name]) =>
        isOld(files.get(name)?.mtimeMs) && now() - (absent.get(name) ?? Number.NEGATIVE_INFINITY) >= AGAIN_MS,
    )
    const queue = missing[Symbol.iterator]()
    const lane = async () => {
      for (const [name, one] of queue) {
        if (stopped.signal.aborted || !idle() || bytes >= MOST || failures >= MOST_FAILURES) return
        let picture: Buffer | null
        try {
          picture = await fetched(one)
          failures = 0
        } catch {
          // No picture is worth a message: without the network the next round finds it missing again.
          failures += 1
          continue
        }
        if (picture === null) {
          absent.set(name, now())
          continue
        }
        bytes += picture.length - (files.get(name)?.size ?? 0)
        await save(name, picture)
        count += 1
      }
    }
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
    if (count > 0) changed(count)
    const failed = ends.find(end => end.status === 'rejected')
    if (failed) throw failed.reason
  }

  /** Products may change during a round. */
  const rounds = async () => {
    while (again && !stopped.signal.aborted && idle()) {
      again = false
      await round()
    }
  }

  return {
    async fill() {
      if (stopped.signal.aborted || !idle()) return
      again = true
      running ??= rounds().finally(() => {
        running = null
      })
      await running
    },
    async close() {
      stopped.abort()
      await running?.catch(() => {})
      await agent.destroy()
    },
  }
}
