import type { Shop } from '#contract/shop.ts'
import type { Words } from '#i18n'
import { type Bucket, isMissing } from './buckets.ts'

type Named = readonly Pick<Shop, 'id' | 'name'>[]

/** Why a bar is not complete, in words; empty if it is. */
export function partsOf(bucket: Bucket, shops: Named, { t }: Pick<Words, 't'>): readonly string[] {
  const { unfinished, days, whole, lacking, known } = bucket
  if (isMissing(bucket)) return []
  const notes: string[] = []
  if (unfinished) notes.push(t(days === 1 ? 'chart.unfinished.day' : 'chart.unfinished'))
  // For one shop, cut and unknown days are reported as one number.
  const there = shops.length > 1 ? days : known
  if (whole > 1 && there < whole && (there < days || !unfinished))
    notes.push(t('chart.days', { known: there, whole }))
  if (lacking.length > 0 && shops.length > 1) {
    const names = shops.filter(({ id }) => lacking.includes(id)).map(({ name }) => name)
    notes.push(t(days === 1 ? 'chart.without' : 'chart.lacking', { shops: names.join(', ') }))
  }
  return notes
}

/** A bar as one sentence, for screen readers; advertising may be in another currency than orders. */
export function saysOf(
  bucket: Bucket,
  shops: Named,
  { currency, adCurrency }: { readonly currency: string; readonly adCurrency: string },
  words: Words,
): string {
  const { t } = words
  const range = words.range(bucket.from, bucket.to)
  if (isMissing(bucket)) return t('chart.says.missing', { range })
  const said = t('chart.says', {
    range,
    ...(bucket.revenue === null ? {} : { revenue: words.roubles(bucket.revenue, currency) }),
    units: t('count.pieces', { count: bucket.units ?? 0 }),
    ...(bucket.adSpend === null ? {} : { ads: words.roubles(bucket.adSpend, adCurrency) }),
  })
  return [said, ...partsOf(bucket, shops, words)].join('. ')
}
