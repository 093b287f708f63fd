import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { KindError } from '#contract/errors.ts'

/** Throws `disk_full` unless the disk has room for a second copy of the file plus `spare` bytes; `what` is named in the message. */
export function requireDiskSpace(file: string, what: string, spare = 0): void {
  const { bavail, bsize } = statfsSync(dirname(file))
  const needs = statSync(file).size + spare
  const free = bavail * bsize
  if (free < needs) throw new KindError('disk_full', `${what} needs ${needs} bytes, ${free} are free`)
}
