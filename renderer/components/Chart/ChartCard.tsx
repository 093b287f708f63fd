import { ActionIcon, Card, Group, Title, Tooltip } from '@mantine/core'
import { IconChartBar, IconTable } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useWords } from '../../words.tsx'
import classes from './Chart.module.css'

interface Props {
  readonly title: string
  /** The legend of the chart, or the figures of the selected point. */
  readonly legend: ReactNode
  readonly controls?: ReactNode
  readonly chart: ReactNode
  /** The same figures as a table, rendered on demand. */
  readonly table: () => ReactNode
}

/** A chart with title, legend, and a table that can replace it. */
export function ChartCard({ title, legend, controls, chart, table }: Props) {
  const { t } = useWords()
  const [asTable, setAsTable] = useState(false)
  const name = t(asTable ? 'chart.asChart' : 'chart.asTable')
  return (
    <Card component="section" aria-label={title} className={classes.card}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Title order={2}>{title}</Title>
        <Group gap="xs" wrap="nowrap">
          {controls}
          <Tooltip label={name}>
            <ActionIcon variant="default" size={30} aria-label={name} onClick={() => setAsTable(!asTable)}>
              {asTable ? <IconChartBar size={17} stroke={1.7} /> : <IconTable size={17} stroke={1.7} />}
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard to be scrolled.
        <section className={classes.scroll} aria-label={t('chart.table')} tabIndex={0}>
          {table()}
        </section>
      ) : (
        <>
          <div className={classes.legend}>{legend}</div>
          {chart}
        </>
      )}
    </Card>
  )
}

/** The legend symbol of one series. */
export function Sign({ of }: { readonly of: 'revenue' | 'ads' | 'missing' | 'partial' }) {
  return <i className={classes.sign} data-of={of} aria-hidden />
}
