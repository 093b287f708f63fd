import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Notice } from '#contract/shop.ts'
import { type Facts, openDuckDb } from '../duckdb/connection.ts'
import { faultOf, isWalDamage } from '../duckdb/faults.ts'
import { instantInName } from './file-permissions.ts'

/** Bytes with which a file of DuckDB begins; a shorter one holds no rows. */
const HEADERS = 3 * 4096

/**
 * Opens the file of facts. A write-ahead log that DuckDB itself calls damaged is set aside, once the file is seen to open without it, and told; whatever else stands
 * in the way is thrown, and both files stay as they are. Throws KindError `facts_unreadable`, `data_newer` or what the system is to blame for.
 */
export async function openFacts(
  file: string,
  options: Parameters<typeof openDuckDb>[1],
  onNotice: (notice: Notice) => void,
): Promise<Facts> {
  const log = `${file}.wal`
  // What a full disk or a kill has left of the very first start would bar every later one.
  if (!options.readOnly && existsSync(file) && statSync(file).size < HEADERS) rmSync(file)
  const made = !existsSync(file)
  // A log without its file would be taken for that of the new one.
  if (made && existsSync(log) && !options.readOnly) setAside(log, onNotice)
  try {
    return await openDuckDb(file, options)
  } catch (error) {
    if (made && !options.readOnly) for (const name of [file, log]) rmSync(name, { force: true })
    if (!isWalDamage(error) || options.readOnly) throw faultOf(error)
    const aside = setAside(log, () => {})
    try {
      const facts = await openDuckDb(file, options)
      onNotice(noticeOf(aside))
      return facts
    } catch (ofFile) {
      renameSync(aside, log)
      throw faultOf(ofFile)
    }
  }
}

function setAside(log: string, onNotice: (notice: Notice) => void): string {
  const aside = `${log}.broken-${instantInName()}`
  renameSync(log, aside)
  onNotice(noticeOf(aside))
  return aside
}

const noticeOf = (aside: string): Notice => ({ word: 'log_set_aside', details: { file: basename(aside) } })
