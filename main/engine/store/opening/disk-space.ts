import { statfsSync } from 'node:fs'
import { KindError } from '#contract/errors.ts'

/** Throws `disk_full` unless the disk of the folder has room for so many bytes; `what` is named in the message. */
export function requireDiskSpace(folder: string, needs: number, what: string): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free < needs) throw new KindError('disk_full', `${what} needs ${needs} bytes, ${free} are free`)
}
