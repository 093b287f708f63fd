import { SimpleGrid } from '@mantine/core'
import type { Overview } from '#contract/overview.ts'
import { useWords } from '../../words.tsx'
import { namesOf, stepsOf } from './datasets.ts'
import { deltaOf } from './delta.ts'
import { FigureTile } from './FigureTile.tsx'

const FIGURES = [
  { name: 'units', format: 'number', unit: 'percent', better: 'up' },
  { name: 'revenue', format: 'roubles', unit: 'percent', better: 'up' },
  { name: 'averagePrice', format: 'roubles', unit: 'percent', better: 'up' },
  { name: 'adSpend', format: 'roubles', unit: 'percent', better: null },
  { name: 'drr', format: 'percent', unit: 'points', better: 'down' },
  { name: 'totalDrr', format: 'percent', unit: 'points', better: 'down' },
] as const

/** The six figures of the period beside those of the previous one. */
export function Figures({ overview }: { readonly overview: Overview }) {
  const words = useWords()
  const { t } = words
  return (
    <SimpleGrid cols={{ base: 3, lg: 6 }} spacing="sm" role="group" aria-label={t('overview.figures')}>
      {FIGURES.map(({ name, format, unit, better }) => {
        const { value, previous, missing } = overview[name]
        const write = words[format]
        return (
          <FigureTile
            key={name}
            name={t(`figure.${name}`)}
            about={t(`figure.${name}.about`)}
            value={value === null ? null : write(value)}
            previous={previous === null ? null : write(previous)}
            delta={deltaOf(value, previous, unit)}
            unit={unit}
            better={better}
            missing={
              missing.length > 0
                ? t('overview.missing', { datasets: namesOf(stepsOf(missing), words.step) })
                : t('overview.missing.zero')
            }
          />
        )
      })}
    </SimpleGrid>
  )
}
