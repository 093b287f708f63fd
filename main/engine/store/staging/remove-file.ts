import { unlink } from 'node:fs/promises'

/** Removes a file if it exists. `fs.rm` stats it twice first, and every slice leaves two files. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
