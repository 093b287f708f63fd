import { dayString, moscowDay, startOfDay } from '../../clock.ts'
import { campaignTruth } from '../../world/campaign-truth.ts'
import type { CausesTruth } from '../../world/causes-truth.ts'
import { cohortsOf } from '../../world/cohorts.ts'
import { felt } from '../../world/content-effect.ts'
import { demandTruth, sharesOf } from '../../world/demand-truth.ts'
import { perDay } from '../../world/once.ts'
import { ratingTruth } from '../../world/rating-truth.ts'
import type { Ware } from '../../world/shelves.ts'
import { blockedWithin } from '../../world/stays.ts'
import type { Rules } from '../../world/storage-truth.ts'
import { storageTruth } from '../../world/storage-truth.ts'
import { tariffTruth } from '../../world/tariff-truth.ts'
import { staysWithin } from './actions.ts'
import type { World } from './index.ts'
import { orderDay } from './orders.ts'
import { FREE_DAYS, placementTariffOn } from './placement.ts'
import type { Product } from './products.ts'
import { blockedOn, litresOn, onSale } from './products.ts'

/** What storing goods with the marketplace depends on. */
export function storageRules({ market }: World): Rules {
  const products = new Map(market.products.map(product => [product.productId, product]))
  const productOf = (id: number) => products.get(id) as Product
  return {
    tariffOn: day => placementTariffOn(market.seed, day),
    litresOn: (id, day) => litresOn(productOf(id), day),
    isPaid: (id, pieces, day) =>
      onSale(productOf(id), startOfDay(day)) &&
      pieces > FREE_DAYS * (market.wares[productOf(id).index] as Ware).rate,
    isStored: goods => goods === 'FBO',
    nameOf: place => place,
  }
}

/** What was done in a cabinet between two Moscow days, both included, as far as they are over. */
export function causesOf(
  world: World,
  window: { readonly from?: number; readonly to?: number },
): CausesTruth {
  const { market, now } = world
  const from = Math.max(window.from ?? world.startDay, world.startDay)
  const to = Math.min(window.to ?? world.today, moscowDay(now + 1) - 1)
  const { days: demand, stock } = demandTruth(market, { from, to, now })
  const countedOn = perDay(day => {
    const sums = new Map<number, { spend: number; attributed: number }>()
    for (const { campaign, spend, orders, modelOrders } of world.adRows(day)) {
      const sum = sums.get(campaign.id) ?? { spend: 0, attributed: 0 }
      sums.set(campaign.id, {
        spend: sum.spend + spend,
        attributed: sum.attributed + orders + modelOrders,
      })
    }
    return sums
  })
  const clicks = world.campaigns().filter(({ kind }) => kind === 'SKU')
  // An order is one however many postings it has.
  const orders = new Map<number, { readonly buyer: number; readonly day: number }>()
  for (const p of world.postings()) {
    const day = orderDay(p)
    if (p.processedAt > now || day < from || day > to) continue
    orders.set(p.orderId, { buyer: p.buyer, day: Math.min(day, orders.get(p.orderId)?.day ?? day) })
  }
  return {
    from: dayString(from),
    to: dayString(to),
    ...ratingTruth(market.reviewsUntil(to), market.items, { since: world.startDay, from, to }),
    ...tariffTruth(
      {
        commissions: new Map(market.products.map(({ categoryId, points }) => [categoryId, points])),
        volumes: market.products.map(({ productId, volumes }) => ({ id: productId, steps: volumes })),
        shares: sharesOf(market, from - 1, to),
      },
      { from, to },
    ),
    promotions: staysWithin(market.seed, market.products, from, to),
    blocked: blockedWithin(market.items, { from, to }, (index, day) =>
      blockedOn(market.products[index] as Product, day),
    ),
    cohorts: cohortsOf([...orders.values()]),
    storage: storageTruth(stock, storageRules(world)),
    content: felt(market, world.content().changes).filter(
      ({ day }) => day >= dayString(from) && day <= dayString(to),
    ),
    campaigns: campaignTruth(
      market,
      clicks.map(({ id, products, run }) => ({ id, run, items: products.map(p => p.product.productId) })),
      { from, to, now, demand, counted: (id, day) => countedOn(day).get(id) },
    ),
  }
}
