import { Chip, CloseButton, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { EventKind } from '#contract/events.ts'
import type { Day } from '#contract/money.ts'
import type { Shop } from '#contract/shop.ts'
import { PeriodPicker } from '../../components/PeriodPicker/PeriodPicker.tsx'
import { useWords } from '../../words.tsx'
import { type Filters, KINDS } from './filters.ts'

const ALL = 'all'
/** Delay before typed text is searched for, ms. */
const PAUSE = 300

interface Props {
  readonly filters: Filters
  readonly shops: readonly Shop[]
  readonly today: Day
  readonly onChange: (change: Partial<Filters>) => void
}

/** Filters: a part of a name, an article or an id; shop, days, kinds of changes. */
export function FilterBar({ filters, shops, today, onChange }: Props) {
  const { t } = useWords()
  return (
    <Group gap="sm" wrap="wrap">
      <Search text={filters.text} onChange={text => onChange({ text })} />
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
        value={filters.period}
        today={today}
        // It is unknown since when changes were detected.
        first={null}
        allTime={t('events.period.all')}
        onChange={period => onChange({ period })}
      />
      <Chip.Group
        multiple
        value={[...filters.kinds]}
        onChange={kinds => onChange({ kinds: kinds as EventKind[] })}
      >
        <Group gap={6} wrap="nowrap" role="group" aria-label={t('events.kinds')}>
          {KINDS.map(kind => (
            <Chip key={kind} value={kind} size="sm" variant="outline">
              {t(`events.kind.${kind}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Group>
  )
}

interface SearchProps {
  readonly text: string
  readonly onChange: (text: string) => void
}

/** The field also follows the URL: Back restores the previous search. */
function Search({ text, onChange }: SearchProps) {
  const { t } = useWords()
  const [typed, setTyped] = useState(text)
  const [sent, setSent] = useState(text)
  const [seen, setSeen] = useState(text)
  if (text !== seen) {
    setSeen(text)
    if (text !== sent) {
      setSent(text)
      setTyped(text)
    }
  }
  const send = (next: string) => {
    setSent(next)
    onChange(next)
  }
  const search = useDebouncedCallback(send, PAUSE)
  return (
    <TextInput
      w={240}
      aria-label={t('events.search')}
      placeholder={t('events.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed !== '' && (
          <CloseButton
            size="sm"
            aria-label={t('events.search.clear')}
            onClick={() => {
              search.cancel()
              setTyped('')
              send('')
            }}
          />
        )
      }
      value={typed}
      maxLength={200}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        search(currentTarget.value)
      }}
    />
  )
}
