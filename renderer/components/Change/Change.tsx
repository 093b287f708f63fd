import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react'
import { useWords } from '../../words.tsx'
import classes from './Change.module.css'
import type { Delta } from './delta.ts'

const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconMinus } as const

interface Props {
  readonly delta: Delta
  readonly unit: 'percent' | 'points'
  /** The direction that is an improvement; null if neither is. */
  readonly better: 'up' | 'down' | null
}

/** The change of a figure: an arrow and its size, green or red if one direction is an improvement. */
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
