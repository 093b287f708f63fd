import { expect, test } from 'vitest'
import { requireDiskSpace } from './disk-space.ts'

/** A file system that has no room at all, on Linux. */
const FULL = '/proc'

test.runIf(process.platform === 'linux')(
  'what needs no more than is free has room, and one byte more has none',
  () => {
    expect(() => requireDiskSpace(FULL, 0, 'a copy')).not.toThrow()
    expect(() => requireDiskSpace(FULL, 1, 'a copy')).toThrow(
      expect.objectContaining({ kind: 'disk_full', message: 'a copy needs 1 bytes, 0 are free' }),
    )
  },
)
