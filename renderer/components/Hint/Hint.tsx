import { Tooltip } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import classes from './Hint.module.css'

interface Props {
  /** What the sign is called. */
  readonly name: string
  readonly text: string
}

/** A small sign that explains something when it is pointed at or focused. What it says is made then, not before: pages have many of them. */
export function Hint({ name, text }: Props) {
  const [open, setOpen] = useState(false)
  const sign = useRef<HTMLButtonElement>(null)
  const show = () => setOpen(true)
  const hide = () => setOpen(false)
  return (
    <>
      <button
        ref={sign}
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
      {open && <Tooltip target={sign} label={text} opened />}
    </>
  )
}
