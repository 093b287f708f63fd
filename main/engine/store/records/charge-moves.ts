import type { ChargeMove } from '#contract/charges.ts'
import type { Marketplace } from '#contract/shop.ts'
import { countWrite, type Writes } from '../duckdb/mirror.ts'
import { chargeMoves } from '../schema/tables.ts'
import { type Dims, transaction } from '../sqlite/connection.ts'

/** Where a person has put a type of charge. */
export interface MovedType {
  readonly marketplace: Marketplace
  readonly type: string
  readonly group: NonNullable<ChargeMove['group']>
  readonly movedAt: string
}

/** The types that stand where a person has put them: their last moves. */
export const movedTypes = (dims: Dims): readonly MovedType[] =>
  dims
    .prepare(
      `SELECT marketplace, type, charge_group AS "group", moved_at AS "movedAt" FROM charge_moves AS moved
       WHERE charge_group IS NOT NULL AND number = (SELECT max(number) FROM charge_moves WHERE marketplace = moved.marketplace AND type = moved.type)`,
    )
    .all() as MovedType[]

/**
 * Adds a move to the history of a type: into a group, or with null back to where the directory has it. Nothing is added where it stands there already. Returns
 * the write for the mirror.
 */
export function moveType(dims: Dims, { marketplace, type, group }: ChargeMove, now: number): Writes {
  return transaction(dims, () => {
    const last = dims
      .prepare(
        'SELECT number, charge_group AS "group" FROM charge_moves WHERE marketplace = ? AND type = ? ORDER BY number DESC LIMIT 1',
      )
      .get(marketplace, type) as { number: number; group: string | null } | undefined
    if ((last?.group ?? null) !== group)
      dims
        .prepare(
          'INSERT INTO charge_moves (marketplace, type, number, charge_group, moved_at) VALUES (?, ?, ?, ?, ?)',
        )
        .run(marketplace, type, (last?.number ?? 0) + 1, group, new Date(now).toISOString())
    return countWrite(dims, [chargeMoves])
  })
}
