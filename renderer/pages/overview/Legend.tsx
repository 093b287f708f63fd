import type { Shop } from '#contract/shop.ts'
import { Sign } from '../../components/Chart/ChartCard.tsx'
import { useWords } from '../../words.tsx'
import type { Measure } from './bars.ts'
import { type Bucket, isMissing, isPartial } from './buckets.ts'
import { partsOf } from './says.ts'

interface Props {
  readonly buckets: readonly Bucket[]
  /** The selected bar. */
  readonly looked: Bucket | undefined
  readonly shops: readonly Shop[]
  readonly currency: string
  /** That of advertising, which may be another. */
  readonly adCurrency: string
  readonly measure: Measure
}

/** The legend; while a bar is selected, its figures beside the chart, where they cover nothing. */
export function Legend({ buckets, looked, shops, currency, adCurrency, measure }: Props) {
  const words = useWords()
  const { t } = words
  if (looked) {
    const { from, to, revenue, units, adSpend, adsPartial } = looked
    return (
      <>
        <span>
          <b>{words.range(from, to)}</b>
        </span>
        {isMissing(looked) ? (
          <span>
            <Sign of="missing" /> {t('chart.missing')}
          </span>
        ) : (
          <span>
            <Sign of="revenue" /> {t('chart.ordered')}{' '}
            <b>
              {revenue !== null && `${words.roubles(revenue, currency)} · `}
              {t('count.pieces', { count: units ?? 0 })}
            </b>
          </span>
        )}
        {adSpend !== null && (
          <span>
            <Sign of="ads" /> {t('chart.adSpend')} <b>{words.roubles(adSpend, adCurrency)}</b>{' '}
            {adsPartial && t('chart.settling')}
          </span>
        )}
        {partsOf(looked, shops, words).map(part => (
          <span key={part}>{part}</span>
        ))}
      </>
    )
  }
  return (
    <>
      <span>
        <Sign of="revenue" /> {t(`chart.${measure}`)}
      </span>
      {buckets.some(({ adSpend }) => adSpend !== null) && (
        <span>
          <Sign of="ads" /> {t('chart.adSpend')}
          {buckets.some(({ adsPartial }) => adsPartial) && ` (${t('chart.settles')})`}
        </span>
      )}
      {buckets.some(bucket => !isMissing(bucket) && isPartial(bucket)) && (
        <span>
          <Sign of="partial" /> {t('chart.partial')}
        </span>
      )}
      {buckets.some(isMissing) && (
        <span>
          <Sign of="missing" /> {t('chart.missing')}
        </span>
      )}
    </>
  )
}
