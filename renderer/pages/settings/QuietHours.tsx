import { Group, Text } from '@mantine/core'
import { TimeInput } from '@mantine/dates'
import { useState } from 'react'
import type { Background } from '#contract/schedule.ts'
import { useWords } from '../../words.tsx'
import classes from './Setting.module.css'
import { Toggle } from './Setting.tsx'

type Quiet = Background['quiet']

/** The default range. */
const NIGHT = { from: '23:00', to: '07:00' } as const

interface Props {
  readonly quiet: Quiet
  readonly disabled: boolean
  readonly onChange: (quiet: Quiet) => unknown
}

/** Local hours in which no run starts. They may span midnight. */
export function QuietHours({ quiet, disabled, onChange }: Props) {
  const { t } = useWords()
  return (
    <>
      <Toggle
        label={t('settings.quiet')}
        about={t('settings.quiet.about')}
        checked={quiet !== null}
        disabled={disabled}
        onChange={checked => onChange(checked ? NIGHT : null)}
      />
      {quiet && (
        <Group gap="sm" className={classes.more}>
          <Text size="sm">{t('settings.quiet.from')}</Text>
          <Hour
            label={t('settings.quiet.start')}
            value={quiet.from}
            disabled={disabled}
            onChange={from => onChange({ ...quiet, from })}
          />
          <Text size="sm">{t('settings.quiet.to')}</Text>
          <Hour
            label={t('settings.quiet.end')}
            value={quiet.to}
            disabled={disabled}
            onChange={to => onChange({ ...quiet, to })}
          />
        </Group>
      )}
    </>
  )
}

interface HourProps {
  readonly label: string
  readonly value: string
  readonly disabled: boolean
  readonly onChange: (value: string) => unknown
}

/** A time input that reports complete values only. */
function Hour({ label, value, disabled, onChange }: HourProps) {
  const [typed, setTyped] = useState(value)
  return (
    <TimeInput
      w={96}
      aria-label={label}
      value={typed}
      disabled={disabled}
      onChange={event => setTyped(event.currentTarget.value)}
      onBlur={() => (typed === '' ? setTyped(value) : typed !== value && onChange(typed))}
    />
  )
}
