import type { Fault } from '#contract/errors.ts'
import { KindError, kindOf } from '#contract/errors.ts'

/** DuckDB's message for a statement that exceeds the memory limit. */
export const OUT_OF_MEMORY =
  /out of memory|failed to (pin block|allocate data|reserve memory)|could not allocate block/i
/** Its message after a failed checkpoint or commit: the database must be reopened. A commit that ran out of memory leaves its keys in an index. */
export const INVALIDATED =
  /database (?:"\w+" )?has been invalidated|failed to commit: (?:failed to|could not)/i

/** DuckDB has no error codes, so messages are matched: errors of the system or the file only, never one that may quote a row. */
const OF_THE_FILE = /^(IO|Out of Memory|TransactionContext|FATAL|INTERNAL) Error/i
const WORDS: readonly (readonly [words: RegExp, fault: Fault])[] = [
  [/Could not set lock|Conflicting lock|used by another process/i, 'data_in_use'],
  [/no space left|not enough space|quota exceeded|file too large|max_temp_directory_size/i, 'disk_full'],
  [/permission denied|access is denied|read-only file system|operation not permitted/i, 'no_permission'],
  [/too many open files/i, 'too_many_files'],
  [/file name too long/i, 'path_too_long'],
  [/cannot allocate memory/i, 'no_memory'],
  [OUT_OF_MEMORY, 'no_memory'],
  [/version number|newer version|WAL of version (\d|1\d) /i, 'data_newer'],
  [/corrupt|not a valid DuckDB|could not read enough bytes|invalid WAL entry/i, 'facts_unreadable'],
  [/input\/output error/i, 'disk_fault'],
]
/** WAL replay errors: the log is corrupt or belongs to another file. */
const OF_THE_LOG = /^\w+ Error: Failure while replaying WAL file/
const DAMAGED_LOG =
  /corrupt|invalid WAL entry|WAL of version|does not match|serialization error|(catalog|binder|constraint) error/i

/** Maps a DuckDB error to a KindError if the file, the disk or the system caused it; others are returned unchanged. */
export function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof KindError || !OF_THE_FILE.test(error.message))
    return error
  const fault = WORDS.find(([words]) => words.test(error.message))?.[1]
  return fault ? new KindError(fault, error.message, { cause: error }) : error
}

/** Whether DuckDB itself reports the write-ahead log as damaged; only then may it be moved aside. */
export function isWalDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !OF_THE_LOG.test(error.message)) return false
  const fault = kindOf(faultOf(error))
  return (fault === 'internal' || fault === 'facts_unreadable') && DAMAGED_LOG.test(error.message)
}
