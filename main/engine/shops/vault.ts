import { randomUUID } from 'node:crypto'
import { readSetting, writeSetting } from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'

/** The name of a data folder in the keychain of the computer, given once. */
export function vaultOf(dims: Dims, readOnly: boolean): string {
  const known = readSetting(dims, 'vault')
  if (typeof known === 'string') return known
  const fresh = randomUUID()
  if (!readOnly) writeSetting(dims, 'vault', fresh)
  return fresh
}
