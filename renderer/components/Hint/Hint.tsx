import { Tooltip } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { type RefObject, useState } from 'react'
import classes from './Hint.module.css'

interface Props {
  /** Accessible name of the symbol. */
  readonly name: string
  readonly text: string
  /** The element that it explains and must not cover. */
  readonly of: RefObject<HTMLElement | null>
}

/** A symbol that shows a tooltip on hover or focus. The tooltip is rendered on demand, since pages have many of them. */
export function Hint({ name, text, of }: Props) {
  const [open, setOpen] = useState(false)
  const show = () => setOpen(true)
  const hide = () => setOpen(false)
  return (
    <>
      <button
        type="button"
        className={classes.sign}
        aria-label={name}
        aria-description={text}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onKeyDown={({ key }) => key === 'Escape' && hide()}
      >
        <IconInfoCircle size={15} stroke={1.7} aria-hidden />
      </button>
      {open && <Tooltip target={of} label={text} position="bottom-start" opened />}
    </>
  )
}
