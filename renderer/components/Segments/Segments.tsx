import { useId } from 'react'
import classes from './Segments.module.css'

interface Props<V extends string> {
  readonly label: string
  /** null where none of them is chosen. */
  readonly value: V | null
  readonly choices: readonly { readonly value: V; readonly label: string }[]
  readonly small?: boolean
  readonly onChange: (value: V) => void
}

/** A few choices side by side, one of them lit: radio buttons as the browser has them, for pages that must stand at once. */
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
