import { Progress as Bar, Card, Loader, Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCheck,
  IconCircle,
  IconClock,
  IconPlayerPause,
  IconPlayerSkipForward,
} from '@tabler/icons-react'
import type { Marketplace } from '#contract/shop.ts'
import type { StepProgress } from '#contract/sync.ts'
import type { Words } from '#i18n'
import { useWords } from '../../words.tsx'
import classes from './StepList.module.css'
import { type Brought, NOTHING, type Stored } from './stored.ts'

const SIGNS = {
  waiting: { Icon: IconCircle, color: 'var(--mantine-color-default-border)' },
  running: { Icon: null, color: '' },
  done: { Icon: IconCheck, color: 'var(--mantine-color-pine-text)' },
  skipped: { Icon: IconPlayerSkipForward, color: 'var(--mantine-color-dimmed)' },
  failed: { Icon: IconAlertTriangle, color: 'var(--mantine-color-red-text)' },
  later: { Icon: IconClock, color: 'var(--mantine-color-yellow-text)' },
  paused: { Icon: IconPlayerPause, color: 'var(--mantine-color-dimmed)' },
} as const

interface Props {
  readonly steps: readonly StepProgress[]
  readonly marketplace: Marketplace
  /** The kind of error that is already explained above the list. */
  readonly said: string | null
  /** Stored data per step, shown for a refresh, which loads only part of it; null in a first load, whose steps show their own progress. */
  readonly stored: ReadonlyMap<string, Stored> | null
  /** What this refresh added, for its own steps. */
  readonly brought: Brought
}

/** Every step with what was loaded, and why it is incomplete, if it is. */
export function StepList({ steps, marketplace, said, stored, brought }: Props) {
  const { t } = useWords()
  return (
    <Card padding={0}>
      <ol className={classes.list} aria-label={t('progress.steps')}>
        {steps.map(step => (
          <StepLine
            key={step.step}
            step={step}
            marketplace={marketplace}
            said={said}
            stored={stored}
            brought={brought}
          />
        ))}
      </ol>
    </Card>
  )
}

interface LineProps extends Omit<Props, 'steps'> {
  readonly step: StepProgress
}

function StepLine({ step, marketplace, said, stored, brought }: LineProps) {
  const words = useWords()
  const { t } = words
  const { Icon, color } = SIGNS[step.status]
  const { rows, from, to } = stored === null ? step : (stored.get(step.step) ?? NOTHING)
  const own = step.status === 'done' ? brought.get(step.step) : undefined
  const putOff = step.status === 'later' && step.until
  const reads = step.status === 'running' && step.slices > 1
  return (
    <li className={classes.line} data-step={step.step} data-status={step.status}>
      <span
        className={classes.sign}
        role="img"
        aria-label={t(`progress.status.${step.status}`)}
        title={t(`progress.status.${step.status}`)}
      >
        {Icon ? <Icon size={17} stroke={2} color={color} aria-hidden /> : <Loader size={15} aria-hidden />}
      </span>
      <Text size="sm" fw={500} c={step.status === 'waiting' ? 'dimmed' : undefined}>
        {words.step(step.step)}
      </Text>
      <span className={classes.reads}>
        {reads && (
          <>
            <Bar
              value={(step.slice / step.slices) * 100}
              size={4}
              w={64}
              transitionDuration={400}
              aria-hidden
            />
            <Text size="xs" c="dimmed" span>
              {t('progress.slice', { slice: Math.min(step.slice + 1, step.slices), slices: step.slices })}
            </Text>
          </>
        )}
      </span>
      <Text size="xs" c="dimmed" className={classes.range}>
        {from && to && words.range(from, to)}
      </Text>
      <Text size="xs" className={classes.rows}>
        {rows > 0
          ? t('progress.rows', { count: rows })
          : step.status === 'done'
            ? t('progress.noRows')
            : t(`progress.status.${step.status}`)}
      </Text>
      <div className={classes.details}>
        {own && (
          <Text size="xs" c="dimmed">
            {broughtIn(words, [own])}
          </Text>
        )}
        {step.kind && step.kind !== said && step.status !== 'done' && !putOff && (
          <Text size="xs" c={step.status === 'failed' ? 'var(--mantine-color-red-text)' : 'dimmed'}>
            {words.error(step.kind, marketplace)}
          </Text>
        )}
        {putOff && (
          <Text size="xs" c="dimmed">
            {t('progress.until', { when: words.moment(putOff) })}
          </Text>
        )}
        {step.notices.map(notice => (
          <Text size="xs" c="dimmed" key={JSON.stringify(notice)}>
            {words.notice(notice, marketplace)}
          </Text>
        ))}
      </div>
    </li>
  )
}

/** New and changed rows of a refresh, in words. */
export function broughtIn({ t, number }: Words, of: readonly { added: number; changed: number }[]): string {
  const added = of.reduce((sum, each) => sum + each.added, 0)
  const changed = of.reduce((sum, each) => sum + each.changed, 0)
  return added + changed === 0
    ? t('progress.brought.nothing')
    : t('progress.brought', { added: number(added), changed: number(changed) })
}
