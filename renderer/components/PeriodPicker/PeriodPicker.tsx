import { Button, Popover, UnstyledButton } from '@mantine/core'
import { IconCalendar, IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import type { Day } from '#contract/money.ts'
import { useWords } from '../../words.tsx'
import { Days } from './Days.tsx'
import classes from './PeriodPicker.module.css'
import { CALENDAR, type Chosen, canBeKnown, DAILY, type Preset, periodOf } from './period.ts'

interface Props {
  /** The selected period; null is all time, where that is offered. */
  readonly value: Chosen | null
  readonly today: Day
  /** The first day with data; earlier ones cannot be selected. */
  readonly first: Day | null
  /** Label of "all time"; offered as a choice if given. */
  readonly allTime?: string
  readonly onChange: (chosen: Chosen | null) => void
}

const isDaily = (preset: Preset | null | undefined) => DAILY.some(each => each === preset)

/** The only period picker: presets, calendar periods, and two days that are picked or typed. */
export function PeriodPicker({ value, today, first, allTime, onChange }: Props) {
  const { t, range } = useWords()
  const [open, setOpen] = useState(false)
  const choose = (chosen: Chosen | null) => {
    onChange(chosen)
    setOpen(false)
  }
  const days = value && range(value.from, value.to)
  const name = value?.preset ? t(`period.${value.preset}`) : null
  const list = { value, today, first, onChange: choose }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          px="sm"
          fw={500}
          leftSection={<IconCalendar size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={`${name ? `${name}: ${days}` : (days ?? allTime)}. ${t('period.choose')}`}
          onClick={() => setOpen(!open)}
        >
          {name && (
            <span className={classes.name} data-daily={allTime === undefined && isDaily(value?.preset)}>
              {`${name}: `}
            </span>
          )}
          {days ?? allTime}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('period.choose')} p="sm">
        <div className={classes.panel}>
          <fieldset className={classes.presets} aria-label={t('period.usual')}>
            {allTime !== undefined && (
              <UnstyledButton
                className={classes.preset}
                aria-pressed={value === null}
                onClick={() => choose(null)}
              >
                {allTime}
              </UnstyledButton>
            )}
            <Presets of={DAILY} {...list} />
            <div className={classes.rule} />
            <Presets
              of={allTime === undefined ? CALENDAR : CALENDAR.filter(preset => preset !== 'all')}
              {...list}
            />
          </fieldset>
          <Days value={value} today={today} first={first} onChange={choose} />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

interface PresetsProps extends Pick<Props, 'value' | 'today' | 'first'> {
  readonly of: readonly Preset[]
  readonly onChange: (chosen: Chosen) => void
}

function Presets({ of, value, today, first, onChange }: PresetsProps) {
  const { t, range } = useWords()
  return of.map(preset => {
    const period = periodOf(preset, today, first)
    return (
      <UnstyledButton
        key={preset}
        className={classes.preset}
        aria-pressed={value?.preset === preset}
        // No data covers it.
        disabled={!canBeKnown(period, first)}
        title={range(period.from, period.to)}
        onClick={() => onChange({ ...period, preset })}
      >
        {t(`period.${preset}`)}
      </UnstyledButton>
    )
  })
}
