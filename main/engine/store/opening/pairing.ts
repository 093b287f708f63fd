import type { Notice } from '#contract/shop.ts'
import type { Facts } from '../duckdb/connection.ts'
import { listShops } from '../records/shops.ts'
import type { Relation } from '../schema/ddl.ts'
import type { Dims } from '../sqlite/connection.ts'
import { forgetLaterRuns, ownership, settleOwners } from './ownership.ts'
import {
  comparePair,
  newStamp,
  type PairState,
  pair,
  type Stamp,
  stampOfDims,
  stampOfFacts,
} from './stamp.ts'

interface Pairing {
  readonly facts: Facts
  readonly dims: Dims
  readonly relations: readonly Relation[]
  /** The facts file was created by this start. */
  readonly newFacts: boolean
}

/** Compares the stamps of both database files at the start, reports what is missing, and makes them a pair. */
export async function pairFiles(of: Pairing): Promise<{ generation: number; notices: readonly Notice[] }> {
  const { facts, dims, relations } = of
  const ofFacts = await stampOfFacts(facts)
  const ofDims = stampOfDims(dims)
  const found = await pairStateOf(of, ofFacts, ofDims)
  const notices: Notice[] = found === 'together' ? [] : [noticeOf(found, ofFacts, ofDims)]
  if (found !== 'together') {
    // Mirrors of other dims may have the same version numbers.
    await facts.write(async connection => void (await connection.run('DROP TABLE IF EXISTS mirrors')))
    await forgetLaterRuns(facts, dims)
  }
  const known = ofFacts ?? { ...newStamp(), ...(ofDims && { pair: ofDims.pair }) }
  await pair(facts, dims, known, found)
  await settleOwners(facts, dims, relations)
  const orphans = await ownership(facts, dims).orphans()
  if (orphans.length > 0) notices.push({ word: 'orphans', details: { count: orphans.length } })
  return { generation: known.generation, notices }
}

async function pairStateOf(
  { facts, dims, newFacts }: Pairing,
  ofFacts: Stamp | null,
  ofDims: Stamp | null,
): Promise<PairState> {
  // Files of the first releases have no stamp: a new facts file beside known shops means that the facts were lost.
  if (newFacts && listShops(dims).length > 0) return 'facts_lost'
  const found = comparePair(ofFacts, ofDims)
  return found === 'together' && (await hasLaterCopies(facts, dims)) ? 'dims_behind' : found
}

/** Whether facts have copied a write of dims that dims do not have: they are an older copy, though no slice of facts was committed since. */
async function hasLaterCopies(facts: Facts, dims: Dims): Promise<boolean> {
  const [copies] = await facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'mirrors'")
  if (!copies) return false
  const writes = dims.prepare('SELECT version FROM dim_versions WHERE name = ?').pluck()
  const copied = await facts.read('SELECT name, version::DOUBLE AS version FROM mirrors')
  return copied.some(({ name, version }) => Number(version) > Number(writes.get(name) ?? 0))
}

/** The notice: what is missing, and for which period. */
function noticeOf(found: PairState, facts: Stamp | null, dims: Stamp | null): Notice {
  const details: Notice['details'] = {
    ...(facts && { since: facts.at }),
    ...(dims && { until: dims.at }),
    ...(facts && dims && found === 'facts_behind' && { count: dims.generation - facts.generation }),
  }
  return { word: found, details }
}
