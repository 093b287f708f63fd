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
  'certificate',
  'bad_request',
  'shape',
  'cancelled',
] as const
export type Cause = (typeof CAUSES)[number]

/** What can go wrong on this side of the network. */
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
  'data_unreadable',
  'migration_failed',
  'disk_full',
  'read_only',
  'bad_query',
  'query_timeout',
  'query_rows',
  'query_memory',
  'busy',
  'engine_lost',
  'sum_mismatch',
  'internal',
] as const
export type Fault = (typeof FAULTS)[number]

/** The word that crosses every border in place of a class: hosts turn it into a sentence. */
export type Kind = Cause | Fault

/** An error that keeps its word across a border. `message` is for logs, never for a person. */
export class KindError extends Error {
  readonly kind: Kind
  constructor(kind: Kind, message: string = kind, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KindError'
    this.kind = kind
  }
}

/** Words for what SQLite, the system and DuckDB, which has no codes, say by themselves. */
const CODES: Readonly<Record<string, Fault>> = {
  SQLITE_FULL: 'disk_full',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
}
const DUCK_FULL = /no space left on device|disk quota exceeded|not enough space on the disk/i

/** The word of anything thrown; what has none is `internal`. */
export function kindOf(error: unknown): Kind {
  if (!(error instanceof Error)) return 'internal'
  if ('kind' in error) return error.kind as Kind
  const code = 'code' in error ? String(error.code) : ''
  if (Object.hasOwn(CODES, code)) return CODES[code] as Fault
  return DUCK_FULL.test(error.message) ? 'disk_full' : 'internal'
}

/** What may be said of anything thrown across a border: our own words. Those of a database or the system may hold SQL or a path. */
export function wordsOf(error: unknown): string {
  const own = error instanceof KindError && (error.cause === undefined || isCause(error.kind))
  if (own) return error.message
  return error instanceof Error ? error.name : typeof error
}

const isCause = (kind: Kind): kind is Cause => (CAUSES as readonly Kind[]).includes(kind)
