import type { MeasureInfo } from '#contract/report.ts'
import { words } from '#i18n'
import { measureList } from '../main/engine/measures/list.ts'

const english = words('en')
const russian = words('ru')

const FAMILIES = [
  [
    'orders',
    'By the day on which something happened',
    'Orders by the day they were made, advertising by the day it was shown.',
  ],
  [
    'money',
    'By the day of the marketplace’s books',
    'What was credited and charged. Never mixed with the figures above.',
  ],
  ['state', 'As of the end of a day', 'Of several days the last one counts.'],
] as const

/** The contents of docs/measures.md: every measure as declared, with its words. */
export function measuresPage(): string {
  const all = measureList()
  const parts = FAMILIES.map(([family, title, sentence]) =>
    [`## ${title}`, sentence, ...all.filter(one => one.family === family).map(section)].join('\n\n'),
  )
  return `${[
    '# Measures',
    'Made by `npm run docs` out of the declarations in `main/engine/measures/catalogue.ts`; not to be edited. `prilavok report` asks them, `prilavok measures` lists them.',
    'Days are Moscow days. Each measure can be cut by day, week (from Monday) and month, and by what is listed. A figure whose data is not all there is a dash with what is missing, of a shop of a marketplace that does not tell it too. Sums of different currencies are never added up.',
    ...parts,
  ].join('\n\n')}\n`
}

function section({ id, unit, additivity, good, dimensions, marketplaces }: MeasureInfo): string {
  const names = marketplaces.map(({ marketplace }) => marketplace)
  const facts = [
    english.t(`measure.unit.${unit}`),
    additivity,
    ...(good === 'neither' ? [] : [`good when it goes ${good}`]),
    `by ${dimensions.join(', ')}`,
  ]
  return [
    `### ${id}`,
    `${english.measure(id)} (${english.measureShort(id)}); in Russian ${russian.measure(id)} (${russian.measureShort(id)}).`,
    english.measureAbout(id, names),
    russian.measureAbout(id, names),
    [
      `- ${facts.join('; ')}`,
      ...marketplaces.map(
        ({ marketplace, streams }) =>
          `- ${english.t(`marketplace.${marketplace}`)}: ${streams.map(stream => `\`${stream}\``).join(', ')}`,
      ),
    ].join('\n'),
  ].join('\n\n')
}
