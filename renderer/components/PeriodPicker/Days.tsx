import { Button, Stack, TextInput } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import type { FormEvent } from 'react'
import { useState } from 'react'
import type { Day } from '#contract/money.ts'
import { useWords } from '../../words.tsx'
import classes from './PeriodPicker.module.css'
import { type Chosen, dayToType, monthOf, type Period, typedPeriod } from './period.ts'

interface Props {
  readonly value: Period | null
  readonly today: Day
  readonly first: Day | null
  readonly onChange: (chosen: Chosen) => void
}

/** Two days, typed or picked. Two months are shown, the later one with the end of the period. */
export function Days({ value, today, first, onChange }: Props) {
  const { t, day } = useWords()
  const [picked, setPicked] = useState<[string | null, string | null]>([
    value?.from ?? null,
    value?.to ?? null,
  ])
  const [typed, setTyped] = useState({
    from: value ? dayToType(value.from) : '',
    to: value ? dayToType(value.to) : '',
  })
  const [error, setError] = useState<string | null>(null)

  function submit(event: FormEvent) {
    event.preventDefault()
    const period = typedPeriod(typed, today, first)
    if (typeof period === 'string') setError(t(`period.${period}`, first ? { date: day(first) } : {}))
    else onChange({ ...period, preset: null })
  }

  const field = (name: 'from' | 'to') => (
    <TextInput
      w={128}
      aria-label={t(`period.${name}`)}
      placeholder={t('period.format')}
      value={typed[name]}
      error={error !== null}
      aria-describedby={error ? 'period-error' : undefined}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped({ ...typed, [name]: text })
        setError(null)
      }}
    />
  )
  const [earlier, later] = [t('period.earlier'), t('period.later')]
  return (
    <Stack gap="xs">
      <form className={classes.typed} onSubmit={submit} noValidate>
        {field('from')}
        {field('to')}
        <Button type="submit" variant="default">
          {t('period.show')}
        </Button>
      </form>
      {error && (
        <div role="alert" id="period-error" className={classes.error}>
          {error}
        </div>
      )}
      <DatePicker
        type="range"
        size="xs"
        allowSingleDateInRange
        // The computer's date may differ from Moscow's.
        getDayProps={date => (date === today ? { className: classes.today, 'aria-current': 'date' } : {})}
        hideOutsideDates
        numberOfColumns={2}
        columnsToScroll={1}
        maxDate={today}
        {...(first ? { minDate: first } : {})}
        defaultDate={monthOf(value?.to ?? today, -1)}
        ariaLabels={{
          previousMonth: earlier,
          nextMonth: later,
          previousYear: earlier,
          nextYear: later,
          previousDecade: earlier,
          nextDecade: later,
        }}
        value={picked}
        onChange={days => {
          setPicked(days)
          const [from, to] = days
          if (from && to) onChange({ from, to, preset: null })
        }}
      />
    </Stack>
  )
}
