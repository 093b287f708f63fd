import { Container, EmptyState, Skeleton } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useMemo } from 'react'
import { moscowDay } from '#contract/days.ts'
import type { Day } from '#contract/money.ts'
import type { Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useNow } from '../../now.ts'
import { useWords } from '../../words.tsx'
import { DailyChart } from './DailyChart.tsx'
import { firstDay } from './datasets.ts'
import { Figures } from './Figures.tsx'
import { Freshness } from './Freshness.tsx'
import { Header } from './Header.tsx'
import { useKept } from './kept.ts'
import classes from './OverviewPage.module.css'
import { usePlace } from './place.ts'
import { TopProducts } from './TopProducts.tsx'
import { Troubles } from './Troubles.tsx'

const NONE: readonly Shop[] = []

/** The figures of a period beside those of the previous one. Shop and period are in the URL. */
export function OverviewPage() {
  // A window that stays open changes to the next Moscow day at midnight.
  const today = moscowDay(useNow(60_000))
  const shops = useCall('shop.list', undefined).value ?? NONE
  const readOnly = useCall('app.info', undefined).value?.readOnly ?? true
  const coverage = useCall('coverage.get', { shopIds: null })
  const all = coverage.value ? firstDay(coverage.value, null) : null
  const { change, ...place } = usePlace(shops, today, all)
  const { shop, period, grain } = place
  const first = shop && coverage.value ? firstDay(coverage.value, shop.id) : all
  const shown = useMemo(() => (shop ? [shop] : shops), [shop, shops])
  const asked = useCall('overview.get', {
    shopIds: shop && [shop.id],
    from: period.from,
    to: period.to,
  })
  const { answer: overview, stale } = useKept(asked)
  // The shops of the answer, which may still belong to the previous query.
  const told = useMemo(
    () => shops.filter(({ id }) => overview?.shops.some(({ shopId }) => shopId === id)),
    [shops, overview],
  )
  return (
    <Container size={1600} className={classes.page}>
      <div className={classes.parts}>
        <Header {...{ place, change, shops, today, first, readOnly, overview }} />
        <Troubles shops={shown} readOnly={readOnly} />
        {asked.error && <ErrorNote kind={asked.error} retry={asked.again} />}
        {overview ? (
          <div className={classes.answer} aria-busy={stale}>
            <Shown
              {...{ overview, today, grain }}
              shops={told}
              first={first}
              onGrain={by => change({ grain: by })}
            />
          </div>
        ) : (
          !asked.error && <Waiting />
        )}
        <div className={classes.tables}>
          {overview && !isEmpty(overview) && (
            <div className={classes.answer} aria-busy={stale}>
              <TopProducts overview={overview} shops={told} />
            </div>
          )}
          <Freshness coverage={coverage} shop={shop} shops={shops} />
        </div>
      </div>
    </Container>
  )
}

/** If nothing of the period is known, one sentence is shown instead of six dashes. */
const isEmpty = ({ daily, adSpend, top }: Overview): boolean =>
  daily.every(day => day.shops.every(({ units }) => units === null)) && !adSpend.value && top.length === 0

interface ShownProps {
  readonly overview: Overview
  readonly shops: readonly Shop[]
  readonly today: Day
  readonly first: Day | null
  readonly grain: Parameters<typeof DailyChart>[0]['grain']
  readonly onGrain: Parameters<typeof DailyChart>[0]['onGrain']
}

function Shown({ overview, shops, today, first, grain, onGrain }: ShownProps) {
  const { t, day } = useWords()
  if (isEmpty(overview)) {
    const early = first !== null && overview.to < first
    return (
      <EmptyState
        py="xl"
        icon={<IconChartBar size={36} stroke={1.4} />}
        title={t(early ? 'overview.early' : 'overview.empty')}
        description={early ? t('overview.early.text', { date: day(first) }) : t('overview.empty.text')}
      />
    )
  }
  return (
    <>
      <Figures overview={overview} shops={shops} today={today} />
      <DailyChart {...{ overview, shops, today, grain, onGrain }} />
    </>
  )
}

function Waiting() {
  return (
    <>
      <Skeleton h={88} radius="lg" />
      <Skeleton h={320} radius="lg" />
    </>
  )
}
