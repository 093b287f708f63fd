import { NOTIFICATIONS } from '#contract/schedule.ts'
import { useWords } from '../../words.tsx'
import type { BackgroundProps } from './BackgroundCard.tsx'
import { Section, Toggle } from './Setting.tsx'

/** Which notifications are shown outside of the window, by kind. */
export function NotificationsCard({ background, onChange, readOnly }: BackgroundProps) {
  const { t } = useWords()
  return (
    <Section title={t('settings.notify')}>
      {NOTIFICATIONS.map(kind => (
        <Toggle
          key={kind}
          label={t(`settings.notify.${kind}`)}
          about={t(`settings.notify.${kind}.about`)}
          checked={background.notify[kind]}
          disabled={readOnly}
          onChange={checked => onChange({ notify: { [kind]: checked } })}
        />
      ))}
    </Section>
  )
}
