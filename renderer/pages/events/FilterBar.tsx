import { Group, MultiSelect, Select, TextInput } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconCalendar, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { addDays, moscowDay } from '#contract/days.ts'
import type { Shop } from '#contract/shop.ts'
import { useWords } from '../../words.tsx'
import { type Filters, TYPES } from './filters.ts'

const ALL = 'all'
/** Ms after which what is typed is asked for. */
const PAUSE = 300
const PERIODS = [1, 7, 30, 90] as const

interface Props {
  readonly filters: Filters
  readonly shops: readonly Shop[]
  readonly onChange: (change: Partial<Filters>) => void
}

/** Shop, kinds of changes, days, and part of a name, an article or an id. */
export function FilterBar({ filters, shops, onChange }: Props) {
  const { t, event } = useWords()
  const [typed, setTyped] = useState(filters.text)
  // The first of two days, while the second is not picked yet.
  const [half, setHalf] = useState<[string | null, string | null] | null>(null)
  const search = useDebouncedCallback((text: string) => onChange({ text }), PAUSE)
  const today = moscowDay(Date.now())
  const marketplaces = (['ozon', 'wb'] as const).filter(each => shops.some(shop => shop.marketplace === each))
  return (
    <Group gap="sm" wrap="wrap">
      <TextInput
        w={240}
        aria-label={t('events.search')}
        placeholder={t('events.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        maxLength={200}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          search(currentTarget.value)
        }}
      />
      <Select
        w={200}
        aria-label={t('overview.shop')}
        allowDeselect={false}
        value={filters.shop === null ? ALL : String(filters.shop)}
        onChange={value => onChange({ shop: value === ALL ? null : Number(value) })}
        data={[
          { value: ALL, label: t('overview.shop.all') },
          ...shops.map(shop => ({ value: String(shop.id), label: shop.name })),
        ]}
      />
      <DatePickerInput
        type="range"
        w={220}
        clearable
        aria-label={t('overview.period')}
        placeholder={t('events.period.all')}
        leftSection={<IconCalendar size={16} aria-hidden />}
        valueFormat="DD.MM.YYYY"
        maxDate={today}
        allowSingleDateInRange
        presets={PERIODS.map(days => ({
          value: [addDays(today, 1 - days), today] as [string, string],
          label: days === 1 ? t('overview.period.today') : t(`overview.period.${days}`),
        }))}
        value={half ?? [filters.from, filters.to]}
        onChange={([from, to]) => {
          const whole = (from === null) === (to === null)
          setHalf(whole ? null : [from, to])
          if (whole) onChange({ from, to })
        }}
      />
      <MultiSelect
        flex={1}
        miw={240}
        clearable
        aria-label={t('events.types')}
        placeholder={filters.types.length === 0 ? t('events.types.all') : ''}
        value={[...filters.types]}
        onChange={types => onChange({ types })}
        data={marketplaces.map(each => ({
          group: t(`marketplace.${each}`),
          items: TYPES[each].map(type => ({ value: type, label: event(type) })),
        }))}
      />
    </Group>
  )
}
