import { Group, Text } from '@mantine/core'
import { TimeInput } from '@mantine/dates'
import { useState } from 'react'
import type { Background } from '#contract/schedule.ts'
import { useWords } from '../../words.tsx'
import classes from './Setting.module.css'
import { Toggle } from './Setting.tsx'

type Quiet = Background['quiet']
type Hours = NonNullable<Quiet>

/** The default range. */
const NIGHT = { from: '23:00', to: '07:00' } as const

interface Props {
  readonly quiet: Quiet
  readonly disabled: boolean
  /** Resolves to whether the change was saved; what is in force is `quiet` either way. */
  readonly onChange: (quiet: Quiet) => Promise<boolean>
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
      {quiet && <Range quiet={quiet} disabled={disabled} onChange={onChange} />}
    </>
  )
}

/** Both hours. What is typed is shown until it is saved or could not be, then what is in force. */
function Range({ quiet, disabled, onChange }: Props & { readonly quiet: Hours }) {
  const { t } = useWords()
  const [typed, setTyped] = useState<Partial<Hours>>({})
  const save = async (name: keyof Hours) => {
    const hour = typed[name]
    // Both hours are sent: the other one may be on its way.
    if (hour && hour !== quiet[name]) await onChange({ ...quiet, ...complete(typed) })
    // An hour that was changed meanwhile stays.
    setTyped(({ [name]: now, ...other }) =>
      now === hour || now === undefined ? other : { ...other, [name]: now },
    )
  }
  const hour = (name: keyof Hours, label: string) => (
    <TimeInput
      w={96}
      aria-label={label}
      value={typed[name] ?? quiet[name]}
      disabled={disabled}
      onChange={event => {
        const text = event.currentTarget.value
        setTyped(known => ({ ...known, [name]: text }))
      }}
      onBlur={() => void save(name)}
    />
  )
  return (
    <Group gap="sm" className={classes.more}>
      <Text size="sm">{t('settings.quiet.from')}</Text>
      {hour('from', t('settings.quiet.start'))}
      <Text size="sm">{t('settings.quiet.to')}</Text>
      {hour('to', t('settings.quiet.end'))}
    </Group>
  )
}

/** An input reports an incomplete hour as an empty one. */
const complete = (typed: Partial<Hours>): Partial<Hours> =>
  Object.fromEntries(Object.entries(typed).filter(([, hour]) => hour !== ''))
