/** Why a request to a marketplace failed, in the seller's terms. */
export const CAUSES = [
  'bad_key',
  'expired_key',
  'test_token',
  'ip_denied',
  'blocked',
  'offer_not_signed',
  'no_role',
  'no_plan',
  'token_type',
  'no_performance',
  'obsolete',
  'not_found',
  'rate',
  'later',
  'server',
  'network',
  'wrong_clock',
  'certificate',
  'bad_request',
  'shape',
  'cancelled',
] as const
export type Cause = (typeof CAUSES)[number]

/** Failures on this side of the network. */
export const FAULTS = [
  'unknown_method',
  'bad_input',
  'forbidden_sender',
  'keychain_missing',
  'keychain_locked',
  'no_key',
  'no_shop',
  'shop_exists',
  'other_shop',
  'already_running',
  'not_running',
  'data_in_use',
  'data_newer',
  'facts_unreadable',
  'dims_unreadable',
  'migration_failed',
  'disk_full',
  'disk_fault',
  'no_permission',
  'too_many_files',
  'no_memory',
  'path_too_long',
  'path_unusable',
  'not_a_folder',
  'read_only',
  'bad_query',
  'no_such_cut',
  'uneven_periods',
  'too_many_rows',
  'query_timeout',
  'query_rows',
  'query_memory',
  'busy',
  'engine_lost',
  'sum_mismatch',
  'internal',
] as const
export type Fault = (typeof FAULTS)[number]

/** The code of an error that crosses every border in place of a class; hosts turn it into a sentence. */
export type Kind = Cause | Fault

/** An error that keeps its code across a border. `message` is for logs, never for the user. */
export class KindError extends Error {
  readonly kind: Kind
  constructor(kind: Kind, message: string = kind, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KindError'
    this.kind = kind
  }
}

/** Codes of the system and SQLite for failures that the user can fix; long SQLite codes are matched by their beginning. */
const CODES: readonly (readonly [code: RegExp, fault: Fault])[] = [
  [/^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL)$/, 'disk_full'],
  [/^(EACCES|EPERM|EROFS|SQLITE_READONLY.*|SQLITE_PERM)$/, 'no_permission'],
  [/^(EMFILE|ENFILE)$/, 'too_many_files'],
  [/^(ENOMEM|SQLITE_NOMEM|SQLITE_IOERR_NOMEM)$/, 'no_memory'],
  [/^ENAMETOOLONG$/, 'path_too_long'],
  [/^(ENOTDIR|EEXIST)$/, 'not_a_folder'],
  [/^(SQLITE_CORRUPT.*|SQLITE_NOTADB)$/, 'dims_unreadable'],
  [/^(EIO|SQLITE_IOERR.*)$/, 'disk_fault'],
]

/** The kind of anything thrown: its own, or that of its code, else `internal`. */
export function kindOf(error: unknown): Kind {
  if (!(error instanceof Error)) return 'internal'
  if ('kind' in error) return error.kind as Kind
  const code = 'code' in error ? String(error.code) : ''
  return CODES.find(([of]) => of.test(code))?.[1] ?? 'internal'
}

/** The message of anything thrown that may cross a border: only our own. Messages of a database or the system may hold SQL or a path. */
export function wordsOf(error: unknown): string {
  const own = error instanceof KindError && (error.cause === undefined || isCause(error.kind))
  if (own) return error.message
  return error instanceof Error ? error.name : typeof error
}

const isCause = (kind: Kind): kind is Cause => (CAUSES as readonly Kind[]).includes(kind)
