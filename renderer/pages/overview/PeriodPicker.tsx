import { Button, Group, Popover, SegmentedControl } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../words.tsx'
import type { Period, Preset } from './period.ts'
import { PRESETS } from './period.ts'

interface Props {
  readonly period: Period & { readonly preset: Preset | null }
  readonly today: string
  readonly onPreset: (preset: Preset) => void
  readonly onDays: (period: Period) => void
}

/** Five usual periods, or days of one's own. */
export function PeriodPicker({ period, today, onPreset, onDays }: Props) {
  const { t, range } = useWords()
  const [open, setOpen] = useState(false)
  const [picked, setPicked] = useState<[string | null, string | null]>([period.from, period.to])
  return (
    <Group gap="xs" wrap="nowrap">
      <SegmentedControl
        size="sm"
        value={period.preset ?? ''}
        onChange={preset => onPreset(preset as Preset)}
        data={PRESETS.map(preset => ({ value: preset, label: t(`overview.period.${preset}`) }))}
        aria-label={t('overview.period')}
      />
      <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus shadow="md">
        <Popover.Target>
          <Button
            variant={period.preset ? 'default' : 'light'}
            leftSection={<IconCalendar size={16} aria-hidden />}
            onClick={() => {
              setPicked([period.from, period.to])
              setOpen(!open)
            }}
          >
            {period.preset ? t('overview.period.custom') : range(period.from, period.to)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('overview.period.days')}>
          <DatePicker
            type="range"
            allowSingleDateInRange
            numberOfColumns={2}
            maxDate={today}
            defaultDate={period.from}
            value={picked}
            onChange={days => {
              setPicked(days)
              const [from, to] = days
              if (!from || !to) return
              onDays({ from, to })
              setOpen(false)
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </Group>
  )
}
