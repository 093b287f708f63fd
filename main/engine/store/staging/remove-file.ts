import { unlinkSync } from 'node:fs'

/** Removes a file if it exists. `fs.rm` stats it twice first, and every slice leaves two files. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
