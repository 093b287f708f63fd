import { ActionIcon, Menu, Text, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useEffect } from 'react'
import { LANGUAGES } from '#i18n'
import { useCall } from '../api.ts'
import { useSettings } from '../settings.ts'
import { useWords } from '../words.tsx'

const SCHEMES = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const
const SCHEME_NAMES = ['light', 'dark', 'auto'] as const

/** Settings that the rail changes, disabled while read-only; a failed change shows a notification. */
function useSwitch() {
  const words = useWords()
  const { settings, change, error } = useSettings()
  const readOnly = useCall('app.info', undefined).value?.readOnly ?? true
  useEffect(() => {
    if (error)
      notifications.show({ id: 'switch', message: words.error(error), color: 'red', withBorder: true })
  }, [error, words])
  return { ...words, settings, change, readOnly }
}

/** Russian or English, applied at once and stored. */
export function LanguageSwitch() {
  const { t, language, change, readOnly } = useSwitch()
  return (
    <Menu position="right-end">
      <Menu.Target>
        <Tooltip label={t('settings.language')} position="right">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            disabled={readOnly}
            // The visible text comes first in the name: voice control users say what they see.
            aria-label={`${language.toUpperCase()}: ${t('settings.language')}`}
          >
            <Text size="xs" fw={600} tt="uppercase">
              {language}
            </Text>
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map(each => (
          <Menu.Item
            key={each}
            lang={each}
            rightSection={each === language ? <IconCheck size={14} /> : null}
            onClick={() => void change({ language: each })}
          >
            {t(`settings.language.${each}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Light, dark, or the system's colour scheme. */
export function SchemeSwitch() {
  const { t, settings, change, readOnly } = useSwitch()
  const chosen = settings?.colorScheme ?? 'auto'
  const Icon = SCHEMES[chosen]
  return (
    <Menu position="right-end">
      <Menu.Target>
        <Tooltip label={t('settings.scheme')} position="right">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            disabled={readOnly}
            aria-label={t('settings.scheme')}
          >
            <Icon size={19} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEME_NAMES.map(each => (
          <Menu.Item
            key={each}
            rightSection={each === chosen ? <IconCheck size={14} /> : null}
            onClick={() => void change({ colorScheme: each })}
          >
            {t(`settings.scheme.${each}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
