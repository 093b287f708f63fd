import { Center, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import type { Day } from '#contract/money.ts'
import type { Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import { Chart } from '../../components/Chart/Chart.tsx'
import { ChartCard } from '../../components/Chart/ChartCard.tsx'
import { Segments } from '../../components/Segments/Segments.tsx'
import { useWords } from '../../words.tsx'
import { bars, type Measure } from './bars.ts'
import { beginnings, bucketsOf, GRAINS, type Grain, grainFor } from './buckets.ts'
import { DayTable } from './DayTable.tsx'
import { Legend } from './Legend.tsx'
import { saysOf } from './says.ts'
import { ticksOf } from './ticks.ts'

/** Height, px; less in a low window, so that the whole chart is visible on a small laptop at 150 %. */
const HEIGHT = 250
const LOW = 168

interface Props {
  readonly overview: Overview
  readonly shops: readonly Shop[]
  readonly today: Day
  /** As chosen by the user; null for the default of the period. */
  readonly grain: Grain | null
  readonly onGrain: (grain: Grain) => void
}

/** Orders and ad spend by day, week or month. */
export function DailyChart({ overview, shops, today, grain: chosen, onGrain }: Props) {
  const words = useWords()
  const { t } = words
  const grain = chosen ?? grainFor(overview.from, overview.to)
  const mixed = overview.topBy === 'units'
  const [wanted, setWanted] = useState<Measure>('revenue')
  const measure = mixed ? 'units' : wanted
  const [point, setPoint] = useState<number | null>(null)
  const buckets = useMemo(() => bucketsOf(overview, grain, today), [overview, grain, today])
  const height = useMediaQuery('(max-height: 620px)', undefined, { getInitialValueInEffect: false })
    ? LOW
    : HEIGHT
  const currency = overview.revenue.currency ?? 'RUB'
  const adCurrency = overview.adSpend.currency ?? 'RUB'
  const draw = useMemo(() => {
    const nameOf = (id: number) => shops.find(shop => shop.id === id)?.name ?? ''
    return bars({
      buckets,
      marks: beginnings(overview, buckets).map(({ point: at, shopId, day }) => ({
        point: at,
        text: t('chart.begins', {
          date: words.day(day),
          ...(shops.length > 1 ? { shop: nameOf(shopId) } : {}),
        }),
      })),
      ticks: most => ticksOf(buckets, grain, most),
      nameOf: ({ from }, year) => {
        const long = grain === 'month' || (grain === 'day' && buckets.length > 62 && from.endsWith('-01'))
        const name = long ? words.month(from) : words.dayMonth(from)
        return year ? `${name}\n${from.slice(0, 4)}` : name
      },
      measure,
      write: value => (measure === 'units' ? words.number(value) : words.moneyShort(value, currency)),
      money: kopecks => words.moneyShort(kopecks, adCurrency),
      height,
    })
  }, [overview, buckets, grain, shops, words, t, currency, adCurrency, measure, height])
  const empty = buckets.every(({ units, adSpend }) => units === 0 && !adSpend)
  const looked = point === null ? undefined : buckets[point]
  const says = (at: number) => {
    const bucket = buckets[at]
    return bucket ? saysOf(bucket, shops, { currency, adCurrency }, words) : ''
  }
  return (
    <ChartCard
      title={t(`chart.title.${grain}`)}
      controls={
        <>
          {!mixed && (
            <Segments<Measure>
              small
              label={t('chart.measure')}
              value={measure}
              onChange={setWanted}
              choices={[
                { value: 'revenue', label: words.sign(currency) },
                { value: 'units', label: t('chart.pieces') },
              ]}
            />
          )}
          {overview.from !== overview.to && (
            <Segments
              small
              label={t('chart.by')}
              value={grain}
              onChange={onGrain}
              choices={GRAINS.map(by => ({ value: by, label: t(`chart.by.${by}`) }))}
            />
          )}
        </>
      }
      legend={<Legend buckets={buckets} looked={looked} {...{ shops, currency, adCurrency, measure }} />}
      chart={
        empty ? (
          <Center h={height}>
            <Text c="dimmed" size="sm">
              {t('chart.empty')}
            </Text>
          </Center>
        ) : (
          <Chart
            label={t('chart.label', { range: words.range(overview.from, overview.to) })}
            height={height}
            draw={draw}
            points={buckets.length}
            point={point}
            told={point === null ? t('chart.walk') : says(point)}
            onPoint={setPoint}
          />
        )
      }
      table={() => <DayTable buckets={buckets} {...{ shops, currency, adCurrency }} />}
    />
  )
}
