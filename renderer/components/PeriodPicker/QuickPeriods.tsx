import type { Day } from '#contract/money.ts'
import { useWords } from '../../words.tsx'
import { Segments } from '../Segments/Segments.tsx'
import classes from './PeriodPicker.module.css'
import { type Chosen, DAILY, periodOf } from './period.ts'

interface Props {
  readonly value: Chosen
  readonly today: Day
  readonly onChange: (chosen: Chosen) => void
}

/** Frequent periods as buttons, where the window has room. */
export function QuickPeriods({ value, today, onChange }: Props) {
  const { t } = useWords()
  return (
    <div className={classes.quick}>
      <Segments
        label={t('overview.period')}
        value={DAILY.find(each => each === value.preset) ?? null}
        choices={DAILY.map(preset => ({ value: preset, label: t(`period.${preset}`) }))}
        onChange={preset => onChange({ ...periodOf(preset, today, null), preset })}
      />
    </div>
  )
}
