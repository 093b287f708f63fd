import { Tooltip } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { type RefObject, useState } from 'react'
import classes from './Hint.module.css'

interface Props {
  /** What the sign is called. */
  readonly name: string
  readonly text: string
  /** What it explains, which it must not cover. */
  readonly of: RefObject<HTMLElement | null>
}

/** A small sign that explains something when it is pointed at or focused. What it says is made then, not before: pages have many of them. */
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
