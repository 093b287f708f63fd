import { unlink } from 'node:fs/promises'

/** Removes a file where it is there. `rm` would ask twice what it is: every slice that is read leaves two. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
