import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react'
import { useWords } from '../../words.tsx'
import classes from './Change.module.css'
import type { Delta } from './delta.ts'

const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconMinus } as const

interface Props {
  readonly delta: Delta
  readonly unit: 'percent' | 'points'
  /** Whether more is better; null where it is neither. */
  readonly better: 'up' | 'down' | null
}

/** How a figure moved, wherever it stands: an arrow, the size of the move, and green or red where one way is the better. */
export function Change({ delta, unit, better }: Props) {
  const { t, percent, points } = useWords()
  const { direction } = delta
  const size = unit === 'points' ? points(delta.size) : percent(delta.size)
  const Arrow = ARROWS[direction]
  const mood = direction === 'same' || !better ? 'even' : direction === better ? 'good' : 'bad'
  return (
    <span
      className={classes.change}
      data-mood={mood}
      role="img"
      aria-label={t(`overview.delta.${direction}`, { value: size })}
    >
      <Arrow size={14} stroke={2} aria-hidden /> {size}
    </span>
  )
}
