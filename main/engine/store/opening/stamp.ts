import { randomUUID } from 'node:crypto'
import type { SqlScript } from '../commit/sql-script.ts'
import type { Facts } from '../duckdb/connection.ts'
import { literal } from '../schema/ddl.ts'
import type { Dims } from '../sqlite/connection.ts'
import { transaction } from '../sqlite/connection.ts'

/** Stamp of a file: `pair` identifies the pair, `generation` counts commits of slices, `at` is the instant (UTC) of the last. */
export interface Stamp {
  readonly pair: string
  readonly generation: number
  readonly at: string
}

/** State of the pair of database files in a folder. */
export type PairState =
  | 'together'
  /** Facts lack commits that dims know of: the WAL was damaged or lost, or an older copy was restored. */
  | 'facts_behind'
  /** A new facts file beside dims that know of commits. */
  | 'facts_lost'
  /** Facts have commits that dims lack: dims are an older copy, or a power cut lost their last writes. */
  | 'dims_behind'
  /** Dims are new, or belong to another folder. */
  | 'dims_lost'

/** Commits that dims may lack after a crash. */
const UNHEARD = 1

/** Compares the stamps; null means that a file has none yet. */
export function comparePair(facts: Stamp | null, dims: Stamp | null): PairState {
  if (!facts) return dims && dims.generation > 0 ? 'facts_lost' : 'together'
  if (!dims) return facts.generation > 0 ? 'dims_lost' : 'together'
  if (facts.pair !== dims.pair) return 'dims_lost'
  if (facts.generation < dims.generation) return 'facts_behind'
  return facts.generation > dims.generation + UNHEARD ? 'dims_behind' : 'together'
}

export async function stampOfFacts(facts: Facts): Promise<Stamp | null> {
  const [row] = await facts.read('SELECT pair, generation, committed_at FROM stamp WHERE id = 1')
  return row
    ? { pair: String(row.pair), generation: Number(row.generation), at: String(row.committed_at) }
    : null
}

export function stampOfDims(dims: Dims): Stamp | null {
  const row = dims.prepare('SELECT pair, generation, committed_at AS at FROM dim_stamp WHERE id = 1').get()
  return (row as Stamp | undefined) ?? null
}

/**
 * Makes both files a pair, as far as the facts reach. Shops owe a recheck of what the facts have lost until `rechecked`. Dims are written last: after a crash
 * in between this runs again.
 */
export async function pair(facts: Facts, dims: Dims, known: Stamp, found: PairState): Promise<void> {
  const { pair, generation, at } = known
  await facts.write(
    async connection =>
      void (await connection.run(`INSERT INTO stamp (id, pair, generation, committed_at, last_shop) VALUES (1, ${literal(pair)}, ${generation}, ${literal(at)}, 0)
      ON CONFLICT (id) DO UPDATE SET pair = excluded.pair, generation = excluded.generation, committed_at = excluded.committed_at`)),
  )
  const owed = found === 'together' ? '(SELECT recheck FROM dim_stamp WHERE id = 1)' : '1'
  transaction(dims, () =>
    dims
      .prepare(
        `INSERT OR REPLACE INTO dim_stamp (id, pair, generation, committed_at, recheck) VALUES (1, ?, ?, ?, coalesce(${owed}, 0))`,
      )
      .run(pair, generation, at),
  )
}

/** Whether a full run of each shop is still due because facts were lost. */
export const owesRecheck = (dims: Dims): boolean =>
  dims.prepare('SELECT recheck FROM dim_stamp WHERE id = 1').pluck().get() === 1

export const rechecked = (dims: Dims): void =>
  transaction(dims, () => void dims.prepare('UPDATE dim_stamp SET recheck = 0').run())

/** The stamp of a new pair. */
export const newStamp = (): Stamp => ({ pair: randomUUID(), generation: 0, at: new Date().toISOString() })

/**
 * Facts whose slices are counted in both files as they are committed, from `generation` on. A commit begins when both files know of the one before it: whenever the
 * process dies, dims have missed one at most.
 */
export function countedFacts(facts: Facts, dims: Dims, generation: number): Facts {
  let last = generation
  let before: Promise<unknown> = Promise.resolve()

  async function commit<R>(script: () => SqlScript<R>): Promise<R> {
    // A retry with more memory keeps its number.
    const mine = last + 1
    let at = ''
    const result = await facts.transact(function* () {
      const done = yield* script()
      at = new Date().toISOString()
      yield {
        returns: 'nothing',
        sql: `UPDATE stamp SET generation = ${mine}, committed_at = ${literal(at)} WHERE id = 1`,
      }
      return done
    })
    last = mine
    transaction(dims, () =>
      dims
        .prepare(
          'UPDATE dim_stamp SET generation = :mine, committed_at = :at WHERE id = 1 AND generation < :mine',
        )
        .run({ mine, at }),
    )
    return result
  }

  return {
    ...facts,
    transact(script) {
      const result = before.then(() => commit(script))
      before = result.catch(() => undefined)
      return result
    },
  }
}
