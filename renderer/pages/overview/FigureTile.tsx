import { ActionIcon, Card, Group, Text, Tooltip } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight, IconInfoCircle, IconMinus } from '@tabler/icons-react'
import { useWords } from '../../words.tsx'
import type { Delta } from './delta.ts'
import classes from './FigureTile.module.css'

interface Props {
  readonly name: string
  readonly about: string
  /** Already in words; null where the figure is not known. */
  readonly value: string | null
  readonly previous: string | null
  readonly delta: Delta | null
  readonly unit: 'percent' | 'points'
  /** Whether more is better; null where it is neither. */
  readonly better: 'up' | 'down' | null
  /** Why there is a dash instead of a figure. */
  readonly missing: string
}

const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconMinus } as const

/** One figure, what it means, and how it moved. Every tile is as high as the others, with a figure or without. */
export function FigureTile({ name, about, value, previous, delta, unit, better, missing }: Props) {
  const { t, percent, points } = useWords()
  const size = delta && (unit === 'points' ? points(delta.size) : percent(delta.size))
  const Arrow = ARROWS[delta?.direction ?? 'same']
  const mood =
    !delta || delta.direction === 'same' || !better ? 'even' : delta.direction === better ? 'good' : 'bad'
  return (
    <Card component="section" px="sm" className={classes.tile} aria-label={name}>
      <Group justify="space-between" wrap="nowrap" gap={4}>
        <Text size="sm" c="dimmed" truncate>
          {name}
        </Text>
        <Tooltip label={about}>
          <ActionIcon variant="transparent" c="dimmed" size={18} aria-label={t('overview.explain', { name })}>
            <IconInfoCircle size={15} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <Text className={classes.value} data-value={value ?? ''}>
        {value ?? '—'}
      </Text>
      {value === null ? (
        <Text size="xs" c="dimmed" lineClamp={2} title={missing}>
          {missing}
        </Text>
      ) : (
        <div>
          <span
            className={classes.delta}
            data-mood={mood}
            role="img"
            aria-label={
              delta && size
                ? t(`overview.delta.${delta.direction}`, { value: size })
                : t('overview.delta.unknown')
            }
          >
            {delta && size ? (
              <>
                <Arrow size={14} stroke={2} aria-hidden /> {size}
              </>
            ) : (
              '—'
            )}
          </span>
          <Text size="xs" c="dimmed" truncate>
            {previous !== null && t('overview.was', { value: previous })}
          </Text>
        </div>
      )}
    </Card>
  )
}
