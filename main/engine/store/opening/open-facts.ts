import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Notice } from '#contract/shop.ts'
import { type Facts, openDuck } from '../duckdb/connection.ts'
import { faultOf, isOfLog } from '../duckdb/faults.ts'
import { instantInName } from './file-permissions.ts'

/** Bytes with which a file of DuckDB begins; a shorter one holds no rows. */
const HEADERS = 3 * 4096

/**
 * Opens the file of facts. A write-ahead log that DuckDB itself calls damaged is set aside, once the file is seen to open without it, and told; whatever else stands
 * in the way is thrown, and both files stay as they are. Throws KindError `facts_unreadable`, `data_newer` or what the system is to blame for.
 */
export async function openFacts(
  file: string,
  options: Parameters<typeof openDuck>[1],
  tell: (notice: Notice) => void,
): Promise<Facts> {
  const log = `${file}.wal`
  // What a full disk or a kill has left of the very first start would bar every later one.
  if (!options.readOnly && existsSync(file) && statSync(file).size < HEADERS) rmSync(file)
  const made = !existsSync(file)
  // A log without its file would be taken for that of the new one.
  if (made && existsSync(log) && !options.readOnly) setAside(log, tell)
  try {
    return await openDuck(file, options)
  } catch (error) {
    if (made && !options.readOnly) for (const name of [file, log]) rmSync(name, { force: true })
    if (!isOfLog(error) || options.readOnly) throw faultOf(error)
    const aside = setAside(log, () => {})
    try {
      const facts = await openDuck(file, options)
      tell(toldOf(aside))
      return facts
    } catch (ofFile) {
      renameSync(aside, log)
      throw faultOf(ofFile)
    }
  }
}

function setAside(log: string, tell: (notice: Notice) => void): string {
  const aside = `${log}.broken-${instantInName()}`
  renameSync(log, aside)
  tell(toldOf(aside))
  return aside
}

const toldOf = (aside: string): Notice => ({ word: 'log_set_aside', details: { file: basename(aside) } })
