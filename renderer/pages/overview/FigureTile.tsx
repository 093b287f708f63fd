import { useRef } from 'react'
import { Change } from '../../components/Change/Change.tsx'
import type { Delta } from '../../components/Change/delta.ts'
import { Hint } from '../../components/Hint/Hint.tsx'
import { useWords } from '../../words.tsx'
import classes from './FigureTile.module.css'

/** Why something is not known: as it stands on the tile, and whole, for who points at it. */
export interface Why {
  readonly brief: string
  readonly whole: string
}
interface Props {
  readonly name: string
  readonly about: string
  /** Already in words; null where the figure is not known, and why. */
  readonly value: string | null
  readonly missing: Why
  /** The figure of the period before in words; null where it is not known, and why. */
  readonly previous: string | null
  readonly previousMissing: Why
  readonly delta: Delta | null
  readonly unit: 'percent' | 'points'
  readonly better: 'up' | 'down' | null
  /** Whether the marketplace may still correct it. */
  readonly settling: boolean
}

/** One figure, what it means, and how it moved, or why neither can be said. Every tile is as high as the others. */
export function FigureTile(props: Props) {
  const { name, about, value, missing, previous, previousMissing, delta, unit, better, settling } = props
  const { t } = useWords()
  const tile = useRef<HTMLElement>(null)
  const was = previous === null ? null : t('overview.was', { value: previous })
  const before = was === null ? previousMissing : { brief: was, whole: was }
  const note = value === null ? missing : before
  return (
    <section ref={tile} className={classes.tile} aria-label={name}>
      <div className={classes.name}>
        <span title={name}>{name}</span>
        <Hint name={t('overview.explain', { name })} text={about} of={tile} />
      </div>
      <div className={classes.value} data-value={value ?? ''}>
        {value ?? '—'}
      </div>
      <p className={classes.note} title={note.whole}>
        {value !== null && delta && <Change delta={delta} unit={unit} better={better} />} {note.brief}
        {value !== null && settling && ` · ${t('overview.settling')}`}
      </p>
    </section>
  )
}
