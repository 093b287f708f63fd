import { ActionIcon, Menu, Text, Tooltip } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { LANGUAGES } from '#i18n'
import { useSettings } from '../settings.ts'
import { useWords } from '../words.tsx'

const SCHEMES = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const
const SCHEME_NAMES = ['light', 'dark', 'auto'] as const

/** Russian or English, at once and for the next start. */
export function LanguageSwitch() {
  const { t, language } = useWords()
  const { change } = useSettings()
  return (
    <Menu position="right-end">
      <Menu.Target>
        <Tooltip label={t('settings.language')} position="right">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            // What is seen comes first in the name: it is what a person says to a computer that listens.
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

/** Light, dark, or as the system has it. */
export function SchemeSwitch() {
  const { t } = useWords()
  const { settings, change } = useSettings()
  const chosen = settings?.colorScheme ?? 'auto'
  const Icon = SCHEMES[chosen]
  return (
    <Menu position="right-end">
      <Menu.Target>
        <Tooltip label={t('settings.scheme')} position="right">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('settings.scheme')}>
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
