import { MARKETPLACE_NAMES } from '#contract/marketplaces/index.ts'
import type { Day } from '#contract/money.ts'
import type { Overview } from '#contract/overview.ts'
import { OVERVIEW_MEASURES } from '#contract/report.ts'
import type { Shop } from '#contract/shop.ts'
import { brieflyOf, reasonsOf } from '#i18n'
import { deltaOf } from '../../components/Change/delta.ts'
import { useWords } from '../../words.tsx'
import { adsSettle } from './buckets.ts'
import classes from './FigureTile.module.css'
import { FigureTile, type Why } from './FigureTile.tsx'

const FIGURES = [
  { name: 'revenue', format: 'roubles', unit: 'percent', better: 'up', ads: false },
  { name: 'units', format: 'number', unit: 'percent', better: 'up', ads: false },
  { name: 'averagePrice', format: 'roubles', unit: 'percent', better: null, ads: false },
  { name: 'adSpend', format: 'roubles', unit: 'percent', better: null, ads: true },
  { name: 'drr', format: 'percent', unit: 'points', better: 'down', ads: true },
  { name: 'totalDrr', format: 'percent', unit: 'points', better: 'down', ads: true },
] as const

interface Props {
  readonly overview: Overview
  readonly shops: readonly Shop[]
  readonly today: Day
}

/** The six figures of the period beside those of the previous one. */
export function Figures({ overview, shops, today }: Props) {
  const words = useWords()
  const { t } = words
  const settling = adsSettle(overview, today)
  const marketplaces = MARKETPLACE_NAMES.filter(name => shops.some(shop => shop.marketplace === name))
  return (
    <section className={classes.grid} aria-label={t('overview.figures')}>
      {FIGURES.map(({ name, format, unit, better, ads }) => {
        const figure = overview[name]
        const currency = ('currency' in figure && figure.currency) || undefined
        const write = (value: number) =>
          format === 'roubles' ? words.roubles(value, currency) : words[format](value)
        const { value, previous, missing, previousMissing } = figure
        const whole = (of: typeof missing) => reasonsOf(of, shops, words).join('. ')
        const incomparable = t('overview.incomparable')
        return (
          <FigureTile
            key={name}
            name={words.measure(OVERVIEW_MEASURES[name])}
            about={words.measureAbout(OVERVIEW_MEASURES[name], marketplaces)}
            value={value === null ? null : write(value)}
            missing={
              missing.length > 0
                ? { brief: sentence(brieflyOf(missing, shops, words)), whole: whole(missing) }
                : plain(t(name === 'drr' ? 'missing.noAds' : 'missing.noOrders'))
            }
            previous={previous === null ? null : write(previous)}
            previousMissing={
              previousMissing.length > 0
                ? {
                    brief: t('overview.incomparable.why', { why: brieflyOf(previousMissing, shops, words) }),
                    whole: `${incomparable}. ${whole(previousMissing)}`,
                  }
                : plain(incomparable)
            }
            delta={deltaOf(value, previous, unit)}
            unit={unit}
            better={better}
            settling={ads && settling}
          />
        )
      })}
    </section>
  )
}

const plain = (words: string): Why => ({ brief: words, whole: words })
const sentence = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1)
