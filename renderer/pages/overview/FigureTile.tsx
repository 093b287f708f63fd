import { useRef } from 'react'
import { Change } from '../../components/Change/Change.tsx'
import type { Delta } from '../../components/Change/delta.ts'
import { Hint } from '../../components/Hint/Hint.tsx'
import { useWords } from '../../words.tsx'
import classes from './FigureTile.module.css'

/** Why a figure is unknown: briefly for the tile, and in full for its tooltip. */
export interface Why {
  readonly brief: string
  readonly whole: string
}
interface Props {
  readonly name: string
  readonly about: string
  /** Formatted; null if the figure is unknown, and why. */
  readonly value: string | null
  readonly missing: Why
  /** The formatted figure of the previous period; null if it is unknown, and why. */
  readonly previous: string | null
  readonly previousMissing: Why
  readonly delta: Delta | null
  readonly unit: 'percent' | 'points'
  readonly better: 'up' | 'down' | null
  /** Whether the marketplace may still correct it. */
  readonly settling: boolean
}

/** A figure, its explanation and its change, or why either is unknown. All tiles have the same height. */
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
