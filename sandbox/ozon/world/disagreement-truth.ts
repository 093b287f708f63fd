import { dayString } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import type { Disagreement } from '../../world/disagreements.ts'
import { disagreement } from '../../world/disagreements.ts'
import { ITEM_COMPENSATION, STORAGE } from './accrual-types.ts'
import type { Accrual } from './accruals.ts'
import type { World } from './index.ts'

/** What a check finds: accruals (or lines of them) and the kopecks that are about them. */
type Found = readonly (readonly [accrual: Accrual, sum: number, lines?: number])[]

const monthOf = (day: number): string => dayString(day).slice(0, 7)
const feesOf = (a: Accrual) => [...a.fees, ...a.products.flatMap(({ services }) => services ?? [])]
const kept = (found: Found): Found => found.filter(([, sum]) => sum !== 0)

/** Told of by one report and by another not, by the number of the disagreement. */
const FINDERS: Readonly<Record<number, (world: World, all: readonly Accrual[]) => Found>> = {
  1: (world, all) => kept(all.map(a => [a, a.publishedAt > world.now ? a.total : 0])),
  2: (_, all) =>
    all.flatMap(a => {
      const parts = feesOf(a).reduce((sum, fee) => sum + fee.sum, 0)
      const sales = a.products.reduce((sum, p) => sum + (p.sale ? p.sale.sale + p.sale.commission : 0), 0)
      return parts + sales === a.total ? [] : [[a, a.total - parts - sales]]
    }),
  3: (_, all) =>
    kept(
      all.map(a => [a, a.leftOut ? a.products.reduce((sum, p) => sum + (p.sale ? p.sale.buyer : 0), 0) : 0]),
    ),
  4: (_, all) =>
    all.flatMap(a => {
      const off = a.products.flatMap(({ sale }) =>
        sale ? [sale.sale - sale.buyer - sale.bonus - sale.coinvestment] : [],
      )
      const lines = off.filter(sum => sum !== 0)
      return lines.length === 0 ? [] : [[a, lines.reduce((sum, one) => sum + one, 0), lines.length]]
    }),
  5: (world, all) => {
    const months = new Map(
      world.orderAds().map(ad => [`${ad.posting.postingNumber}/${ad.sku}`, monthOf(ad.day)]),
    )
    return all.flatMap(a =>
      a.operation === 'pay_per_order' && months.get(`${a.unit}/${a.products[0]?.sku}`) !== monthOf(a.day)
        ? [[a, -a.total]]
        : [],
    )
  },
  6: (_, all) =>
    kept(all.map(a => [a, a.leftOut && feesOf(a).some(({ typeId }) => typeId === STORAGE) ? -a.total : 0])),
  7: (_, all) => {
    const key = (a: Accrual) => `${a.unit}/${a.products[0]?.sku}`
    const paid = all.filter(a => feesOf(a).some(({ typeId }) => typeId === ITEM_COMPENSATION))
    const given = groupBy(
      paid.filter(a => a.total > 0),
      key,
    )
    // The second time is too much; the rest is about the same product.
    return paid.flatMap(a => {
      const own = given.get(key(a)) ?? []
      return own.length > 1 ? [[a, a === own[1] ? a.total : 0] as const] : []
    })
  },
  12: (_, all) => kept(all.map(a => [a, a.currency === null ? 0 : a.total])),
}

/** What is wrong in a shop that is made so, told from its accruals; kopecks. */
export function disagreementsOf(world: World): readonly Disagreement[] {
  const id = world.scripted?.id
  const find = id && FINDERS[id]
  if (!id || !find) return []
  const { now } = world
  const found = find(
    world,
    world.everything().filter(a => a.bookedAt <= now && a.goneAt > now),
  )
  if (found.length === 0) return []
  return [
    disagreement(id, {
      rows: found.reduce((n, [, , lines]) => n + (lines ?? 1), 0),
      sum: found.reduce((n, [, sum]) => n + sum, 0),
      currency: found[0]?.[0].currency ?? 'RUB',
      of: found.map(([a]) => String(a.id)),
      days: [...new Set(found.map(([a]) => dayString(a.day)))],
    }),
  ]
}
