import { readdirSync, readlinkSync } from 'node:fs'

const OPEN = '/proc/self/fd'

/** Files of a folder that this process holds open, whether they still have a name or not, as paths that can be opened. On Linux alone. */
export const openFilesIn = (folder: string): readonly string[] =>
  readdirSync(OPEN).flatMap(number => {
    const path = `${OPEN}/${number}`
    try {
      return readlinkSync(path).startsWith(folder) ? [path] : []
    } catch {
      // The list itself was one of them.
      return []
    }
  })
