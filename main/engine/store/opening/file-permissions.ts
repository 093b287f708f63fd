import { chmodSync, existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Names of everything that the app creates in a data folder. */
const OWN_FILES =
  /^((dims\.sqlite|facts\.duckdb)(-wal|-shm|-journal|\.wal.*|\.upgrading.*)?|staging|backups|logs|window|probe-.*)$/
/** Folders whose files are restricted too; Chromium manages its own. */
const FOLDERS = new Set(['staging', 'backups', 'logs'])

/** The current instant in a form that file names allow. */
export const instantInName = (): string => new Date().toISOString().replace(/[:.]/g, '-')

/**
 * Restricts files of the data folder to their owner, and the folder too if it holds no other files. Windows has other permissions, and file systems without
 * permissions and files of other users cannot be changed: these stay as they are.
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

/** Restricts a single file, if it exists: DuckDB recreates its WAL at any time. */
export function restrictFile(path: string): void {
  if (process.platform !== 'win32' && existsSync(path)) restrict(path)
}

function restrictAll(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (restrict(path)) restrictAll(path)
  }
}

/** Restricts a path to its owner; returns whether it is a folder. Symbolic links are skipped: they may lead out of the folder. */
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
