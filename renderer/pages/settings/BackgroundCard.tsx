import { SegmentedControl } from '@mantine/core'
import { dayNumber, moscowDay } from '#contract/days.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Background, BackgroundChange } from '#contract/schedule.ts'
import { Marketplace } from '#contract/shop.ts'
import { useNow } from '../../now.ts'
import { useWords } from '../../words.tsx'
import { QuietHours } from './QuietHours.tsx'
import { Choice, Section, Toggle } from './Setting.tsx'

const ECONOMY = ['off', 'battery', 'always'] as const

export interface BackgroundProps {
  readonly background: Background
  readonly onChange: (change: BackgroundChange) => Promise<boolean>
  readonly readOnly: boolean
}

/** What the app does in the background. */
export function BackgroundCard({ background, onChange, readOnly }: BackgroundProps) {
  const { t } = useWords()
  const { closeToTray, startAtLogin, onlyWhileOpen, economy, quiet, olderHistory } = background
  const today = dayNumber(moscowDay(useNow(null)))
  const price = [
    t('settings.olderHistory.about'),
    ...Marketplace.options.map(marketplace =>
      t(`settings.olderHistory.price.${marketplace}`, MARKETPLACES[marketplace].olderHistory(today)),
    ),
    t('settings.olderHistory.disk'),
  ].join(' ')
  return (
    <Section title={t('settings.background')}>
      <Toggle
        label={t('settings.closeToTray')}
        about={t('settings.closeToTray.about')}
        checked={closeToTray}
        disabled={readOnly}
        onChange={checked => onChange({ closeToTray: checked })}
      />
      <Toggle
        label={t('settings.startAtLogin')}
        about={t('settings.startAtLogin.about')}
        checked={startAtLogin ?? false}
        disabled={readOnly}
        onChange={checked => onChange({ startAtLogin: checked })}
      />
      <Toggle
        label={t('settings.onlyWhileOpen')}
        about={t('settings.onlyWhileOpen.about')}
        checked={onlyWhileOpen}
        disabled={readOnly}
        onChange={checked => onChange({ onlyWhileOpen: checked })}
      />
      <Toggle
        label={t('settings.olderHistory')}
        about={price}
        checked={olderHistory}
        disabled={readOnly}
        onChange={checked => onChange({ olderHistory: checked })}
      />
      <Choice label={t('settings.economy')} about={t('settings.economy.about')}>
        {labelId => (
          <SegmentedControl
            aria-labelledby={labelId}
            value={economy}
            disabled={readOnly}
            onChange={chosen => onChange({ economy: chosen as Background['economy'] })}
            data={ECONOMY.map(each => ({ value: each, label: t(`settings.economy.${each}`) }))}
          />
        )}
      </Choice>
      <QuietHours quiet={quiet} disabled={readOnly} onChange={chosen => onChange({ quiet: chosen })} />
    </Section>
  )
}
