import { readdirSync, readlinkSync } from 'node:fs'

const OPEN = '/proc/self/fd'

/** Files of a folder that this process has open, deleted ones included, as paths that can be opened. Linux only. */
export const openFilesIn = (folder: string): readonly string[] =>
  readdirSync(OPEN).flatMap(number => {
    const path = `${OPEN}/${number}`
    try {
      return readlinkSync(path).startsWith(folder) ? [path] : []
    } catch {
      // The directory listing itself was among them.
      return []
    }
  })
