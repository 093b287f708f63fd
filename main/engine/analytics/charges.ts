import type { Api } from '#contract/api.ts'
import { CHARGE_GROUPS, type ChargeGroup, type ChargeType, isFixedGroup } from '#contract/charges.ts'
import { KindError } from '#contract/errors.ts'
import type { Handlers } from '#contract/rpc.ts'
import type { Marketplace } from '#contract/shop.ts'
import type { ChargeEntry } from '../../../loaders/core/declare/charges.ts'
import { allCharges } from '../../../loaders/index.ts'
import type { Emit } from '../engine.ts'
import type { PlainRow } from '../store/duckdb/connection.ts'
import type { Stores } from '../store/opening/open.ts'
import { movedTypes, moveType } from '../store/records/charge-moves.ts'
import { listShops } from '../store/records/shops.ts'
import { literal } from '../store/schema/ddl.ts'
import { chargeMoves } from '../store/schema/tables.ts'
import type { Dims } from '../store/sqlite/connection.ts'

/** Handlers of the types of charges: which occur, where they stand, and how a person moves them. */
export function charges(
  stores: Pick<Stores, 'dims' | 'facts' | 'mirror'>,
  emit: Emit,
  now: () => number,
): Pick<Handlers<Api>, 'charges.types' | 'charges.move'> {
  const { dims, facts, mirror } = stores
  const occurs = async (marketplace: Marketplace, type: string): Promise<boolean> => {
    if (entryOf(marketplace, type)) return true
    const found = await facts.read(
      `SELECT 1 FROM charges WHERE marketplace = '${marketplace}' AND type = ${literal(type)} LIMIT 1`,
    )
    return found.length > 0
  }
  return {
    'charges.types': async ({ shopIds }) => {
      const asked = shopIds ?? listShops(dims).map(shop => shop.id)
      const rows = asked.length === 0 ? [] : await facts.read(typesQuestion(asked))
      return {
        types: typesOf(rows, movedTypes(dims), titlesOf(dims)).toSorted(byGroupAndSize),
        directories: allCharges.map(({ marketplace, directory: { source, date } }) => ({
          marketplace,
          source,
          date,
        })),
      }
    },
    'charges.move': async move => {
      const { marketplace, type } = move
      if (isFixedGroup(entryOf(marketplace, type)?.group ?? null)) throw new KindError('bad_input', 'type')
      const isMoved = movedTypes(dims).some(one => one.marketplace === marketplace && one.type === type)
      if (!isMoved && !(await occurs(marketplace, type))) throw new KindError('bad_input', 'type')
      // A mirror that misses this write is made anew at the next start.
      await mirror.refresh(null, [chargeMoves], moveType(dims, move, now()))
      for (const shop of listShops(dims))
        if (shop.marketplace === marketplace)
          emit('data.changed', { shopId: shop.id, tables: [chargeMoves.name] })
    },
  }
}

const keyOf = (marketplace: string, type: string): string => `${marketplace} ${type}`
const ENTRIES: ReadonlyMap<string, ChargeEntry> = new Map(
  allCharges.flatMap(({ marketplace, directory }) =>
    directory.entries.map(entry => [keyOf(marketplace, entry.type), entry] as const),
  ),
)
const entryOf = (marketplace: Marketplace, type: string): ChargeEntry | undefined =>
  ENTRIES.get(keyOf(marketplace, type))

/** Lines without money are nobody's question. Kopecks, since roubles would come as text. */
const typesQuestion = (shopIds: readonly number[]): string => `
SELECT marketplace, type, currency, count(*) AS lines, (sum(amount) * 100)::BIGINT AS sum
FROM charges WHERE shop_id IN (${shopIds.join(', ')}) AND amount <> 0 GROUP BY ALL ORDER BY marketplace, type, currency`

type Moved = ReturnType<typeof movedTypes>

/** The marketplaces' names of types, by `keyOf`. */
function titlesOf(dims: Dims): ReadonlyMap<string, string> {
  const titles = new Map<string, string>()
  for (const { marketplace, titles: question } of allCharges) {
    const rows = question === null ? [] : (dims.prepare(question).all() as { type: string; title: string }[])
    for (const { type, title } of rows) titles.set(keyOf(marketplace, type), title)
  }
  return titles
}

function typesOf(rows: readonly PlainRow[], moved: Moved, titles: ReadonlyMap<string, string>): ChargeType[] {
  const choice = new Map(moved.map(one => [keyOf(one.marketplace, one.type), one]))
  const types = new Map<string, ChargeType>()
  const add = (marketplace: Marketplace, type: string, lines: number, sums: ChargeType['sums']) => {
    const key = keyOf(marketplace, type)
    const entry = ENTRIES.get(key)
    const before = types.get(key)
    types.set(key, {
      marketplace,
      type,
      title: titles.get(key) ?? null,
      group: choice.get(key)?.group ?? entry?.group ?? null,
      directoryGroup: entry?.group ?? null,
      movedAt: choice.get(key)?.movedAt ?? null,
      movable: !isFixedGroup(entry?.group ?? null),
      disputed: entry?.disputed ?? false,
      lines: (before?.lines ?? 0) + lines,
      sums: [...(before?.sums ?? []), ...sums],
    })
  }
  for (const row of rows)
    add(row.marketplace as Marketplace, String(row.type), Number(row.lines), [
      { currency: String(row.currency), sum: Number(row.sum) },
    ])
  // A type that was moved can be moved back, whatever became of its lines.
  for (const { marketplace, type } of moved) add(marketplace, type, 0, [])
  return [...types.values()]
}

const place = (group: ChargeGroup | null): number => (group === null ? -1 : CHARGE_GROUPS.indexOf(group))
const size = ({ sums }: ChargeType): number =>
  sums.reduce((most, { sum }) => Math.max(most, Math.abs(sum)), 0)
const byGroupAndSize = (one: ChargeType, other: ChargeType): number =>
  place(one.group) - place(other.group) || size(other) - size(one)
