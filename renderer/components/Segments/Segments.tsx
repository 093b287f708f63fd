import { useId } from 'react'
import classes from './Segments.module.css'

interface Props<V extends string> {
  readonly label: string
  /** Null if none is selected. */
  readonly value: V | null
  readonly choices: readonly { readonly value: V; readonly label: string }[]
  readonly small?: boolean
  readonly onChange: (value: V) => void
}

/** A segmented control made of native radio buttons, for pages that must render fast. */
export function Segments<V extends string>({ label, value, choices, small = false, onChange }: Props<V>) {
  const name = useId()
  return (
    <fieldset className={classes.track} aria-label={label} data-small={small}>
      {choices.map(choice => (
        <label key={choice.value} className={classes.choice}>
          <input
            type="radio"
            name={name}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
