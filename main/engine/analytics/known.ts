import type { Missing } from '#contract/overview.ts'
import type { Marketplace } from '#contract/shop.ts'
import type { Dataset, Figures } from '../../../loaders/core/declare/marketplace.ts'
import { addDays, type Day, type Instant, moscowDay, startOfDay } from '../../../loaders/core/parse/time.ts'
import type { AdDay, Cut } from './overview-rows.ts'
import { type Gap, gap, knownFrom, knows, type Spans, type Stretch } from './spans.ts'

export type Need = keyof Figures
/** A shop of the query, with the datasets that its marketplace's figures depend on. */
export interface Asked {
  readonly id: number
  readonly marketplace: Marketplace
  readonly figures: Figures
  /** Whether its keys give access to advertising. */
  readonly advertises: boolean
}
export interface Period {
  readonly from: Day
  readonly to: Day
}

/** Up to where a dataset of a shop is loaded, over all of its streams. */
export interface Reached {
  readonly from: Day
  readonly until: Instant
  readonly last: Day
}

export type Knowledge = ReturnType<typeof knowledge>

/** Answers how far the data of shops reaches and what is missing of a period, at an instant (ms since epoch). */
export function knowledge(spans: Spans, shops: readonly Asked[], ads: readonly AdDay[], now: number) {
  /** The Moscow day that is not over yet, as the marketplace shows it: with a lag it ends later, and until then yesterday is what today was. */
  const todayOf = (dataset: Dataset | null): Day => moscowDay(now - (dataset?.lag ?? 0) * 60_000)
  const streamsOf = (shop: Asked, need: Need): readonly string[] => shop.figures[need]?.streams ?? []
  const stretches = (shop: Asked, need: Need): readonly (Stretch | null)[] =>
    streamsOf(shop, need).map(stream => spans.of(shop.id, stream))

  /** Null if one of the streams has loaded nothing. */
  function reached(shop: Asked, need: Need): Reached | null {
    const all = stretches(shop, need).flatMap(stretch => stretch ?? [])
    if (all.length === 0 || all.length < streamsOf(shop, need).length) return null
    const least = all.reduce((one, other) => (other.until < one.until ? other : one))
    const from = all.map(knownFrom).toSorted().at(-1) as Day
    return { from, until: least.until, last: least.last }
  }

  const has = (shop: Asked, need: Need, day: Day): boolean =>
    stretches(shop, need).every(stretch => knows(stretch, day)) &&
    (need !== 'adRevenue' || !lacksDetail(shop.id, day))

  /** Days whose ad revenue is in reports that were not loaded, or in no statistics at all. */
  const undetailed = ads.filter(
    ({ shopId, dt, needs, untold }) => untold || needs.some(stream => !knows(spans.of(shopId, stream), dt)),
  )
  const lacksDetail = (shopId: number, day: Day): boolean =>
    undetailed.some(ad => ad.shopId === shopId && ad.dt === day)

  /** What one shop lacks of one dataset between two days; null if nothing. */
  function lack(shop: Asked, need: Need, { from, to }: Period): Missing | null {
    const dataset = shop.figures[need]
    const of = named(shop, need)
    if (dataset === null) return { ...of, reason: 'not_offered', since: null, until: null }
    const found = stretches(shop, need).flatMap(stretch => gap(stretch, from, to, todayOf(dataset)) ?? [])
    const [worst] = found.toSorted((one, other) => ORDER[one.reason] - ORDER[other.reason])
    if (worst) {
      if (worst.reason === 'not_loaded' && dataset.advertising && !shop.advertises)
        return { ...of, reason: 'no_access', since: null, until: null }
      const served = worst.reason === 'history' && isAllThatIsServed(dataset, worst.since)
      const same = found.filter(({ reason }) => reason === worst.reason)
      const since = same.flatMap(each => each.since ?? []).toSorted()
      const until = same.flatMap(each => each.until ?? []).toSorted()
      return {
        ...of,
        reason: served ? 'not_served' : worst.reason,
        since: since.at(-1) ?? null,
        until: until[0] ?? null,
      }
    }
    if (need !== 'adRevenue' && need !== 'adStatistics') return null
    const details = undetailed.filter(
      ad => ad.shopId === shop.id && within(ad.dt, { from, to }) && (need === 'adRevenue' || ad.untold),
    )
    if (details.length === 0) return null
    const reason = details.some(({ untold }) => !untold) ? 'not_loaded' : 'untold'
    return { ...of, reason, since: null, until: null }
  }

  const isAllThatIsServed = (dataset: Dataset, since: Day | null): boolean =>
    dataset.serves !== undefined && since !== null && since <= addDays(todayOf(dataset), 1 - dataset.serves)

  /** What is missing of a period. All parts of a ratio must reach the same day: yesterday's spend cannot be divided by the revenue of yesterday and today. */
  function missingOf(shop: Asked, all: readonly Need[], period: Period): Missing[] {
    const needs = least(shop, all)
    const lacks = needs.flatMap(need => lack(shop, need, period) ?? [])
    if (lacks.length > 0) return lacks
    const lasts = needs.map(need => ({ need, last: lastOf(shop, need, period.to) }))
    return lasts
      .filter(({ last }) => lasts.some(other => last < other.last))
      .map(({ need, last }) => ({ ...named(shop, need), reason: 'late', since: null, until: last }))
  }
  /** Needs without those that others cover: what advertising brought stands on what it cost. */
  const least = (shop: Asked, needs: readonly Need[]): readonly Need[] => {
    const covers = (one: Need, other: Need) =>
      shop.figures[one] !== null &&
      shop.figures[other] !== null &&
      streamsOf(shop, other).every(stream => streamsOf(shop, one).includes(stream))
    return needs.filter((need, at) =>
      needs.every(
        (other, place) => place === at || !covers(other, need) || (covers(need, other) && at < place),
      ),
    )
  }
  const missing = (needs: readonly Need[], period: Period): Missing[] =>
    shops.flatMap(shop => missingOf(shop, needs, period))
  const named = (shop: Asked, need: Need) => ({ shopId: shop.id, step: shop.figures[need]?.step ?? null })
  const lastOf = (shop: Asked, need: Need, to: Day): Day => {
    const last = reached(shop, need)?.last ?? ''
    return last < to ? last : to
  }

  /** The instant up to which a shop's data covers a period that ends today; null for a period that is over, also as its marketplace shows it. */
  function cut(shop: Asked, need: Need, to: Day): Instant | null {
    if (to < todayOf(shop.figures[need])) return null
    const until = reached(shop, need)?.until ?? null
    return until !== null && until < startOfDay(addDays(to, 1)) ? until : null
  }

  /**
   * Where a shop's orders are cut if its marketplace shows them with a lag: some later orders are already there, but they are counted only once all of them
   * are.
   */
  function end(shop: Asked, to: Day): Cut[] {
    const before = shop.figures.orders.lag ? cut(shop, 'orders', to) : null
    return before === null ? [] : [{ shopId: shop.id, day: moscowDay(before), before }]
  }

  /** That the data of a shop ends within the last, unfinished day of the period. */
  const unfinishedOf = (shop: Asked, needs: readonly Need[], to: Day): Missing[] =>
    least(shop, needs)
      .filter(need => cut(shop, need, to) !== null)
      .map(need => ({ ...named(shop, need), reason: 'unfinished', since: null, until: null }))
  const unfinished = (needs: readonly Need[], to: Day): Missing[] =>
    shops.flatMap(shop => unfinishedOf(shop, needs, to))

  return { reached, has, missing, missingOf, cut, end, unfinished, unfinishedOf }
}

/** Which reason is reported first when the streams of a dataset lack different things. */
const ORDER: Readonly<Record<Gap['reason'], number>> = { not_loaded: 0, late: 1, history: 2, hole: 3 }

export const within = (day: Day, { from, to }: Period): boolean => from <= day && day <= to
