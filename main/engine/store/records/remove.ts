import type { Day } from '../../../../loaders/core/parse/time.ts'
import { addDays } from '../../../../loaders/core/parse/time.ts'
import { countWrite } from '../duckdb/mirror.ts'
import type { Stores } from '../opening/open.ts'
import type { Relation } from '../schema/ddl.ts'
import { literal, name } from '../schema/ddl.ts'
import { transaction } from '../sqlite/connection.ts'
import { forgetPauses } from './pauses.ts'

type Held = Pick<Stores, 'facts' | 'dims' | 'relations' | 'mirror'>

const ofShop = (relation: Relation): string | null => {
  if (relation.name === 'shops') return 'id'
  return Object.hasOwn(relation.columns, 'shop_id') ? 'shop_id' : null
}

/** Deletes everything of a shop from both files, by the table declarations: rows, mirrors and staged slices. The shop's own row goes last. */
export async function removeShop(stores: Held & Pick<Stores, 'recovered'>, shopId: number): Promise<void> {
  const { facts, dims, relations } = stores
  stores.recovered.clear(shopId)
  const own = relations.flatMap(relation => {
    const column = ofShop(relation)
    return column ? [{ relation, sql: `DELETE FROM ${name(relation.name)} WHERE ${column} = ${shopId}` }] : []
  })
  await facts.write(async connection => {
    for (const { relation, sql } of own) if (relation.store === 'facts') await connection.run(sql)
  })
  transaction(dims, () => {
    const inDims = own.filter(({ relation }) => relation.store === 'dims')
    for (const { sql } of inDims) dims.exec(sql)
    forgetPauses(dims)
    // After a crash in between the counts differ, and the mirrors are copied again.
    countWrite(
      dims,
      inDims.map(({ relation }) => relation),
    )
  })
  await stores.mirror.rebuild()
  await facts.checkpoint()
}

/** Deletes rows that are older than their table keeps them. */
export async function forgetOld(stores: Held, today: Day): Promise<void> {
  const { facts, dims, relations } = stores
  transaction(dims, () => forgetPauses(dims, today))
  const old = relations.flatMap(relation =>
    relation.day && relation.retention !== null
      ? [
          {
            relation,
            sql: `DELETE FROM ${name(relation.name)} WHERE ${name(relation.day)} < ${literal(addDays(today, -relation.retention))}`,
          },
        ]
      : [],
  )
  const inDims = old.filter(({ relation }) => relation.store === 'dims')
  await facts.write(async connection => {
    for (const { relation, sql } of old) if (relation.store === 'facts') await connection.run(sql)
  })
  transaction(dims, () => {
    for (const { sql } of inDims) dims.exec(sql)
    countWrite(
      dims,
      inDims.map(({ relation }) => relation),
    )
  })
  await stores.mirror.rebuild()
}
