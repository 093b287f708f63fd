import type { Missing } from '#contract/overview.ts'
import { Marketplace, type Shop } from '#contract/shop.ts'
import type { Words } from './index.ts'

/** The marketplaces name access to advertising differently. */
function keyOf({ reason, step }: Missing) {
  if (reason !== 'no_access') return reason
  const marketplace = Marketplace.options.find(name => step?.startsWith(`${name}.`))
  return marketplace ? (`no_access.${marketplace}` as const) : ('not_loaded' as const)
}

/** What is missing, one sentence per reason; the same reason of several datasets of a shop is merged. The shop is named if there are several. */
export function reasonsOf(
  missing: readonly Missing[],
  shops: readonly Pick<Shop, 'id' | 'name'>[],
  { t, step, day }: Pick<Words, 't' | 'step' | 'day'>,
): readonly string[] {
  const groups = Map.groupBy(missing, ({ reason, shopId, since, until }) =>
    JSON.stringify([reason, shopId, since, until]),
  )
  const sentences = [...groups.values()].map(same => {
    const { shopId, since, until } = same[0] as Missing
    const shop = shops.length > 1 ? shops.find(({ id }) => id === shopId)?.name : undefined
    const names = [...new Set(same.flatMap(each => each.step ?? []).map(step))].join(', ')
    // Lower case, because it follows the name of the shop within a sentence.
    const steps = shop === undefined ? names : names.toLocaleLowerCase()
    return t(`missing.${keyOf(same[0] as Missing)}`, {
      steps,
      ...(shop === undefined ? {} : { shop }),
      ...(since === null ? {} : { since: day(since) }),
      ...(until === null ? {} : { until: day(until) }),
    })
  })
  return [...new Set(sentences)]
}

/**
 * The same in a few words for a tile: first the day that holds for all shops (the latest `since`, the earliest `until`), then the shops unless it is all of
 * them. Starts in lower case.
 */
export function brieflyOf(
  missing: readonly Missing[],
  shops: readonly Pick<Shop, 'id' | 'name'>[],
  { t, step, day }: Pick<Words, 't' | 'step' | 'day'>,
): string {
  const groups = Map.groupBy(missing, each => {
    const key = keyOf(each)
    return key === 'not_served' ? 'history' : key
  })
  const parts = [...groups].map(([key, same]) => {
    const steps = [...new Set(same.flatMap(each => each.step ?? []).map(step))].join(', ')
    const [since] = same
      .flatMap(each => each.since ?? [])
      .toSorted()
      .reverse()
    const [until] = same.flatMap(each => each.until ?? []).toSorted()
    const lacking = shops.filter(({ id }) => same.some(({ shopId }) => shopId === id))
    return t(`missing.brief.${key}`, {
      steps: steps.toLocaleLowerCase(),
      ...(since === undefined ? {} : { since: day(since) }),
      ...(until === undefined ? {} : { until: day(until) }),
      ...(lacking.length === 0 || lacking.length === shops.length
        ? {}
        : { shops: lacking.map(({ name }) => name).join(', ') }),
    })
  })
  return parts.join('; ')
}
