import type { Missing } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import type { Words } from '#i18n'

/** What is missing, in a sentence each; the same reason of several datasets of a shop is said once. A shop is named where there are several. */
export function reasonsOf(
  missing: readonly Missing[],
  shops: readonly Pick<Shop, 'id' | 'name'>[],
  { t, step, day }: Pick<Words, 't' | 'step' | 'day'>,
): readonly string[] {
  const groups = Map.groupBy(missing, ({ reason, shopId, since }) => JSON.stringify([reason, shopId, since]))
  const sentences = [...groups.values()].map(same => {
    const { reason, shopId, since } = same[0] as Missing
    const shop = shops.length > 1 ? shops.find(({ id }) => id === shopId)?.name : undefined
    const names = [...new Set(same.flatMap(each => each.step ?? []).map(step))].join(', ')
    // Behind the name of a shop it is the middle of a sentence.
    const steps = shop === undefined ? names : names.toLocaleLowerCase()
    return t(`missing.${reason}`, {
      steps,
      ...(shop === undefined ? {} : { shop }),
      ...(since === null ? {} : { since: day(since) }),
    })
  })
  return [...new Set(sentences)]
}
