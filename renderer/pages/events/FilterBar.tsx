import { Group, MultiSelect, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { moscowDay } from '#contract/days.ts'
import type { Shop } from '#contract/shop.ts'
import { PeriodPicker } from '../../components/PeriodPicker/PeriodPicker.tsx'
import { useWords } from '../../words.tsx'
import { type Filters, TYPES } from './filters.ts'

const ALL = 'all'
/** Ms after which what is typed is asked for. */
const PAUSE = 300

interface Props {
  readonly filters: Filters
  readonly shops: readonly Shop[]
  readonly onChange: (change: Partial<Filters>) => void
}

/** Shop, kinds of changes, days, and part of a name, an article or an id. */
export function FilterBar({ filters, shops, onChange }: Props) {
  const { t, event } = useWords()
  const [typed, setTyped] = useState(filters.text)
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
      <PeriodPicker
        value={filters.from && filters.to ? { from: filters.from, to: filters.to, preset: null } : null}
        today={today}
        first={null}
        allTime={t('events.period.all')}
        onChange={chosen => onChange({ from: chosen?.from ?? null, to: chosen?.to ?? null })}
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
