import { CompositeChart } from '@mantine/charts'
import { Card, Center, Group, Paper, Text, Title } from '@mantine/core'
import type { Overview } from '#contract/overview.ts'
import { useWords } from '../../words.tsx'
import classes from './DailyChart.module.css'

const HEIGHT = 250
const SERIES = ['revenue', 'adSpend', 'units'] as const
const COLORS = {
  revenue: 'var(--series-revenue)',
  adSpend: 'var(--series-ads)',
  units: 'var(--series-orders)',
}

/** Revenue as bars, ad spend and orders as lines, a day at a time. */
export function DailyChart({ overview }: { readonly overview: Overview }) {
  const { t, moneyShort, number, dayMonth, range } = useWords()
  const empty = overview.daily.every(day => !day.units && !day.adSpend)
  const label = t('chart.label', { range: range(overview.from, overview.to) })
  const axis = { tickLine: false, axisLine: false, width: 76 }
  return (
    <Card component="section" aria-label={t('chart.title')}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t('chart.title')}</Title>
        <Group gap="md" aria-hidden>
          {SERIES.map(name => (
            <span key={name} className={classes.legend}>
              <i
                className={classes.sign}
                data-line={name !== 'revenue'}
                style={{ background: COLORS[name] }}
              />
              {t(`chart.${name}`)}
            </span>
          ))}
        </Group>
      </Group>
      {empty ? (
        <Center h={HEIGHT}>
          <Text c="dimmed" size="sm">
            {t('chart.empty')}
          </Text>
        </Center>
      ) : (
        <CompositeChart
          h={HEIGHT}
          role="img"
          aria-label={label}
          data={overview.daily}
          dataKey="dt"
          series={[
            { name: 'revenue', color: COLORS.revenue, type: 'bar' },
            { name: 'adSpend', color: COLORS.adSpend, type: 'line' },
            { name: 'units', color: COLORS.units, type: 'line', yAxisId: 'right' },
          ]}
          curveType="linear"
          connectNulls={false}
          withDots={overview.daily.length === 1}
          strokeWidth={2}
          maxBarWidth={36}
          composedChartProps={{ margin: { top: 10 } }}
          withRightYAxis
          gridAxis="x"
          strokeDasharray="0"
          tickLine="none"
          barProps={{ radius: [3, 3, 0, 0], isAnimationActive: false }}
          lineProps={{ isAnimationActive: false }}
          xAxisProps={{
            tickFormatter: dayMonth,
            interval: 'equidistantPreserveStart',
            minTickGap: 28,
            tickMargin: 8,
          }}
          yAxisProps={{ ...axis, tickFormatter: (kopecks: number) => moneyShort(kopecks) }}
          rightYAxisProps={{ ...axis, width: 48, tickFormatter: number, allowDecimals: false }}
          tooltipProps={{
            content: props => <DayNote day={props.payload?.[0]?.payload} />,
            isAnimationActive: false,
          }}
        />
      )}
    </Card>
  )
}

function DayNote({ day }: { readonly day: Overview['daily'][number] | undefined }) {
  const words = useWords()
  if (!day) return null
  const values = {
    revenue: day.revenue === null ? '—' : words.money(day.revenue),
    adSpend: day.adSpend === null ? '—' : words.money(day.adSpend),
    units: day.units === null ? '—' : words.number(day.units),
  }
  return (
    <Paper withBorder shadow="md" radius="md" px="sm" py={8}>
      <Text size="sm" fw={600} mb={4}>
        {words.day(day.dt)}
      </Text>
      {SERIES.map(name => (
        <Group key={name} justify="space-between" gap="lg">
          <span className={classes.legend}>
            <i className={classes.sign} data-line={name !== 'revenue'} style={{ background: COLORS[name] }} />
            {words.t(`chart.${name}`)}
          </span>
          <Text size="xs" fw={600}>
            {values[name]}
          </Text>
        </Group>
      ))}
    </Paper>
  )
}
