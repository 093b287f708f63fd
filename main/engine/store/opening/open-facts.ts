import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Notice } from '#contract/shop.ts'
import { type Facts, openDuckDb } from '../duckdb/connection.ts'
import { faultOf, isWalDamage } from '../duckdb/faults.ts'
import { instantInName } from './file-permissions.ts'

/** Size of the headers of a DuckDB file, bytes; a shorter file holds no rows. */
const HEADERS = 3 * 4096

/**
 * Opens the facts database. A write-ahead log that DuckDB itself reports as damaged is moved aside if the file opens without it; its rows are lost, snapshots of
 * prices, stocks and ratings for good, and a notice says so. Any other error is thrown, with both files unchanged: KindError `facts_unreadable`, `data_newer` or the
 * system's cause.
 */
export async function openFacts(
  file: string,
  options: Parameters<typeof openDuckDb>[1],
  onNotice: (notice: Notice) => void,
): Promise<Facts> {
  const log = `${file}.wal`
  // A truncated file, left by a full disk or a kill during the first start, would fail every later start.
  if (!options.readOnly && existsSync(file) && statSync(file).size < HEADERS) rmSync(file)
  const made = !existsSync(file)
  // DuckDB would replay an orphaned log into the new file.
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
