import type { ChargeMove } from '#contract/charges.ts'
import type { Marketplace } from '#contract/shop.ts'
import { countWrite, type Writes } from '../duckdb/mirror.ts'
import { chargeGroups } from '../schema/tables.ts'
import { type Dims, transaction } from '../sqlite/connection.ts'

/** A type of charge that a person moved. */
export interface MovedType {
  readonly marketplace: Marketplace
  readonly type: string
  readonly group: NonNullable<ChargeMove['group']>
}

export const movedTypes = (dims: Dims): readonly MovedType[] =>
  dims.prepare('SELECT marketplace, type, charge_group AS "group" FROM charge_groups').all() as MovedType[]

/** Stores where a type belongs; with group null it belongs where the directory says. Returns the write for the mirror. */
export function moveType(dims: Dims, { marketplace, type, group }: ChargeMove, now: number): Writes {
  return transaction(dims, () => {
    if (group === null)
      dims.prepare('DELETE FROM charge_groups WHERE marketplace = ? AND type = ?').run(marketplace, type)
    else
      dims
        .prepare(
          'INSERT OR REPLACE INTO charge_groups (marketplace, type, charge_group, set_at) VALUES (?, ?, ?, ?)',
        )
        .run(marketplace, type, group, new Date(now).toISOString())
    return countWrite(dims, [chargeGroups])
  })
}
