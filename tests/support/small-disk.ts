import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of a fixed size, which only root can make. */
export interface SmallDisk {
  readonly path: string
  /** Unmounts it and deletes its contents. */
  remove(): void
}

/** Whether this user may mount a tmpfs; if not, tests of a full disk are skipped, and the run says so. */
export const canMount = (): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    smallDisk(1 << 20).remove()
    return true
  } catch {
    return false
  }
}

export function smallDisk(bytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-disk-'))
  const path = join(folder, 'disk')
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], { stdio: 'pipe' })
  return {
    path,
    remove() {
      execFileSync('umount', ['-l', path])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
