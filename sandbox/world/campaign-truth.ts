import { dayString } from '../clock.ts'
import type { Run } from './campaigns.ts'
import type { DemandDay } from './demand-truth.ts'
import type { Market } from './market.ts'

/** What was done to a campaign and what its advertising did, by Moscow day: days without rows are left out. */
export type CampaignTruth = {
  readonly id: number
  /** Oldest first, with the id of the product or card that each is about; sums in kopecks. */
  readonly deeds: readonly Readonly<Record<string, string | number>>[]
  readonly days: readonly CampaignDay[]
}

/**
 * `spend` in kopecks. `incremental` orders are those expected that nobody would have made without it (of several campaigns for one product each has its part of
 * what they spent); `attributed` those that the marketplace counts for it, of which the share `cannibalised` would have been made anyway.
 */
export type CampaignDay = {
  readonly day: string
  readonly spend: number
  readonly incremental: number
  readonly attributed: number
  readonly cannibalised: number
}

/** A campaign as a world has it: its products or cards by the numbers of its run. */
type Told = { readonly id: number; readonly items: readonly number[]; readonly run: Run }
/** What its statistics say of a day. */
type Counted = { readonly spend: number; readonly attributed: number }

/** Orders that each campaign brought on each day, by `id/day`. */
function incrementalOf(market: Market<unknown>, days: readonly DemandDay[], dayOf: (text: string) => number) {
  const byId = new Map(market.items.map(item => [item.id, item.index]))
  const brought = new Map<string, number>()
  for (const { id, day, lambda, ads } of days) {
    if (ads <= 1) continue
    const costs = market.adCosts(byId.get(id) as number, dayOf(day))
    const all = costs.reduce((sum, { spend }) => sum + spend, 0)
    for (const { id: campaign, spend } of costs) {
      const key = `${campaign}/${day}`
      brought.set(key, (brought.get(key) ?? 0) + (lambda * (1 - 1 / ads) * spend) / all)
    }
  }
  return brought
}

/** The truth of campaigns over days whose demand is known; `counted` is what the statistics say at `now` (UTC ms). */
export function campaignTruth(
  market: Market<unknown>,
  campaigns: readonly Told[],
  of: {
    readonly from: number
    readonly to: number
    readonly now: number
    readonly demand: readonly DemandDay[]
    counted(id: number, day: number): Counted | undefined
  },
): readonly CampaignTruth[] {
  const numbers = new Map<string, number>()
  for (let day = of.from; day <= of.to; day++) numbers.set(dayString(day), day)
  const brought = incrementalOf(market, of.demand, text => numbers.get(text) as number)
  return campaigns.map(({ id, items, run }) => ({
    id,
    deeds: run.deeds(of.now).map(({ at, ...deed }) => ({
      at: new Date(at).toISOString(),
      ...deed,
      ...('item' in deed ? { item: items[deed.item] as number } : {}),
    })),
    days: [...numbers].flatMap(([text, day]): readonly CampaignDay[] => {
      const incremental = brought.get(`${id}/${text}`) ?? 0
      const { spend, attributed } = of.counted(id, day) ?? { spend: 0, attributed: 0 }
      if (incremental === 0 && spend === 0 && attributed === 0) return []
      const cannibalised = attributed === 0 ? 0 : Math.max(0, 1 - incremental / attributed)
      return [{ day: text, spend, incremental, attributed, cannibalised }]
    }),
  }))
}
