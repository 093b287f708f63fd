import { chmodSync, existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** All that the app puts into a data folder. */
const OWN_FILES =
  /^((dims\.sqlite|facts\.duckdb)(-wal|-shm|-journal|\.wal.*|\.upgrading.*)?|staging|backups|logs|window|probe-.*)$/
/** Folders of ours whose files nobody else may read; Chromium keeps its own. */
const FOLDERS = new Set(['staging', 'backups', 'logs'])

/** This instant as it can stand in a name of a file. */
export const instantInName = (): string => new Date().toISOString().replace(/[:.]/g, '-')

/**
 * Makes what lies in a data folder its owner's alone, and the folder too where nothing of others lies in it. Windows has other rights, and a file system
 * without any, or a file of another user, cannot be changed: both stay as they are.
 */
export function restrictFolder(dataDir: string): void {
  if (process.platform === 'win32') return
  const names = readdirSync(dataDir)
  const ours = names.filter(name => OWN_FILES.test(name))
  if (ours.length === names.length) restrict(dataDir)
  for (const name of ours) {
    const path = join(dataDir, name)
    if (restrict(path) && FOLDERS.has(name)) restrictAll(path)
  }
}

/** The same for a file that the database makes anew at any time, where it is there. */
export function restrictFile(path: string): void {
  if (process.platform !== 'win32' && existsSync(path)) restrict(path)
}

function restrictAll(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (restrict(path)) restrictAll(path)
  }
}

/** Whether it is a folder. A link may lead out of here, so it is left alone. */
function restrict(path: string): boolean {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return false
  try {
    if ((stat.mode & 0o077) !== 0) chmodSync(path, stat.isDirectory() ? 0o700 : 0o600)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['EPERM', 'EROFS', 'ENOTSUP', 'ENOSYS'].includes(code)) throw error
  }
  return stat.isDirectory()
}
