import type { Orphan } from '#contract/shop.ts'
import type { Facts } from '../duckdb/connection.ts'
import { listShops, type ShopRow } from '../records/shops.ts'
import type { Relation } from '../schema/ddl.ts'
import { literal, name } from '../schema/ddl.ts'
import type { Dims } from '../sqlite/connection.ts'
import { transaction } from '../sqlite/connection.ts'

/** The cabinet behind a shop id in the facts; null fields if unknown. */
interface Owner extends Pick<Orphan, 'shopId' | 'marketplace' | 'clientId' | 'demo' | 'name'> {}
type Identity = Pick<ShopRow, 'marketplace' | 'clientId' | 'demo'>

/** Owners of the facts. Dims list the shops; if that list is lost, facts still know their owners. */
export interface Ownership {
  /** Owners that are not in the list of shops; their facts are not shown. */
  orphans(): Promise<readonly Orphan[]>
  /** The shop id of orphaned facts of this cabinet, or null. */
  numberOf(cabinet: Identity): Promise<number | null>
  /** Records the owner of a new shop's facts, before the first of them is written. */
  claim(shop: ShopRow): Promise<void>
}

export function ownership(facts: Facts, dims: Dims): Ownership {
  const orphans = async () => {
    const known = new Set(listShops(dims).map(({ id }) => id))
    const rows = await facts.read(
      `SELECT owners.*, CAST(min(from_day) AS VARCHAR) AS first, CAST(max(to_day) AS VARCHAR) AS last
       FROM owners LEFT JOIN checkpoints USING (shop_id) GROUP BY ALL ORDER BY shop_id`,
    )
    return rows
      .filter(row => !known.has(Number(row.shop_id)))
      .map(row => ({ ...ownerOf(row), from: row.first as string | null, to: row.last as string | null }))
  }
  return {
    orphans,
    async numberOf(cabinet) {
      if (cabinet.clientId === null) return null
      const same = (await orphans()).find(owner => agrees(owner, cabinet))
      return same?.shopId ?? null
    },
    claim: shop => facts.write(async connection => void (await connection.run(claimSql(shop)))),
  }
}

const ownerOf = (row: Readonly<Record<string, unknown>>): Owner => ({
  shopId: Number(row.shop_id),
  marketplace: row.marketplace as Owner['marketplace'],
  clientId: row.client_id as string | null,
  demo: row.demo === true,
  name: row.name as string | null,
})

const agrees = (one: Pick<Owner, keyof Identity>, other: Identity): boolean =>
  one.marketplace === other.marketplace && one.clientId === other.clientId && one.demo === other.demo

const claimSql = ({ id, marketplace, clientId, demo, name: called }: ShopRow): string =>
  `INSERT OR REPLACE INTO owners (shop_id, marketplace, client_id, demo, name)
   VALUES (${id}, ${literal(marketplace)}, ${literal(clientId)}, ${demo}, ${literal(called)});
   UPDATE stamp SET last_shop = greatest(last_shop, ${id})`

/**
 * Brings facts and the list of shops together at the start: owners that are not written down yet are, facts under the number of another cabinet get a number of
 * their own, and no number is ever given again.
 */
export async function settleOwners(facts: Facts, dims: Dims, relations: readonly Relation[]): Promise<void> {
  await writeDown(facts)
  const shops = listShops(dims)
  const known = new Map(
    (await facts.read('SELECT * FROM owners')).map(row => [Number(row.shop_id), ownerOf(row)]),
  )
  const [row] = await facts.read('SELECT last_shop AS last FROM stamp')
  let last = Math.max(Number(row?.last), ...known.keys(), ...shops.map(({ id }) => id))
  for (const shop of shops) {
    const owner = known.get(shop.id)
    if (owner && owner.marketplace !== null && !agrees(owner, shop)) {
      last += 1
      await renumber(facts, relations, shop.id, last)
    }
  }
  const claims = [...shops.map(claimSql), `UPDATE stamp SET last_shop = greatest(last_shop, ${last})`]
  await facts.write(async connection => void (await connection.run(claims.join(';\n'))))
  transaction(dims, () => {
    dims.exec(`INSERT INTO sqlite_sequence (name, seq) SELECT 'shops', 0
      WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'shops')`)
    dims.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'shops'").run(last)
  })
}

/** Records owners of facts from versions without this table: from the mirrored list of shops if present, else unknown. */
async function writeDown(facts: Facts): Promise<void> {
  const [copy] = await facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'shops'")
  const [from, columns] = copy
    ? ['LEFT JOIN shops ON shops.id = shop_id', 'marketplace, client_id, coalesce(demo, false), name']
    : ['', 'NULL, NULL, false, NULL']
  await facts.write(
    async connection =>
      void (await connection.run(`INSERT INTO owners (shop_id, marketplace, client_id, demo, name)
        SELECT shop_id, ${columns} FROM (SELECT DISTINCT shop_id FROM checkpoints) AS held ${from}
        WHERE NOT EXISTS (SELECT 1 FROM owners WHERE owners.shop_id = held.shop_id)`)),
  )
}

/** Moves the facts of one shop to another id. */
async function renumber(
  facts: Facts,
  relations: readonly Relation[],
  from: number,
  to: number,
): Promise<void> {
  const held = relations.filter(
    ({ store, columns }) => store === 'facts' && Object.hasOwn(columns, 'shop_id'),
  )
  await facts.write(async connection => {
    for (const relation of held)
      await connection.run(`UPDATE ${name(relation.name)} SET shop_id = ${to} WHERE shop_id = ${from}`)
  })
}

/** New dims reuse run ids that old checkpoints may have: clears those, so that no run takes another's slices for its own. */
export async function forgetLaterRuns(facts: Facts, dims: Dims): Promise<void> {
  const last = Number(dims.prepare('SELECT coalesce(max(id), 0) FROM runs').pluck().get())
  await facts.write(
    async connection =>
      void (await connection.run(`UPDATE checkpoints SET run_id = 0 WHERE run_id > ${last}`)),
  )
}
