import { Container, EmptyState, Group, Select, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { moscowDay } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { DailyChart } from './DailyChart.tsx'
import { Figures } from './Figures.tsx'
import { Freshness } from './Freshness.tsx'
import classes from './OverviewPage.module.css'
import { PeriodPicker } from './PeriodPicker.tsx'
import { readPeriod } from './period.ts'
import { RefreshButton } from './RefreshButton.tsx'
import { TopProducts } from './TopProducts.tsx'

const ALL = 'all'

/** The figures of a period beside those of the one before it. Shop and period stand in the address. */
export function OverviewPage() {
  const { t, range } = useWords()
  const [address, setAddress] = useSearchParams()
  const today = moscowDay(Date.now())
  const period = readPeriod(address, today)
  const shops = useCall('shop.list', undefined).value ?? []
  const info = useCall('app.info', undefined)
  const chosen = shops.find(shop => String(shop.id) === address.get('shop'))
  const shown = chosen ? [chosen] : shops
  const shopIds = chosen ? [chosen.id] : null
  const asked = useCall('overview.get', { shopIds, from: period.from, to: period.to })
  // While another period is asked for, the last figures stay in their places.
  const [kept, keep] = useState<Overview | undefined>(undefined)
  if (asked.value && asked.value !== kept) keep(asked.value)
  const overview = asked.value ?? kept
  const set = (changes: Readonly<Record<string, string | null>>) => {
    const next = new URLSearchParams(address)
    for (const [name, value] of Object.entries(changes))
      if (value === null) next.delete(name)
      else next.set(name, value)
    setAddress(next, { replace: true })
  }
  return (
    <Container size={1600} py="lg" px="lg">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <div>
            <Title order={1}>{t('overview.title')}</Title>
            <Text size="sm" c="dimmed" mih={20}>
              {overview &&
                t('overview.compared', {
                  range: range(overview.from, overview.to),
                  previous: range(overview.previousFrom, overview.previousTo),
                })}
            </Text>
            <Text size="xs" c="dimmed" textWrap="balance">
              {shown.length > 0 && t(`overview.definition.${marketplaceOf(shown)}`)}
            </Text>
          </div>
          <RefreshButton shops={shown} disabled={info.value?.readOnly ?? true} />
        </Group>
        <Group justify="space-between">
          <Select
            w={220}
            aria-label={t('overview.shop')}
            allowDeselect={false}
            value={chosen ? String(chosen.id) : ALL}
            onChange={value => set({ shop: value === ALL ? null : value })}
            data={[
              { value: ALL, label: t('overview.shop.all') },
              ...shops.map(shop => ({ value: String(shop.id), label: shop.name })),
            ]}
          />
          <PeriodPicker
            period={period}
            today={today}
            onPreset={preset => set({ period: preset, from: null, to: null })}
            onDays={({ from, to }) => set({ period: null, from, to })}
          />
        </Group>
        {asked.error && <ErrorNote kind={asked.error} retry={asked.again} />}
        {overview ? <Shown overview={overview} /> : !asked.error && <Waiting />}
        <div className={classes.tables}>
          {overview && !isEmpty(overview) && <TopProducts overview={overview} shops={shown} />}
          <Freshness shopIds={shopIds} shops={shops} />
        </div>
      </Stack>
    </Container>
  )
}

/** Whose definition of revenue is said: one sentence for whatever is shown. */
function marketplaceOf(shops: readonly Shop[]): Shop['marketplace'] | 'all' {
  const [first, ...others] = new Set(shops.map(shop => shop.marketplace))
  return first && others.length === 0 ? first : 'all'
}

/** Nothing is known of the period at all: no dashes in six tiles, but one sentence. */
const isEmpty = ({ units, adSpend, top }: Overview): boolean =>
  units.value === null && !adSpend.value && top.length === 0

function Shown({ overview }: { readonly overview: Overview }) {
  const { t } = useWords()
  if (isEmpty(overview))
    return (
      <EmptyState
        py="xl"
        icon={<IconChartBar size={36} stroke={1.4} />}
        title={t('overview.empty')}
        description={t('overview.empty.text')}
      />
    )
  return (
    <>
      <Figures overview={overview} />
      <DailyChart overview={overview} />
    </>
  )
}

function Waiting() {
  return (
    <>
      <Skeleton h={122} radius="lg" />
      <Skeleton h={320} radius="lg" />
    </>
  )
}
