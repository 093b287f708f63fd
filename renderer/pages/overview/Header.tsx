import { Box, Group, Select, Text, Title } from '@mantine/core'
import type { Day } from '#contract/money.ts'
import type { Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { PeriodPicker } from '../../components/PeriodPicker/PeriodPicker.tsx'
import { QuickPeriods } from '../../components/PeriodPicker/QuickPeriods.tsx'
import { useWords } from '../../words.tsx'
import type { Place } from './address.ts'
import { comparedOf } from './compared.ts'
import { RefreshButton, Updated, useRefresh } from './RefreshButton.tsx'

const ALL = 'all'

interface Props {
  readonly place: Place
  readonly change: (part: Partial<Place>) => void
  readonly shops: readonly Shop[]
  readonly today: Day
  readonly first: Day | null
  readonly readOnly: boolean
  readonly overview: Overview | undefined
}

/** The selected shop and period, the comparison, and the freshness of the data. */
export function Header({ place, change, shops, today, first, readOnly, overview }: Props) {
  const words = useWords()
  const { t } = words
  const { shop, period } = place
  const shown = shop ? [shop] : shops
  const start = useRefresh(shown)
  return (
    <div>
      <Group gap="sm">
        <Title order={1}>{t('overview.title')}</Title>
        {shops.length > 1 && (
          <Select
            w={180}
            aria-label={t('overview.shop')}
            allowDeselect={false}
            // A closed list that stays in the page is measured and placed with each visit.
            comboboxProps={{ keepMounted: false }}
            value={shop ? String(shop.id) : ALL}
            onChange={value => change({ shop: shops.find(({ id }) => String(id) === value) ?? null })}
            data={[
              { value: ALL, label: t('overview.shop.all') },
              ...shops.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
        )}
        <QuickPeriods value={period} today={today} onChange={chosen => change({ period: chosen })} />
        <PeriodPicker
          value={period}
          today={today}
          first={first}
          onChange={chosen => chosen && change({ period: chosen })}
        />
        <RefreshButton shops={shown} readOnly={readOnly} start={start} />
      </Group>
      {start.error && (
        <Box mt={8}>
          <ErrorNote kind={start.error} retry={start.run} />
        </Box>
      )}
      <Group justify="space-between" align="flex-start" gap="4px 16px" mt={6} mih={20}>
        <Text size="xs" c="dimmed" flex="1 1 320px">
          {overview && comparedOf(overview, words)}
        </Text>
        <Updated shops={shown} readOnly={readOnly} />
      </Group>
    </div>
  )
}
