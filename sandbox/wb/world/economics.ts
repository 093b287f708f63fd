import { moscowDay, startOfDay } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import { demandTruth } from '../../world/demand-truth.ts'
import type { EconomicsTruth } from '../../world/economics-truth.ts'
import { economics, pieceCost, shared } from '../../world/economics-truth.ts'
import { storageOfProducts } from '../../world/storage-truth.ts'
import type { Card, Size } from './cards.ts'
import { discounted } from './cards.ts'
import { storageRules } from './causes.ts'
import type { WbWorld } from './index.ts'
import { meaningOf, takesBack, toldLines } from './profit.ts'

/** What a card costs and sells for is that of its first size. */
const sizeOf = ({ sizes }: Card): Size => sizes[0] as Size

/** What each card of a shop earned between two Moscow days, both included, as far as they are over and reported. */
export function wbEconomicsOf(
  world: WbWorld,
  window: { readonly from?: number; readonly to?: number },
): EconomicsTruth {
  const { market, now, startDay } = world
  const from = Math.max(window.from ?? startDay, startDay)
  const reported = world.reports('daily').at(-1)?.to ?? startDay - 1
  const to = Math.min(window.to ?? world.today, moscowDay(now + 1) - 1, reported)
  const cards = new Map(market.cards.map(card => [card.nmId, card]))
  const costs = Object.fromEntries(
    market.cards.map(card => [
      card.nmId,
      pieceCost(world.seed, card.nmId, discounted(card, sizeOf(card).price)),
    ]),
  )
  const of = economics(costs)
  for (const line of toldLines(world)) {
    const { day, card } = line
    if (day < from || day > to) continue
    for (const [name, sum] of meaningOf(line)) {
      // The charge for storage is the whole shop's; what of it is a card's follows from its goods.
      if (name !== 'storage') of.charge(card?.nmId ?? null, day, name, sum)
      if (name === 'revenue' && card)
        of.sold(card.nmId, day, takesBack(line) ? -line.quantity : line.quantity)
    }
  }
  const demand = demandTruth(market, { from, to, now })
  for (const { id, day, cost } of storageOfProducts(demand.stock, storageRules(world)))
    of.charge(id, day, 'storage', -cost)
  for (let day = from; day <= to; day++) {
    const spent = groupBy(world.adRows(day), ({ campaign }) => campaign.id)
    for (const { campaign, payment, sum } of world.charges(day)) {
      const rows = (spent.get(campaign.id) ?? []).filter(({ spend }) => spend > 0)
      const paid = payment === 'Баланс' || payment === 'Счет'
      // A charge is shared by what its campaign spent on each card; one without any is the shop's, as is what was given.
      if (!paid || rows.length === 0) of.charge(null, day, paid ? 'ads' : 'bonus', -sum * 100)
      else
        for (const [at, part] of shared(
          sum * 100,
          rows.map(({ spend }) => spend),
        ).entries())
          of.charge(rows[at]?.card.nmId ?? null, day, 'ads', -part)
    }
  }
  of.lost(demand, (id, day) => {
    const card = cards.get(id) as Card
    const price = market.priceOf(card, sizeOf(card), startOfDay(day + 1) - 1)
    return Math.round((price * (100 - market.discountOf(card, day))) / 100)
  })
  return of.told(from, to)
}
