import { SegmentedControl } from '@mantine/core'
import type { Settings } from '#contract/api.ts'
import type { Language } from '#i18n'
import { LANGUAGES } from '#i18n'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useSettings } from '../../settings.ts'
import { useWords } from '../../words.tsx'
import { Choice, Section } from './Setting.tsx'

const SCHEMES = ['light', 'dark', 'auto'] as const

/** Language and colour scheme, which the rail changes too. */
export function LooksCard({ readOnly }: { readonly readOnly: boolean }) {
  const { t, language } = useWords()
  const { settings, change, error } = useSettings()
  return (
    <Section title={t('settings.looks')}>
      <Choice label={t('settings.language')}>
        {labelId => (
          <SegmentedControl
            aria-labelledby={labelId}
            value={language}
            disabled={readOnly}
            onChange={chosen => void change({ language: chosen as Language })}
            data={LANGUAGES.map(each => ({ value: each, label: t(`settings.language.${each}`) }))}
          />
        )}
      </Choice>
      <Choice label={t('settings.scheme')}>
        {labelId => (
          <SegmentedControl
            aria-labelledby={labelId}
            value={settings?.colorScheme ?? 'auto'}
            disabled={readOnly}
            onChange={chosen => void change({ colorScheme: chosen as Settings['colorScheme'] })}
            data={SCHEMES.map(each => ({ value: each, label: t(`settings.scheme.${each}`) }))}
          />
        )}
      </Choice>
      {error && <ErrorNote kind={error} />}
    </Section>
  )
}
