import { dayString, moscowDay, startOfDay } from '../../clock.ts'
import { campaignTruth } from '../../world/campaign-truth.ts'
import type { CausesTruth } from '../../world/causes-truth.ts'
import { felt } from '../../world/content-effect.ts'
import { demandTruth, sharesOf } from '../../world/demand-truth.ts'
import { perDay } from '../../world/once.ts'
import { ratingTruth } from '../../world/rating-truth.ts'
import { blockedWithin } from '../../world/stays.ts'
import type { Rules } from '../../world/storage-truth.ts'
import { storageTruth } from '../../world/storage-truth.ts'
import { tariffTruth } from '../../world/tariff-truth.ts'
import type { Card } from './cards.ts'
import { blockedFor, litresOn, onSale } from './cards.ts'
import type { WbWorld } from './index.ts'
import { MASKED_SINCE, MINSK } from './places.ts'
import { staysWithin } from './promotions.ts'
import { storageTariffOn } from './storage.ts'
import { COMMISSION_STEPS } from './tariffs.ts'

/** What storing goods with the marketplace depends on. */
export function storageRules({ market }: WbWorld): Rules {
  const cards = new Map(market.cards.map(card => [card.nmId, card]))
  const cardOf = (id: number) => cards.get(id) as Card
  return {
    tariffOn: day => storageTariffOn(market.seed, day) / 10,
    litresOn: (id, day) => litresOn(cardOf(id), day),
    isPaid: (id, _, day) => onSale(cardOf(id), startOfDay(day)),
    isStored: goods => !goods.endsWith('/FBS'),
    nameOf: (place, day) => (day < MASKED_SINCE || place === MINSK.name ? place : ''),
  }
}

/** What was done in a shop between two Moscow days, both included, as far as they are over. */
export function wbCausesOf(
  world: WbWorld,
  window: { readonly from?: number; readonly to?: number },
): CausesTruth {
  const { market, now } = world
  const from = Math.max(window.from ?? world.startDay, world.startDay)
  const to = Math.min(window.to ?? world.today, moscowDay(now + 1) - 1)
  const { days: demand, stock } = demandTruth(market, { from, to, now })
  const countedOn = perDay(day => {
    const sums = new Map<number, { spend: number; attributed: number }>()
    for (const { campaign, spend, orders } of world.adRows(day)) {
      const sum = sums.get(campaign.id) ?? { spend: 0, attributed: 0 }
      sums.set(campaign.id, { spend: sum.spend + spend, attributed: sum.attributed + orders })
    }
    return sums
  })
  return {
    from: dayString(from),
    to: dayString(to),
    ...ratingTruth(market.reviewsUntil(to), market.items, { since: world.startDay, from, to }),
    ...tariffTruth(
      {
        commissions: COMMISSION_STEPS,
        volumes: market.cards.map(({ nmId, volumes }) => ({ id: nmId, steps: volumes })),
        shares: sharesOf(market, from - 1, to),
      },
      { from, to },
    ),
    promotions: staysWithin(market.cards, from, to),
    blocked: blockedWithin(market.items, { from, to }, (index, day) =>
      blockedFor(market.cards[index] as Card, day),
    ),
    cohorts: null,
    storage: storageTruth(stock, storageRules(world)),
    content: felt(market, world.content().changes).filter(
      ({ day }) => day >= dayString(from) && day <= dayString(to),
    ),
    campaigns: campaignTruth(
      market,
      world.campaigns().map(({ id, cards, run }) => ({ id, run, items: cards.map(c => c.card.nmId) })),
      { from, to, now, demand, counted: (id, day) => countedOn(day).get(id) },
    ),
  }
}
